"""Axes of the small pictures that a page draws itself: from where to where, and where the ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_NARROW = 0.6  # values above this share of the highest have an axis that does not start at 0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Axis:
    """An axis; `low` is 0 where values do not all lie far above it."""

    low: float
    high: float
    ticks: list[float]

    def at(self, value: float) -> float:
        """Return where a value lies, in per cent of the axis.

        >>> Axis(0.0, 2.0, []).at(0.5)
        25.0
        """
        return round(100 * (value - self.low) / (self.high - self.low), 2)


def axis(values: Iterable[float], most: float = 3.4) -> Axis:
    """Return the axis that shows all values, with at most so many steps between ticks.

    >>> axis([0.02, 0.19])
    Axis(low=0.0, high=0.19, ticks=[0.0, 0.1])
    >>> axis([0.95, 1.0]).low > 0.9
    True
    """
    shown = list(values) or [0.0]
    low, high = min(shown), max(shown)
    low = 0.0 if 0 <= low < _NARROW * high else low - 0.06 * (high - low)
    high = high if high > low else low + 1
    step = _step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return Axis(low, high, [round(place * step, 6) for place in range(first, last + 1)])


def _step(reach: float, most: float) -> float:
    """Return the distance of ticks: 1, 2, 2.5 or 5 of a power of ten."""
    rough = 10.0 ** math.floor(math.log10(reach / most))
    return rough * next(step for step in _STEPS if reach / (rough * step) <= most)


def decades(values: Iterable[float], least: float = 1e-3) -> Axis:
    """Return a logarithmic axis with a tick at each power of ten; below `least` is drawn there.

    >>> decades([0.0002, 0.5, 40.0])
    Axis(low=0.001, high=40.0, ticks=[0.001, 0.01, 0.1, 1.0, 10.0])
    """
    shown = [max(value, least) for value in values]
    low, high = min(shown), max(shown)
    high = high if high > low else 10 * low
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    return Axis(low, high, [round(10.0**place, 6) for place in range(first, last + 1)])
