"""A search that fails is named, and all that it wrote is shown."""

from concurrent.futures import Future

import pytest

from benchmarks.config import load
from benchmarks.config.study import resolved
from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_text
from benchmarks.contract.reports import CELLS, MEASURED
from benchmarks.running import searches, tune
from benchmarks.running.executors.executor import Outcome, Task


class Executor:
    """Ends each task at once."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome

    def slots(self) -> int:
        return 1

    def submit(self, task: Task) -> Future[Outcome]:
        del task
        future: Future[Outcome] = Future()
        future.set_result(self._outcome)
        return future

    def close(self) -> None:
        pass


def test_the_trace_of_a_failed_search_and_the_warnings_of_another_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    study = resolved(load.load())
    trace = "Traceback (most recent call last):\nValueError: odd"
    with pytest.raises(UserError, match="1 searches failed:\n  ml-100k ease: ValueError: odd"):
        tune.tune_all([("ml-100k", "ease")], study, Executor(Outcome(1, trace)))
    assert capsys.readouterr().err == f"{trace}\n"
    well = Outcome(0, "warning: edge\n", printed="a x: 4 trials\n")
    tune.tune_all([("ml-100k", "als")], study, Executor(well))
    printed = capsys.readouterr()
    assert printed.err == "warning: edge\n"
    assert printed.out.endswith("  a x: 4 trials\n")


def test_searches_are_made_by_what_they_take_and_those_of_a_view_by_its_benchmarks(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = resolved(load.load())
    monkeypatch.chdir(tmp_path)
    took = {"ease": [3.0], "als": [0.9, 0.7], "user_knn": [1.0, 1.0]}  # seconds of each trial
    for baseline, seconds in took.items():
        lines = [f"{number},{each}" for number, each in enumerate(seconds)]
        text = "\n".join(["trial,seconds", *lines])
        write_text(paths.trial_seconds("complete-journey", baseline), text)
    for board in ("complete-journey", "complete-journey-new"):
        cells = [(board, baseline) for baseline in ("svd", "ease", "als", "user_knn")]
        ordered = searches.cheapest_first(cells, study)  # 60, 48 and 60 seconds: ties as they came
        assert [baseline for _, baseline in ordered] == ["als", "ease", "user_knn", "svd"]
    row = dict.fromkeys(MEASURED.columns, 1) | {"benchmark": "complete-journey"}
    fits = {"svd": 0.5, "als": 2.0}  # with the ranking and 60 trials: 90 and 180 s
    rows = [row | {"baseline": name, "fit_cpu_seconds": fit} for name, fit in fits.items()]
    write_text(paths.REPORTS / "measured.csv", as_csv(MEASURED.columns, rows))
    ordered = searches.cheapest_first(cells, study)  # what was measured last says more than trials
    assert [baseline for _, baseline in ordered] == ["ease", "user_knn", "svd", "als"]


def test_what_is_left_is_told_by_what_is_known_of_it(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study = resolved(load.load())
    monkeypatch.chdir(tmp_path)
    of_fits = dict.fromkeys(MEASURED.columns, 1) | {"benchmark": "ml-100k", "baseline": "ease"}
    write_text(paths.REPORTS / "measured.csv", as_csv(MEASURED.columns, [of_fits]))
    rows = [
        dict.fromkeys(CELLS.columns, "") | {"benchmark": "ml-100k", "baseline": name, "seeds": 1}
        for name in ("sponsored", "ease", "als")
    ]
    for row, status in zip(rows, ("not applicable", "ok", "failed"), strict=True):
        row["status"] = status
    write_text(paths.REPORTS / "cells.csv", as_csv(CELLS.columns, rows))
    cells = [("ml-100k", name) for name in ("ease", "als", "sponsored")]
    assert searches.missing(cells, study) == cells
    printed = capsys.readouterr().out
    assert "3 to search: 0.0 h on one core by what fits took, 1 that nobody measured" in printed
    assert "and 1 that were not applicable in the last report" in printed


def test_each_leaderboard_is_searched_and_a_view_under_another_name_is_one() -> None:
    cells = searches.tunable(resolved(load.load()), [], ["ease"])
    boards = [board for board, _ in cells]
    first = boards.index("complete-journey")
    assert boards[first : first + 2] == ["complete-journey", "complete-journey-new"]
    assert boards.count("ml-100k-cold-items") == 1


def test_while_a_search_goes_on_its_trials_and_the_best_so_far_are_told(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study = resolved(load.load())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tune, "_LOOK_EVERY", 0.01)
    future: Future[Outcome] = Future()
    future.set_running_or_notify_cancel()
    table = "trial,space,value,chosen\n0,0,0.125,\n1,0,0.25,\n"
    write_text(paths.unfinished("ml-100k", "als") / "trials.csv", table)

    class Slow(Executor):
        def submit(self, task: Task) -> Future[Outcome]:
            del task
            return future

    looks, tried = [], tune.trials.tried

    def looked(leaderboard: str, baseline: str) -> list[dict[str, str]]:
        looks.append(tried(leaderboard, baseline))
        if len(looks) == 3:
            future.set_result(Outcome(0, "", printed="ml-100k als: ended\n"))
        return looks[-1]

    monkeypatch.setattr(tune.trials, "tried", looked)
    tune.tune_all([("ml-100k", "als")], study, Slow(Outcome(0, "")))
    assert capsys.readouterr().out.count("ml-100k als 2/60 best 0.2500\n") == 1
