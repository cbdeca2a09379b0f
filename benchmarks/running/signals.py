"""Ctrl+C, SIGTERM and SIGHUP end a command alike: what it started ends, what is finished stays."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from benchmarks.isolation import processes

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """A signal asked for the end; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


def heed() -> None:
    """Let each of these signals interrupt, also where a shell started this in the background.

    What `nohup` started goes on when its terminal closes.
    """
    for number in _ENDING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise Interrupted(number)


def end_by(interruption: KeyboardInterrupt) -> None:
    """End this process as its signal would have done without us, so that who waits can tell.

    At once: to take the modules of DVC apart would take another second.
    """
    sys.stdout.flush()
    number = getattr(interruption, "number", signal.SIGINT)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def end_with_parent() -> None:
    """Let the kernel kill this process when its parent ends, however that ends (Linux only)."""
    processes.end_with_parent(os.getppid())
