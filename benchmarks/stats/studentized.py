"""The symmetric studentized bootstrap: one pivot for the interval of a number and for its test.

In each resample of the users the number is off the sample's by so many of its own standard errors,
on the number's scale: |t*|. The interval reaches as many standard errors to either side as 95 % of
the |t*| do; the p-value of a difference is the share of |t*| that reach its own. So the interval
excludes 0 where the p-value is below 5 %, and nowhere else.
Source: Hall 1992, The Bootstrap and Edgeworth Expansion, section 3.6 (symmetric percentile-t);
docs/simulated.md has its simulated coverage and level.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import stdtr, stdtrit

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.stats.bootstrap import EVERY_ROW, Part, totals_of_parts
from benchmarks.stats.levels import ALPHA, CONFIDENCE, RESAMPLES
from benchmarks.stats.ratios import Ratios
from benchmarks.stats.scales import Scale, moved, slope

_ROUNDING = 1e-6  # of float32: rounding must not make an equal |t*| a smaller one


def pivots(
    every: Sequence[Ratios],
    scales: Sequence[Sequence[Scale]],
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> list[FloatArray]:
    """Return |t*| of each column in each resample, (n_columns, resamples) for each of the ratios.

    every : of the same users, who are resampled together; scales : of their columns
    A resample without spread, or that ends the range of a number, counts as infinite.
    """
    n_users = len(every[0].denominator)
    parts = [_part(ratios) for ratios in every]
    totals = totals_of_parts(parts, n_users, seed, resamples)
    return [
        _studentized(ratios, of_columns, of_ratios)
        for ratios, of_columns, of_ratios in zip(every, scales, totals, strict=True)
    ]


def _part(ratios: Ratios) -> Part:
    """Return the columns whose totals make the pivots; of few users only the rows of these.

    Means: z, z², v. Other ratios: z, z², z v, v, v², 1; z are residuals of standard deviation 1.
    """
    rows = np.flatnonzero(ratios.denominator)
    are_few = 2 * len(rows) < len(ratios.denominator)
    chosen = rows if are_few else EVERY_ROW
    z = ratios.residuals[chosen] / _spread(ratios)
    v = ratios.denominator[chosen, None]
    columns = [z, z**2, v] if ratios.is_of_means else [z, z**2, z * v, v, v**2, v > 0]
    return chosen, np.hstack(columns).astype(np.float32)


def _spread(ratios: Ratios) -> FloatArray:
    """Return what residuals are divided by, (n_columns,), to be of about 1."""
    spread = ratios.errors * ratios.total / np.sqrt(ratios.n_users)
    return np.where(spread > 0, spread, 1.0)


def _studentized(ratios: Ratios, scales: Sequence[Scale], totals: FloatArray) -> FloatArray:
    """Return |t*|, (n_columns, resamples), from the totals of `_part`."""
    n_columns = ratios.numerators.shape[1]
    z, squared = totals[:n_columns], totals[n_columns : 2 * n_columns]
    with np.errstate(invalid="ignore", divide="ignore"):
        if ratios.is_of_means:
            total = n = totals[-1]
            off = z / total
            squared -= off * z
        else:
            total, weight, n = totals[-3:]
            off = z / total
            squared += off * (off * weight - 2 * totals[2 * n_columns : 3 * n_columns])
        errors = np.sqrt(np.maximum(squared, 0) * (n / (n - 1))) / total
        spread = _spread(ratios).astype(np.float32)
        values, rests = ratios.values.astype(np.float32), (1 - ratios.values).astype(np.float32)
        for column, scale in enumerate(scales):
            by = off[column] * spread[column]
            value, rest = values[column], rests[column]
            error = errors[column] * spread[column] * slope(scale, value + by, rest - by)
            off[column] = moved(scale, value, rest, by) / error
    t: FloatArray = np.abs(off)
    t[np.isnan(t)] = np.inf
    return t


def reach(t: FloatArray) -> FloatArray:
    """Return how many standard errors an interval reaches to either side, (n_columns,).

    t : (n_columns, resamples) of `pivots`; what reaches further has a p-value below 5 %
    """
    resamples = t.shape[1]
    beyond = math.ceil(round(ALPHA * (resamples + 1), 6)) - 2  # as many leave a p-value below 5 %
    last = resamples - 1 - beyond
    return np.asarray(np.partition(t, last, axis=1)[:, last], np.float64)


def reached(t: FloatArray, observed: FloatArray) -> IntArray:
    """Return how many of the resamples are as far off as a difference is from 0, (n_columns,).

    observed : (n_columns,) the difference in its standard errors
    """
    almost = np.abs(observed) * (1 - _ROUNDING)
    return np.asarray(np.count_nonzero(t >= almost[:, None], axis=1))


def reach_of_t(n_users: int) -> float:
    """Return what `reach` is where the mean is as good as normal.

    >>> round(reach_of_t(10), 3)
    2.262
    """
    return float(stdtrit(n_users - 1, (1 + CONFIDENCE) / 2))


def p_of_t(observed: FloatArray, n_users: int) -> FloatArray:
    """Return the two-sided p-values where the mean is as good as normal."""
    return np.asarray(2 * stdtr(n_users - 1, -np.abs(observed)))
