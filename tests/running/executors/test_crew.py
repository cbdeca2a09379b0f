"""Who of a cluster gets work: those that joined and have what this machine has."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("distributed", reason="Dask is not installed: make test ENGINE=dask")
from benchmarks.contract.errors import UserError
from benchmarks.running.executors import facts
from benchmarks.running.executors.crew import Crew

# Asked in a process of its own, as numpy's kernels are chosen before it is imported.
QUESTION = [sys.executable, "-m", facts.__name__, "numpy"]
HERE = json.loads(subprocess.run(QUESTION, capture_output=True, check=True).stdout)


def host(python: str) -> dict[str, Any]:
    """Return what Dask says of a process."""
    return {"host": {"python": f"{python}.final.0"}}


class Cluster:
    """A client of Dask and what sends, as far as a crew asks them.

    workers : address to Python's version; answers : address to what a worker says of itself
    """

    def __init__(self, workers: dict[str, str], scheduler: str = HERE["python"]) -> None:
        self.workers, self.scheduler_python = workers, scheduler
        self.answers: dict[str, Future[Any]] = {}
        self.forgotten: list[str] = []
        self.scheduler = SimpleNamespace(address="tcp://head:8786", identity=self.identity)

    def sync(self, ask: Callable[..., Any], **arguments: Any) -> Any:
        return ask(**arguments)

    def identity(self, n_workers: int) -> dict[str, Any]:
        assert n_workers == -1, "all, or some would be taken for lost"
        return {"workers": {address: {"nthreads": 2} for address in self.workers}}

    def get_versions(self) -> dict[str, Any]:
        workers = {address: host(python) for address, python in self.workers.items()}
        return {"scheduler": host(self.scheduler_python), "workers": workers}

    def inputs(self, worker: str) -> dict[str, Any]:
        assert worker in self.workers
        return {}

    def forget(self, worker: str) -> None:
        self.forgotten.append(worker)

    def command(self, *question: Any) -> Future[Any]:
        worker = question[-1]
        self.answers[worker] = Future()
        return self.answers[worker]

    def crew(self) -> Crew:
        return Crew(self, self, ["numpy"], any_kernels=False)

    def answer(self, worker: str, **changes: Any) -> None:
        said = {"printed": json.dumps(HERE | changes), "errors": ""}
        self.answers[worker].set_result(said)


def test_a_worker_gets_work_once_it_has_said_that_it_is_alike() -> None:
    cluster = Cluster({"a": HERE["python"]})
    crew = cluster.crew()
    crew.renew()
    assert crew.members == {}
    cluster.answer("a")
    crew.renew()
    assert crew.members["a"].threads == 2
    cluster.workers["late"] = HERE["python"]
    crew.renew()
    cluster.answer("late")
    crew.renew()
    assert set(crew.members) == {"a", "late"}
    del cluster.workers["a"]
    crew.renew()
    assert set(crew.members) == {"late"}
    assert cluster.forgotten == ["a"]


def test_a_worker_of_another_python_is_refused_unasked() -> None:
    cluster = Cluster({"a": "3.12.1"})
    crew = cluster.crew()
    crew.renew()
    assert crew.refused == {"a": f"Python 3.12.1 (here {HERE['python']})"}
    assert cluster.answers == {}


def test_a_worker_that_cannot_answer_is_refused_with_what_it_said() -> None:
    cluster = Cluster({"a": HERE["python"], "b": HERE["python"]})
    crew = cluster.crew()
    crew.renew()
    cluster.answers["a"].set_result({"printed": "", "errors": "no space left"})
    cluster.answers["b"].set_exception(OSError("it broke"))
    crew.renew()
    assert crew.members == {}
    assert "no space left" in crew.refused["a"]
    assert "it broke" in crew.refused["b"]


def test_differences_beyond_a_dozen_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    cluster = Cluster({"a": HERE["python"]})
    crew = cluster.crew()
    crew._here = HERE | {"packages": {f"p{number}": "1" for number in range(15)}}
    crew.renew()
    cluster.answer("a", packages={f"p{number}": "2" for number in range(15)})
    crew.renew()
    assert crew.refused["a"].endswith("p11 2 (here 1), and 3 more")
    assert "worker a is refused: p0 2 (here 1)" in capsys.readouterr().err


def test_a_scheduler_of_another_python_ends_the_run() -> None:
    crew = Cluster({}, scheduler="3.12.1").crew()
    with pytest.raises(UserError, match=r"the scheduler has Python 3\.12\.1"):
        crew.check_scheduler()
