"""Parts made side by side: what they return, and what becomes of one that fails."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.isolation import processes
from benchmarks.report import side_by_side

ROOT = Path(__file__).parents[2]
linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
ON_TWO_CORES = """
import sys
from benchmarks.report import side_by_side
from tests.report import test_side_by_side as tests
side_by_side._cores = lambda: 2
getattr(tests, sys.argv[1])()
"""


def alone(name: str) -> subprocess.CompletedProcess[str]:
    """Call a function of this module in a new process: pytest's has threads, and JAX's at times."""
    command = [sys.executable, "-c", ON_TWO_CORES, name]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def another_thread() -> Iterator[None]:
    """Let a second thread run that is not known to wait."""
    with _beside("works"):
        yield


@contextmanager
def _beside(name: str) -> Iterator[None]:
    """Let a second thread run, of a name."""
    may_end = threading.Event()
    thread = threading.Thread(target=may_end.wait, name=name)
    thread.start()
    yield
    may_end.set()
    thread.join()


def _refuse(words: str) -> None:
    raise UserError(words)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_order() -> None:
    here: list[Callable[[], object]] = [
        lambda place=place: (place, os.getpid()) for place in range(5)
    ]
    made = side_by_side.each(here)
    assert [place for place, _ in made] == list(range(5))
    assert os.getpid() not in {process for _, process in made}


def refused() -> None:
    side_by_side.each([os.getpid, partial(_refuse, "no such table"), os.getpid])


def killed() -> None:
    side_by_side.each([_die, _die])


def beside_what_waits() -> None:
    with _beside(processes.WAITING):
        assert os.getpid() not in side_by_side.each([os.getpid, os.getpid])


@linux
@pytest.mark.parametrize("what", ["in_order", "beside_what_waits"])
def test_parts_come_in_their_order_from_other_processes_that_have_what_this_one_has(
    what: str,
) -> None:
    done = alone(what)
    assert done.returncode == 0, done.stderr


@linux
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("refused", "no such table"),
        ("killed", "was ended, perhaps for want of memory; run it again"),
    ],
)
def test_an_error_of_a_part_and_its_end_before_its_time_are_raised_in_words(
    what: str, said: str
) -> None:
    done = alone(what)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("benchmarks.contract.errors.UserError: ")
    assert said in last


def test_beside_jax_whose_threads_python_does_not_list_nothing_is_forked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(side_by_side, "_cores", lambda: 2)
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread()])
    monkeypatch.setitem(sys.modules, "jax", sys)
    assert side_by_side.each([os.getpid, os.getpid]) == [os.getpid()] * 2


@pytest.mark.usefixtures("another_thread")
def test_beside_another_thread_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_cores", lambda: 2)
    assert side_by_side.each([os.getpid, os.getpid]) == [os.getpid()] * 2


def test_on_one_core_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_cores", lambda: 1)
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread()])
    assert side_by_side.each([os.getpid, os.getpid]) == [os.getpid()] * 2
