"""What work takes: seconds of the processor and of the clock.

They are equal as long as the one thread that works has a core to itself; the clock's are more where
the machine has other things to do.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

# A short fit is repeated until it took so many seconds together, or so often: one says little.
ENOUGH_SECONDS, MOST_REPEATS = 0.1, 5


@dataclass(frozen=True)
class Seconds:
    """What something took, by the clock and of the processor (of all threads of the process)."""

    wall: float
    cpu: float

    def __add__(self, other: "Seconds") -> "Seconds":
        return Seconds(self.wall + other.wall, self.cpu + other.cpu)

    def named(self, what: str, of: str = "") -> dict[str, float]:
        """Return both under the names that runs/measured has.

        >>> Seconds(2.0, 1.5).named("rank", "_all")
        {'rank_seconds_all': 2.0, 'rank_cpu_seconds_all': 1.5}
        """
        rounded = round(self.wall, 6), round(self.cpu, 6)
        return dict(zip((f"{what}_seconds{of}", f"{what}_cpu_seconds{of}"), rounded, strict=True))


NOTHING = Seconds(0.0, 0.0)


def now() -> Seconds:
    """Return what both clocks show."""
    return Seconds(time.perf_counter(), time.process_time())


def since(start: Seconds) -> Seconds:
    """Return what was taken since `now` was called."""
    end = now()
    return Seconds(end.wall - start.wall, end.cpu - start.cpu)


def of(work: Callable[[], Any]) -> Seconds:
    """Do some work and return what it took."""
    start = now()
    work()
    return since(start)


def repeated(first: Seconds, again: Callable[[], Seconds]) -> Seconds:
    """Repeat what was short; return the medians."""
    each = [first]
    while sum(taken.cpu for taken in each) < ENOUGH_SECONDS and len(each) < MOST_REPEATS:
        each.append(again())
    return Seconds(median(taken.wall for taken in each), median(taken.cpu for taken in each))
