"""Parts made side by side: what they return, and what becomes of one that fails."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.isolation import processes
from benchmarks.report import side_by_side

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be two cores, and no thread but this one: pytest may have some."""
    monkeypatch.setattr(side_by_side, "_cores", lambda: 2)
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread()])


@pytest.fixture
def another_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a second thread run, of a name."""
    may_end = threading.Event()
    thread = threading.Thread(target=may_end.wait, name=request.param)
    thread.start()
    yield
    may_end.set()
    thread.join()


def _refuse(words: str) -> None:
    raise UserError(words)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@linux
@pytest.mark.usefixtures("two_cores")
def test_parts_come_in_their_order_from_other_processes_that_have_what_this_one_has() -> None:
    here: list[Callable[[], object]] = [
        lambda place=place: (place, os.getpid()) for place in range(5)
    ]
    made = side_by_side.each(here)
    assert [place for place, _ in made] == list(range(5))
    assert os.getpid() not in {process for _, process in made}


@linux
@pytest.mark.usefixtures("two_cores")
def test_an_error_of_a_part_is_raised_with_its_words() -> None:
    with pytest.raises(UserError, match="no such table"):
        side_by_side.each([os.getpid, partial(_refuse, "no such table"), os.getpid])


@linux
@pytest.mark.usefixtures("two_cores")
def test_a_process_that_is_killed_is_told_of() -> None:
    with pytest.raises(UserError, match="was ended, perhaps for want of memory; run it again"):
        side_by_side.each([_die, _die])


@pytest.mark.parametrize("another_thread", ["works"], indirect=True)
@pytest.mark.usefixtures("another_thread")
def test_beside_another_thread_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_cores", lambda: 2)
    assert side_by_side.each([os.getpid, os.getpid]) == [os.getpid()] * 2


@linux
@pytest.mark.parametrize("another_thread", [processes.WAITING], indirect=True)
@pytest.mark.usefixtures("another_thread")
def test_beside_the_thread_of_a_stage_that_only_waits_parts_are_forked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {processes.WAITING, threading.current_thread().name}
    ours = [thread for thread in threading.enumerate() if thread.name in known]  # none of pytest's
    assert len(ours) == 2
    monkeypatch.setattr(threading, "enumerate", lambda: ours)
    monkeypatch.setattr(side_by_side, "_cores", lambda: 2)
    assert os.getpid() not in side_by_side.each([os.getpid, os.getpid])


def test_on_one_core_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_cores", lambda: 1)
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread()])
    assert side_by_side.each([os.getpid, os.getpid]) == [os.getpid()] * 2
