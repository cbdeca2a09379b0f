"""How many users a test needs, what it can find with those there are, and what history saves."""

import numpy as np
from scipy.stats import norm

from benchmarks.contract.arrays import FloatArray
from benchmarks.stats.levels import ALPHA, POWER

Variances = tuple[float, float]  # of the values of users in each half


def users_needed(
    difference: float, variances: Variances, wanted: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the users per half that the two-sided z-test needs; infinite without a difference.

    Users are split in halves, so that the variances add up; that of users' own differences is of no
    use here.
    Source: Chow, Shao and Wang 2008, chapter 3.2, equal sizes, unequal variances

    >>> users_needed(0.5, (1.0, 1.0))
    63.0
    """
    if difference == 0:
        return float("inf")
    return float(np.ceil(_reach(wanted, alpha) ** 2 * sum(variances) / difference**2))


def users_needed_paired(
    difference: float, variance: float, wanted: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the users, in all, that a design needs in which each user gets both.

    variance : of the users' own differences

    >>> users_needed_paired(0.5, 1.0)
    32.0
    """
    return users_needed(difference, (variance, 0.0), wanted, alpha)


def users_needed_by_signs(
    more: float, fewer: float, wanted: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the users that the sign test needs, ties included; infinite where more = fewer.

    more, fewer : shares of users. Normal approximation.
    Source: Connor 1987, equation 3.2, of McNemar's test, which is this one,
    https://doi.org/10.2307/2531961
    """
    gap, decided = more - fewer, more + fewer
    if gap == 0:
        return float("inf")
    under_none = norm.isf(alpha / 2) * np.sqrt(decided)
    under_gap = norm.isf(1 - wanted) * np.sqrt(decided - gap**2)
    return float(np.ceil(((under_none + under_gap) / gap) ** 2))


def detectable(
    n: float, variances: Variances, wanted: float = POWER, alpha: float = ALPHA
) -> float:
    """Return the difference that halves of `n` users each find with probability `wanted`."""
    return float(_reach(wanted, alpha) * np.sqrt(sum(variances) / n))


def power(difference: float, variances: Variances, n: float, alpha: float = ALPHA) -> float:
    """Return the probability that a z-test finds a difference, in either direction.

    n : users of each half
    """
    standardized = difference / np.sqrt(sum(variances) / n)
    threshold = norm.isf(alpha / 2)
    return float(norm.sf(threshold - standardized) + norm.cdf(-threshold - standardized))


def days(n: float, users_per_day: int) -> float:
    """Return the full days until `n` users, of both halves together, have come; each comes once.

    >>> days(1001, 500)
    3.0
    """
    return float(np.ceil(n / users_per_day))


def cuped(outcomes: FloatArray, history: FloatArray) -> FloatArray:
    """Return the outcomes with what the users' history foretells taken out; their mean is the same.

    outcomes, history : (n,), of all users of the experiment together; history is from before it.
    The variance falls by the square of the correlation.
    Source: Deng, Xu, Kohavi and Walker 2013, https://doi.org/10.1145/2433396.2433413
    """
    centred = history - history.mean()
    total = centred @ centred
    slope = centred @ outcomes / total if total > 0 else 0.0
    adjusted: FloatArray = outcomes - slope * centred
    return adjusted


def explained(outcomes: FloatArray, history: FloatArray) -> float:
    """Return the share of the outcomes' variance that history foretells, 0 to 1.

    It is the square of the correlation.
    """
    variance = outcomes.var()
    return float(1 - cuped(outcomes, history).var() / variance) if variance > 0 else 0.0


def _reach(wanted: float, alpha: float) -> float:
    """Return how many standard errors a difference must have to be found."""
    return float(norm.isf(alpha / 2) + norm.isf(1 - wanted))
