"""Two click rates side by side: intervals, a test, and what the sample could and could not show."""

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from benchmarks.stats.levels import ALPHA, CONFIDENCE, POWER

Interval = tuple[float, float]


def wilson(clicks: int, n: int, level: float = CONFIDENCE) -> Interval:
    """Return the score interval of a click rate.

    Range: within 0 to 1, also without a click
    Source: Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953

    >>> [round(bound, 4) for bound in wilson(0, 10)]
    [0.0, 0.2775]
    """
    z, rate = norm.isf((1 - level) / 2), clicks / n
    centre = (rate + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(rate * (1 - rate) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def newcombe(clicks: tuple[int, int], n: tuple[int, int], level: float = CONFIDENCE) -> Interval:
    """Return the interval of the second click rate less the first, from both score intervals.

    Source: Newcombe 1998, method 10,
    https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I
    """
    first, second = clicks[0] / n[0], clicks[1] / n[1]
    low_1, high_1 = wilson(clicks[0], n[0], level)
    low_2, high_2 = wilson(clicks[1], n[1], level)
    low = second - first - np.hypot(second - low_2, high_1 - first)
    high = second - first + np.hypot(high_2 - second, first - low_1)
    return float(low), float(high)


def two_proportions(clicks: tuple[int, int], n: tuple[int, int]) -> float:
    """Return the two-sided p-value for equal click rates: the z-test with pooled variance.

    Its square is Pearson's chi-squared of the table without a correction. 1 where nobody or
    everybody clicked.
    """
    pooled = sum(clicks) / sum(n)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1]))
    gap = clicks[1] / n[1] - clicks[0] / n[0]
    return float(2 * norm.sf(abs(gap) / error)) if error > 0 else 1.0


def power(rates: tuple[float, float], n: tuple[int, int], alpha: float = ALPHA) -> float:
    """Return the probability that the z-test of samples of these sizes finds these rates to differ.

    Normal approximation, both tails: alpha itself where the rates are equal.
    Source: Fleiss, Levin and Paik 2003, chapter 4
    """
    pooled = (rates[0] * n[0] + rates[1] * n[1]) / sum(n)
    equal = np.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1]))
    unequal = np.sqrt(rates[0] * (1 - rates[0]) / n[0] + rates[1] * (1 - rates[1]) / n[1])
    gap, threshold = abs(rates[1] - rates[0]), norm.isf(alpha / 2) * equal
    return float(norm.sf((threshold - gap) / unequal) + norm.cdf((-threshold - gap) / unequal))


def detectable(
    rate: float, n: tuple[int, int], wanted: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the smallest rise over `rate` that such samples find with probability `wanted`.

    NaN where none is found as often.
    """

    def lacking(rise: float) -> float:
        return power((rate, rate + rise), n, alpha) - wanted

    most = (1 - rate) * (1 - 1e-9)
    if lacking(most) > 0 > lacking(0.0):
        return float(brentq(lacking, 0.0, most, xtol=1e-12))
    return float("nan")


def rows_needed(rates: tuple[float, float], wanted: float = POWER, alpha: float = ALPHA) -> float:
    """Return the rows per policy that the z-test needs; infinite without a difference.

    Source: Fleiss, Levin and Paik 2003, equation 4.14, without continuity correction
    """
    gap, mean = rates[1] - rates[0], sum(rates) / 2
    if gap == 0:
        return float("inf")
    own = rates[0] * (1 - rates[0]) + rates[1] * (1 - rates[1])
    under_equal = norm.isf(alpha / 2) * np.sqrt(2 * mean * (1 - mean))
    under_gap = norm.isf(1 - wanted) * np.sqrt(own)
    return float(np.ceil(((under_equal + under_gap) / gap) ** 2))
