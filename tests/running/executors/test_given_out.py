"""Whatever becomes of the scheduler, a worker or the disk, whoever waits for a task hears of it."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed", reason="Dask is not installed: make test ENGINE=dask")
from benchmarks.contract.errors import UserError
from benchmarks.running.executors import dask, parcels
from benchmarks.running.executors.crew import Member
from benchmarks.running.executors.dask import DaskExecutor
from benchmarks.running.executors.executor import Outcome, Task

MADE = Path("runs/fit/b/x")
TASK = Task("fit@b-x", ("fit", "b", "x"), (), (MADE,))


class Answer(Future[Any]):
    """What Dask gives for what was submitted; key : its name there."""

    key = "levelground-0"


class Cluster:
    """A client of Dask, what sends and the crew, as far as an executor asks them."""

    address = "tcp://head:8786"

    def __init__(self) -> None:
        self.members: dict[str, Member] = {"a": Member(1, {})}
        self.answer = Answer()
        self.renew: Callable[[], None] = lambda: None

    def inputs(self, *_: object) -> dict[str, Any]:
        return {}

    def command(self, *_: object) -> Answer:
        return self.answer

    def cancel(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def executor(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DaskExecutor]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dask, "_SECONDS_BETWEEN_LOOKS", 0.01)
    executor = DaskExecutor(cluster, cluster, cluster)
    yield executor
    executor.close()


def said(parcel: bytes) -> dict[str, Any]:
    return {"status": 0, "errors": "", "printed": "", "outputs": {MADE.as_posix(): parcel}}


def test_what_a_task_made_is_in_place_when_it_is_done(
    executor: DaskExecutor, cluster: Cluster, tmp_path: Path
) -> None:
    (tmp_path / "made").write_text("made")
    future = executor.submit(TASK)
    cluster.answer.set_result(said(parcels.pack(tmp_path / "made")))
    assert future.result() == Outcome(0, "")
    assert MADE.read_text() == "made"


def test_a_task_for_whose_outputs_this_machine_has_no_place_has_failed(
    executor: DaskExecutor, cluster: Cluster, tmp_path: Path
) -> None:
    (tmp_path / "made").write_text("made")
    Path("runs").symlink_to(tmp_path.parent)
    future = executor.submit(TASK)
    cluster.answer.set_result(said(parcels.pack(tmp_path / "made")))
    assert future.done()
    assert future.result().status == 1
    assert future.result().errors.startswith(f"error: {MADE}: a link leads to")


def test_what_cannot_be_unpacked_ends_the_run(executor: DaskExecutor, cluster: Cluster) -> None:
    future = executor.submit(TASK)
    cluster.answer.set_result(said(b"no parcel"))
    assert future.done()
    assert "not a zip" in str(future.exception())


def test_what_cannot_be_sent_has_failed(
    executor: DaskExecutor, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise TypeError("cannot be pickled")

    monkeypatch.setattr(cluster, "command", refused)
    assert executor.submit(TASK).result() == Outcome(1, "error: cannot be pickled")


def test_what_is_asked_of_a_cluster_that_is_lost_ends_too(
    executor: DaskExecutor, cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "distributed.client")  # and as it was, afterwards
    cluster.members = {}
    waiting = executor.submit(TASK)

    def lost() -> None:
        raise OSError("nobody answers")

    cluster.renew = lost
    executor._watch.join()
    for future in (waiting, executor.submit(TASK)):
        assert future.done()
        with pytest.raises(UserError, match="the Dask scheduler is lost"):
            future.result()
    logging.getLogger("distributed.client").error("a traceback, as its attempts to come back end")
    assert not caplog.records


def test_of_two_that_say_at_once_how_a_task_ended_the_first_counts() -> None:
    class Undone(Future[Outcome]):
        def done(self) -> bool:
            return False  # a moment ago

    job = dask._Job(TASK, Undone())
    first, second = Outcome(0, "first"), UserError("second")
    for outcome in (first, second):
        dask._settle(job, outcome)
    assert job.outcome.result() == first
