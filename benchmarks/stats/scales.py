"""The scales on which intervals are symmetric, so that none leaves the range of its number."""

import math
from typing import Literal

import numpy as np
from scipy.special import expit, logit

from benchmarks.contract.arrays import FloatArray
from benchmarks.stats.levels import WIDEST

Scale = Literal["logit", "log", "plain"]  # within [0, 1], from 0, of any sign


def scale_of(value: float, low: float | None, high: float | None) -> Scale:
    """Return the scale of a number with a range; None for an end that the range has not.

    What lies outside its range, or at an end of it, has no other scale than its own.

    >>> scale_of(0.2, 0, 1), scale_of(9, 0, None), scale_of(9, -1, None), scale_of(1, 0, 1)
    ('logit', 'log', 'plain', 'plain')
    """
    if low != 0 or value <= 0:
        return "plain"
    if high != 1:
        return "log"
    return "logit" if value < 1 else "plain"


def moved(scale: Scale, value: FloatArray, rest: FloatArray, by: FloatArray) -> FloatArray:
    """Return how far a number moves on its scale when `by` is added to it.

    rest : 1 - value, apart because few digits of a value near 1 say nothing of it
    """
    if scale == "plain":
        return by
    shift: FloatArray = np.log1p(by / value)
    return shift if scale == "log" else shift - np.log1p(-by / rest)


def slope(scale: Scale, value: FloatArray, rest: FloatArray) -> FloatArray:
    """Return how far a number moves on its scale for each unit of its own, where it is `value`.

    rest : 1 - value
    """
    if scale == "plain":
        return np.ones_like(value)
    return 1 / value if scale == "log" else 1 / (value * rest)


def interval(scale: Scale, value: float, error: float, reach: float) -> tuple[float, float]:
    """Return the bounds of a number, `reach` standard errors to either side on its scale.

    NaN on the log scale where they are more than `WIDEST` times away: single users outweigh all.

    >>> [round(bound, 3) for bound in interval("logit", 0.5, 0.025, 2)]
    [0.45, 0.55]
    """
    if scale == "plain":
        return value - reach * error, value + reach * error
    wide = reach * error * float(slope(scale, np.array(value), np.array(1 - value)))
    if scale == "log":
        if not wide <= math.log(WIDEST):
            return math.nan, math.nan
        return value * math.exp(-wide), value * math.exp(wide)
    return float(expit(logit(value) - wide)), float(expit(logit(value) + wide))
