"""What a stage that was killed leaves behind: it comes to the server that forked it, and is ended.

A stage that can ends all that its cell started itself (`benchmarks/isolation`).
"""

import atexit
import os
import signal
import time
import warnings
from collections.abc import Collection
from contextlib import ExitStack, suppress
from typing import Any

import psutil

from benchmarks.isolation import processes

_MOST_ROUNDS, _SECONDS_BETWEEN = 400, 0.005  # of ending processes, which may start others meanwhile
_QUIET_ROUNDS = 2  # in a row: /proc may pass over what gets another parent while it is read

_ADOPTING = ExitStack()  # as long as the server lives
_TO_ALL = (signal.SIGTERM, signal.SIGHUP)  # as by `timeout`, a scheduler, a terminal that closes
_BEFORE: dict[signal.Signals, Any] = {}  # how the server handled them as it began


def parent(pid: int | None) -> int | None:
    """Return the server that forked a stage; None where another process or none did."""
    try:
        server = psutil.Process(pid).ppid()
    except psutil.Error:  # it has ended
        return None
    return None if server == os.getpid() else server


def end(server: int, stages: Collection[int | None]) -> None:
    """End all that a server has but for stages, with what that has started in turn."""
    quiet = 0
    for _ in range(_MOST_ROUNDS):
        left = [pid for pid in processes.children(server) if pid not in stages]
        alive = [pid for pid, size in processes.resident(left).items() if size]
        quiet = 0 if alive else quiet + 1  # what has ended has no size any more
        if quiet == _QUIET_ROUNDS:
            return
        for pid in alive:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(_SECONDS_BETWEEN)


def adopt() -> None:
    """Let this process, the server, be the parent of what killed stages leave, to the end of it.

    That is the end of the caller: a signal that all of the group are sent does not end it before.
    """
    _ADOPTING.enter_context(processes.adopting())
    _BEFORE.update({number: signal.signal(number, signal.SIG_IGN) for number in _TO_ALL})
    warnings.filterwarnings("ignore", "forkserver: waitpid")  # of one that it has not forked
    atexit.register(_end_with_all, os.getpid())


def heed() -> None:
    """Let a stage, forked from the server, heed what the server passes over."""
    for number, handler in _BEFORE.items():
        signal.signal(number, handler)


def _end_with_all(server: int) -> None:
    """End what the server has and the server, at its exit; at that of another process do nothing.

    At once: to take the modules apart that it has imported would take another second.
    """
    if os.getpid() == server:
        end(server, ())
        os._exit(0)
