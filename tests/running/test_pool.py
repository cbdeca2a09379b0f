"""Stages run side by side as soon as what they need is there; what fails stops what needs it."""

import json
from concurrent.futures import Future
from pathlib import Path
from unittest.mock import Mock

import pytest

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.running import failure, order, pipeline
from benchmarks.running.executors.executor import Outcome, Task
from benchmarks.running.pool import Pool
from benchmarks.running.progress import Progress
from benchmarks.running.remaining import Costs

WELL = Outcome(0, "")
NEEDS = {
    "split@a": set(),
    "split@b": set(),
    "fit@a-x": {"split@a"},
    "fit@a-y": {"split@a"},
    "fit@b-x": {"split@b"},
    "score@a": {"fit@a-x", "fit@a-y"},
    "score@b": {"fit@b-x"},
    "report": {"score@a", "score@b"},
}


class Stages:
    """Stages as a dictionary; all are stale."""

    def __init__(self, needs: dict[str, set[str]] = NEEDS) -> None:
        self.needs = needs
        self.tasks = {name: _task(name) for name in needs}
        self.stale, self.cached = set(needs), set()
        self.added: list[str] = []
        self.written: list[str] = []

    def is_stale(self, name: str) -> bool:
        return name in self.stale

    def restore(self, name: str) -> bool:
        return name in self.cached

    def add(self, name: str) -> None:
        self.added.append(name)

    def write(self) -> None:
        self.written = list(self.added)


class Executor:
    """Ends what it was given at once, or when told to.

    held : the names of tasks that wait until another has ended: {name: the other}
    """

    def __init__(self, slots: int = 1, ends: dict[str, Outcome] | None = None) -> None:
        self.started: list[str] = []
        self.held: dict[str, str] = {}
        self._slots, self._ends = slots, ends or {}
        self._waiting: dict[str, Future[Outcome]] = {}

    def slots(self) -> int:
        return self._slots

    def submit(self, task: Task) -> Future[Outcome]:
        self.started.append(task.name)
        future: Future[Outcome] = Future()
        self._waiting[task.name] = future
        if task.name not in self.held:
            self._end(task)
        return future

    def _end(self, task: Task) -> None:
        outcome = self._ends.get(task.name, WELL)
        if outcome is WELL:
            for path in task.outputs:
                path.mkdir(parents=True)
        self._waiting.pop(task.name).set_result(outcome)
        for name, other in self.held.items():
            if other == task.name and name in self._waiting:
                self._end(_task(name))

    def close(self) -> None:
        pass


def _task(name: str) -> Task:
    return Task(name, (*name.replace("@", " ").split(),), (), (Path("out", name),))


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def seconds(**taken: float) -> None:
    known = {name.replace("_", "@", 1).replace("_", "-"): value for name, value in taken.items()}
    order.keep(known, known)


def test_urgent_is_what_the_longest_chain_of_work_waits_for() -> None:
    needs = {"a": set(), "b": {"a"}, "c": {"a"}, "d": {"b", "c"}, "alone": set()}
    urgency = order.urgency(needs, {"a": 1, "b": 2, "c": 30, "d": 4, "alone": 36})
    assert urgency == {"a": 35, "b": 6, "c": 34, "d": 4, "alone": 36}


def test_what_never_ran_counts_as_long_as_the_longest() -> None:
    assert order.urgency({"new": set(), "old": {"new"}}, {"old": 7}) == {"new": 14, "old": 7}


def test_all_that_something_needs_is_found() -> None:
    assert order.upstream(NEEDS, ["score@b", "split@a"]) == {
        "score@b",
        "fit@b-x",
        "split@b",
        "split@a",
    }


def test_what_stages_took_is_kept_of_those_that_are_there_and_where_it_is_news() -> None:
    order.keep({"long": 100.0, "gone": 1.0}, ["long", "gone"])
    order.keep({"long": 120.0, "short": 0.52}, ["long", "short", "never"])
    assert order.last() == {"long": 100.0, "short": 0.5}
    order.keep({"long": 20.0}, ["long", "short"])
    assert order.last() == {"long": 20.0, "short": 0.5}
    assert order.place() == paths.REPORTS / "seconds.json"


def test_the_longest_chain_runs_first_and_each_stage_after_what_it_needs() -> None:
    seconds(split_a=1, split_b=1, fit_a_x=1, fit_a_y=9, fit_b_x=5, score_a=1, score_b=50, report=1)
    executor = Executor()
    pool = Pool(Stages(), executor)
    pool.run(NEEDS)
    assert executor.started == [
        *("split@b", "fit@b-x", "score@b", "split@a", "fit@a-y", "fit@a-x", "score@a", "report")
    ]


def test_a_benchmark_is_scored_while_cells_of_another_run() -> None:
    executor = Executor(slots=2)
    executor.held = {"fit@a-y": "score@b"}
    stages = Stages()
    Pool(stages, executor).run(NEEDS)
    assert executor.started.index("score@b") < executor.started.index("score@a")
    assert set(stages.written) == set(NEEDS)


def test_no_more_are_started_than_there_are_slots() -> None:
    executor = Executor(slots=2)
    executor.held = {"split@a": "split@b", "split@b": "never"}
    pool = Pool(Stages(), executor)
    pool._submit(["split@a", "split@b", "fit@a-x"], Progress(NEEDS, NEEDS, Costs({})))
    assert len(executor.started) == 2


def test_what_is_up_to_date_or_in_a_cache_does_not_run() -> None:
    stages = Stages()
    stages.stale -= {"split@a", "fit@a-x"}
    stages.cached = {"fit@b-x"}
    executor = Executor()
    pool = Pool(stages, executor)
    pool.run(NEEDS)
    assert set(executor.started) == NEEDS.keys() - {"split@a", "fit@a-x", "fit@b-x"}
    assert pool.failures == {}


def test_what_is_forced_runs_even_if_nothing_has_changed() -> None:
    stages = Stages()
    stages.stale, stages.cached = set(), set(NEEDS)
    executor = Executor()
    pool = Pool(stages, executor)
    pool.force("split")
    pool.run(NEEDS)
    assert set(executor.started) == {"split@a", "split@b"}


def test_a_part_runs_with_what_there_is_of_the_rest() -> None:
    executor = Executor()
    Pool(Stages(), executor).run(["score@a", "fit@a-x"])
    assert executor.started == ["fit@a-x", "score@a"]


def test_nothing_is_made_of_what_failed_and_all_else_is(capsys: pytest.CaptureFixture[str]) -> None:
    broken = Outcome(1, "warning: odd\nerror: data/a: damaged. Get it again.\n", printed="so far\n")
    executor, stages = Executor(ends={"split@a": broken}), Stages()
    pool = Pool(stages, executor)
    pool.run(NEEDS)
    assert pool.failures == {"split@a": "data/a: damaged. Get it again."}
    assert set(stages.written) == {"split@b", "fit@b-x", "score@b"}
    printed = capsys.readouterr()
    assert "split a FAILED: data/a: damaged. Get it again.\nso far\n" in printed.out
    assert printed.err == broken.errors


def test_a_failed_cell_leaves_its_reason_and_the_others_are_scored() -> None:
    killed = Outcome(-9, "")
    executor, stages = Executor(ends={"fit@a-x": killed}), Stages()
    pool = Pool(stages, executor)
    pool.run(NEEDS)
    reason = "ended with status -9 without out/fit@a-x; was there enough memory?"
    assert pool.failures == {"fit@a-x": reason}
    assert json.loads(Path("out/fit@a-x/failure.json").read_text()) == {"reason": reason}
    assert set(stages.written) == NEEDS.keys() - {"fit@a-x"}


def test_a_stage_that_ends_well_without_its_outputs_has_failed() -> None:
    executor = Executor(ends={"score@b": Outcome(0, "")})
    pool = Pool(Stages(), executor)
    pool.run(NEEDS)
    assert pool.failures == {"score@b": "ended with status 0 without out/score@b"}
    assert "report" not in executor.started


@pytest.mark.parametrize("status", [-2, 130])
def test_an_interrupted_cell_has_not_failed_but_nothing_is_made_of_it(status: int) -> None:
    executor, stages = Executor(ends={"fit@a-x": Outcome(status, "")}), Stages()
    Pool(stages, executor).run(NEEDS)
    assert not Path("out/fit@a-x").exists()
    assert "score@a" not in executor.started
    assert "score@b" in stages.written


def test_what_ended_is_saved_when_a_run_is_interrupted_which_waits_for_no_writing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    executor, stages = Executor(), Stages()
    submit = executor.submit

    def interrupted(task: Task) -> Future[Outcome]:
        if task.name == "report":
            raise KeyboardInterrupt
        return submit(task)

    monkeypatch.setattr(executor, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Pool(stages, executor).run(NEEDS)
    assert set(stages.added) == NEEDS.keys() - {"report"}, "it is in DVC's cache"
    assert stages.written == []


def test_the_exit_status_tells_of_an_interrupted_cell_that_kept_no_reason() -> None:
    executor = Executor(ends={"fit@a-x": Outcome(-2, ""), "fit@a-y": Outcome(1, "error: odd\n")})
    pool = Pool(Stages(), executor)
    pool.run(NEEDS)
    assert pipeline._failed_stages(pool) == ["fit@a-x failed: interrupted"]


def test_a_stage_is_behind_as_long_as_one_that_it_needs_in_turn_is_not_up_to_date() -> None:
    stages = Stages()
    stages.stale = {"split@b", "split@a"}
    stages.cached = {"split@a"}
    pool = Pool(stages, Executor())
    assert not pool.is_stale("score@b")
    assert pool.is_behind("score@b")
    pool.run(["split@b"])
    assert not pool.is_behind("score@b")
    assert pool.is_behind("score@a")
    pool.run(["split@a"])
    assert not pool.is_behind("score@a"), "a cache had it"


def test_where_stages_ran_is_written_before_the_report_is_made() -> None:
    ran_there = Outcome(1, "error: odd\n", where={"python": "3.11"})
    executor, said = Executor(ends={"split@b": ran_there}), []
    submit = executor.submit

    def noting(task: Task) -> Future[Outcome]:
        said.append(read_json(paths.workers())["stages"] if paths.workers().exists() else {})
        return submit(task)

    executor.submit = noting
    seconds(split_b=9)
    Pool(Stages(), executor).run(NEEDS)
    assert said[0] == {}
    assert said[-1] == {"split@b": 0}


def test_what_failed_says_nothing_of_how_long_a_stage_takes() -> None:
    pool = Pool(Stages(), Executor(ends={"fit@a-x": Outcome(1, "")}))
    pool.run(NEEDS)
    assert pool.seconds.keys() == NEEDS.keys() - {"fit@a-x"}


def test_what_ended_is_recorded_also_if_the_executor_itself_is_lost_then() -> None:
    class Lost(Executor):
        def submit(self, task: Task) -> Future[Outcome]:
            future = super().submit(task)
            if task.name == "split@a":
                future = Future()
                future.set_exception(UserError("the scheduler is lost"))
            return future

    stages = Stages()
    with pytest.raises(UserError, match="is lost"):
        Pool(stages, Lost(slots=2)).run(["split@a", "split@b"])
    assert stages.written == ["split@b"]


@pytest.mark.parametrize("act", ["restore", "add"])
def test_what_cannot_be_written_has_failed_and_all_else_goes_on(act: str) -> None:
    stages = Stages()

    def refused(name: str) -> bool:
        if name == "fit@a-x":
            raise UserError("runs/fit: the disk is full")
        return getattr(Stages, act)(stages, name)

    setattr(stages, act, refused)
    pool = Pool(stages, Executor())
    pool.run(NEEDS)
    assert pool.failures == {"fit@a-x": "runs/fit: the disk is full"}
    assert set(stages.written) == NEEDS.keys() - {"fit@a-x", "score@a", "report"}


def test_a_cell_whose_reason_cannot_be_kept_has_failed_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = UserError("out/fit@a-x/failure.json: the disk is full")
    monkeypatch.setattr(failure, "write_json", Mock(side_effect=full))
    executor, stages = Executor(ends={"fit@a-x": Outcome(-9, "")}), Stages()
    pool = Pool(stages, executor)
    pool.run(NEEDS)
    assert pool.failures == {"fit@a-x": str(full)}
    assert "score@b" in stages.written
