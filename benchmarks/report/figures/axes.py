"""What the small pictures on a page share: a mark, an axis with its ticks, how wide a name gets.

Lengths are the units of the picture's viewBox, pixels at its own width; y points downwards.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

SIZE = 11  # of the letters of a name
# as wide as letters of Arial get, as shares of their size
_WIDE, _NARROW_LETTERS, _THIN, _OTHER = 0.72, " ,.'()|/fijlrtI-", 0.34, 0.56
_NARROW = 0.6  # an axis starts at 0 unless all numbers are above this share of the largest
_STEPS = (1, 2, 2.5, 5, 10)  # between ticks, times a power of ten


@dataclass(frozen=True)
class Mark:
    """A number that a picture shows.

    kind : `tied` (for best), `behind` or `plain`, where nothing was tested
    low, high : its interval, None where there is none
    """

    baseline: str
    label: str
    value: float
    low: float | None
    high: float | None
    kind: str
    is_reference: bool


@dataclass(frozen=True)
class Tick:
    """A number on an axis; `at` along it."""

    at: float
    text: str


def text_width(text: str, size: float) -> float:
    """Return how wide a text gets, with some room.

    >>> text_width("SVD", 10), text_width("items", 10)
    (21.6, 23.6)
    """
    letters = (_THIN if c in _NARROW_LETTERS else _WIDE if c.isupper() else _OTHER for c in text)
    return round(size * sum(letters), 1)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers between two ends, about as many.

    >>> ticks(0, 0.23, 3)
    [0.0, 0.1, 0.2]
    """
    step = 10.0 ** math.floor(math.log10((high - low) / most))
    step *= next(times for times in _STEPS if (high - low) / (step * times) <= most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 9) for number in range(first, last + 1)]


@dataclass(frozen=True)
class Axis:
    """What lies between `low` and `high` is drawn between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return where a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + (self.end - self.start) * share, 1)


def reach(mark: Mark) -> list[float]:
    """Return the number and the ends of its interval."""
    return [end for end in (mark.value, mark.low, mark.high) if end is not None]


def outer(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis: from 0, unless all numbers lie close together far from it."""
    low, high = min(values), max(values)
    room = 0.06 * (high - low)
    start = 0.0 if 0 <= low < _NARROW * high else low - room
    return (start, high + room) if high > start else (start, start + 1)
