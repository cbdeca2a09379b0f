"""Two click rates side by side: intervals, a test, and what the sample could and could not show."""

import math

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from benchmarks.stats.levels import ALPHA, CONFIDENCE, POWER

Interval = tuple[float, float]
Counts = tuple[int, int]  # of the two samples
Rates = tuple[float, float]


def wilson(clicks: float, n: int, level: float = CONFIDENCE) -> Interval:
    """Return the score interval of a click rate.

    Range: within 0 to 1, also without a click
    Source: Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953

    >>> [round(bound, 4) for bound in wilson(0, 10)]
    [0.0, 0.2775]
    """
    rate = clicks / n
    z = norm.isf((1 - level) / 2)
    squared = z**2
    scale = 1 + squared / n
    centre = (rate + squared / (2 * n)) / scale
    spread = np.sqrt(_variance(rate) / n + squared / (4 * n**2))
    half = z * spread / scale
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def newcombe(clicks: Counts, n: Counts, level: float = CONFIDENCE) -> Interval:
    """Return the interval of the second click rate less the first, from both score intervals.

    Source: Newcombe 1998, method 10,
    https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I
    """
    first, second = _rates(clicks, n)
    low_1, high_1 = wilson(clicks[0], n[0], level)
    low_2, high_2 = wilson(clicks[1], n[1], level)
    below = np.hypot(second - low_2, high_1 - first)
    above = np.hypot(high_2 - second, first - low_1)
    gap = second - first
    return float(gap - below), float(gap + above)


def two_proportions(clicks: Counts, n: Counts) -> float:
    """Return the two-sided p-value for equal click rates: the z-test with pooled variance.

    Its square is Pearson's chi-squared of the table without a correction. 1 where nobody or
    everybody clicked.
    """
    first, second = _rates(clicks, n)
    error = _error_if_equal(sum(clicks) / sum(n), n)
    if error == 0:
        return 1.0
    return float(2 * norm.sf(abs(second - first) / error))


def power(rates: Rates, n: Counts, alpha: float = ALPHA) -> float:
    """Return the probability that the z-test of samples of these sizes finds these rates to differ.

    Normal approximation, both tails: alpha itself where the rates are equal. Rates of 0 and 1 leave
    nothing to chance: 1 or 0, and 0 where nobody or everybody clicks.
    Source: Fleiss, Levin and Paik 2003, chapter 4
    """
    first, second = rates
    pooled = (first * n[0] + second * n[1]) / sum(n)
    threshold = norm.isf(alpha / 2) * _error_if_equal(pooled, n)
    error = np.sqrt(_variance(first) / n[0] + _variance(second) / n[1])
    gap = abs(second - first)
    if error == 0:
        return float(gap > threshold)
    upper = norm.sf((threshold - gap) / error)
    lower = norm.cdf((-threshold - gap) / error)
    return float(upper + lower)


def detectable(rate: float, n: Counts, wanted: float = POWER, alpha: float = ALPHA) -> float:
    """Return the smallest rise over `rate` that such samples find with probability `wanted`.

    NaN where none is found as often.
    """

    def lacking(rise: float) -> float:
        return power((rate, rate + rise), n, alpha) - wanted

    most = (1 - rate) * (1 - 1e-9)
    if lacking(most) > 0 > lacking(0.0):
        return float(brentq(lacking, 0.0, most, xtol=1e-12))
    return math.nan


def rows_needed(rates: Rates, wanted: float = POWER, alpha: float = ALPHA) -> float:
    """Return the rows per policy that the z-test needs; infinite without a difference.

    Source: Fleiss, Levin and Paik 2003, equation 4.14, without continuity correction
    """
    first, second = rates
    gap = second - first
    if gap == 0:
        return math.inf
    mean = sum(rates) / 2
    if_equal = norm.isf(alpha / 2) * np.sqrt(2 * _variance(mean))
    if_not = norm.isf(1 - wanted) * np.sqrt(_variance(first) + _variance(second))
    return float(np.ceil(((if_equal + if_not) / gap) ** 2))


def _rates(clicks: Counts, n: Counts) -> Rates:
    return clicks[0] / n[0], clicks[1] / n[1]


def _variance(rate: float) -> float:
    return rate * (1 - rate)


def _error_if_equal(pooled: float, n: Counts) -> float:
    """Return the standard error of the difference of two rates that are both `pooled`."""
    share_of_variance = 1 / n[0] + 1 / n[1]
    return float(np.sqrt(_variance(pooled) * share_of_variance))
