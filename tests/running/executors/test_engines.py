"""Which engine is chosen, what goes where, and what is said where it cannot be."""

import sys
from concurrent.futures import Future

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.running import executors
from benchmarks.running.executors import engines
from benchmarks.running.executors.executor import Outcome, Task
from benchmarks.running.executors.local import Local


class Noting:
    """Notes what it is given."""

    def __init__(self, slots: int) -> None:
        self.given: list[str] = []
        self._slots = slots

    def slots(self) -> int:
        return self._slots

    def submit(self, task: Task) -> Future[Outcome]:
        self.given.append(task.name)
        return Future()

    def close(self) -> None:
        self.given.append("closed")


def start(engine: str, scheduler: str) -> object:
    with engines.executor(engine, scheduler, 1) as executor:
        return executor


def test_stages_run_here_unless_told_otherwise() -> None:
    assert isinstance(start("", ""), Local)
    assert isinstance(start("local", ""), Local)


@pytest.mark.parametrize(
    ("engine", "scheduler"), [("dask", ""), ("", "tcp://10.0.0.1:8786"), ("tcp://a:1", "")]
)
def test_without_dask_one_line_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, engine: str, scheduler: str
) -> None:
    monkeypatch.delitem(sys.modules, f"{executors.__name__}.connecting", raising=False)
    monkeypatch.delattr(executors, "connecting", raising=False)  # of a test that has Dask
    for name in ("dask", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UserError, match="ENGINE=dask needs Dask: `make repro ENGINE=dask`"):
        start(engine, scheduler)


def test_a_scheduler_is_not_of_the_local_engine() -> None:
    with pytest.raises(UserError, match="ENGINE=local has no scheduler"):
        start("local", "tcp://10.0.0.1:8786")


def test_work_goes_to_the_cluster_and_what_needs_git_or_the_network_runs_here() -> None:
    cluster, here = Noting(3), Noting(1)
    both = engines.Divided(cluster, here)
    for command in ("download a", "split a", "--extra fit a b", "replicate c", "track"):
        both.submit(Task(command, tuple(command.split()), (), ()))
    assert both.slots() == 4
    both.close()
    assert cluster.given == ["split a", "--extra fit a b", "replicate c", "closed"]
    assert here.given == ["download a", "track", "closed"]
