"""One run at a time in a checkout: two would remove each other's outputs."""

import fcntl
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.contract.removal import refuse_links_out
from benchmarks.running import left_over

_RUNS = Path(".dvc/tmp/levelground.lock")
SEARCHES = Path(".dvc/tmp/levelground-tune.lock")  # which take hours, beside which others run


@contextmanager
def alone() -> Iterator[None]:
    """Hold the checkout, and put right what a killed run left in it.

    Raises UserError where what is made in it would lie elsewhere.
    """
    refuse_links_out()
    with held(_RUNS):
        left_over.put_right()
        yield


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Hold a file; where another process has it, say which and wait for its end."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a+", encoding="utf-8") as lock:  # a process that ends, however, lets go
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            who = lock.read().strip() or "another run"
            print(f"waiting for {who} in this checkout", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(_name())
        lock.flush()
        yield


def _name() -> str:
    """Return who holds the checkout, for others that want it."""
    return f"`{shlex.join(['python', *sys.orig_argv[1:]])}` (process {os.getpid()})"
