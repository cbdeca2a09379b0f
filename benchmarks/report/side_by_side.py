"""Parts of the report that are made side by side, each in a process that has read what all need."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from benchmarks.contract.errors import UserError
from benchmarks.isolation import processes

_MOST = 8  # processes: of more, each has little to do, and memory goes

Maker = Callable[[], Any]  # of any section
_makers: list[Maker] = []  # of a forked process: what it was told before it was given work


def each(makers: Sequence[Maker]) -> list[Any]:
    """Call all makers and return what they return, in their order.

    They run in processes forked from this one, as many as there are cores; what they return is
    pickled. Where a process cannot be forked safely, one runs after the other here.

    Raises what a maker raises, and UserError where a process ended before its time.
    """
    n_processes = min(len(makers), _cores(), _MOST)
    if n_processes < 2 or not _can_fork():
        return [maker() for maker in makers]
    context = multiprocessing.get_context("fork")
    told = (list(makers), os.getpid())
    with ProcessPoolExecutor(n_processes, context, _begin, told) as pool:
        try:
            return list(pool.map(_made, range(len(makers))))
        except BrokenProcessPool as error:
            raise UserError(
                "report: a process that drew a part of it was ended, perhaps for want of memory; "
                "run it again."
            ) from error


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _can_fork() -> bool:
    """Tell whether a copy of this process is sound: no other thread may hold what it waits for.

    Threads of libraries, which Python does not list, heed a fork, but for those of JAX.
    """
    own = threading.current_thread()
    others = [thread for thread in threading.enumerate() if thread is not own]
    are_waiting = all(other.name == processes.WAITING for other in others)
    return sys.platform == "linux" and are_waiting and "jax" not in sys.modules


def _begin(makers: list[Maker], parent: int) -> None:
    """Make ready a forked process, which ends with its parent and at an interruption, silently."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    processes.end_with_parent(parent)
    _makers[:] = makers


def _made(place: int) -> Any:
    return _makers[place]()
