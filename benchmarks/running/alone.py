"""One run at a time in a checkout: two would remove each other's outputs."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACE = Path(".dvc/tmp/levelground.lock")


@contextmanager
def alone() -> Iterator[None]:
    """Hold the checkout; where another run has it, say so and wait for the end of that."""
    _PLACE.parent.mkdir(parents=True, exist_ok=True)
    with _PLACE.open("w") as held:  # a process that ends, however, lets go
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another run in this checkout", file=sys.stderr, flush=True)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
