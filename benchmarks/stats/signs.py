"""The sign test: whether one of two wins more often than it loses, ties left out."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, betaincinv  # scipy.stats takes half a second to import

from benchmarks.contract.arrays import FloatArray
from benchmarks.stats.levels import CONFIDENCE


def p_value(wins: int, losses: int) -> float:
    """Return the two-sided p-value of the sign test, exact by whole numbers; 1 without any decided.

    >>> p_value(0, 5)
    0.0625
    """
    n = wins + losses
    fewer = min(wins, losses)
    tail = sum(math.comb(n, k) for k in range(fewer + 1))
    both_tails: float = 2 * tail / 2**n
    return min(1.0, both_tails)


def p_values(more: NDArray[np.integer], fewer: NDArray[np.integer]) -> FloatArray:
    """Return the two-sided p-values of the sign test of many experiments; 1 where all are ties.

    more, fewer : (n_experiments,) users who were for the second, and for the first
    """
    tail: FloatArray = bdtr(np.minimum(more, fewer), more + fewer, 0.5)
    return np.minimum(1.0, 2 * tail)


def interval(wins: int, n: int, level: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of a share; 0 to 1 without any decided.

    Source: Clopper and Pearson 1934, https://doi.org/10.1093/biomet/26.4.404

    >>> [round(end, 4) for end in interval(0, 5)]
    [0.0, 0.5218]
    """
    tail = (1 - level) / 2
    low = float(betaincinv(wins, n - wins + 1, tail)) if wins else 0.0
    high = float(betaincinv(wins + 1, n - wins, 1 - tail)) if wins < n else 1.0
    return low, high
