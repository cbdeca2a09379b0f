"""Intervals of ratios of totals, rows of a cluster counted as one."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.arrays import FloatArray
from benchmarks.stats import studentized
from benchmarks.stats.ratios import Ratios, alike
from benchmarks.stats.scales import Scale, interval, scale_of


def ratios(
    terms: FloatArray,
    divisors: FloatArray,
    cluster: NDArray[np.integer],
    seed: int,
    resamples: int,
) -> tuple[FloatArray, FloatArray]:
    """Return Σ terms / Σ divisors of each column, (n_columns,), and 95 % bounds, (2, n_columns).

    terms, divisors : (n, n_columns), a divisor of ones for a mean; none is negative
    cluster : (n,), such as the impression of a row; rows of a cluster stay together

    The bounds are those of the symmetric studentized bootstrap over clusters; of terms none of
    which is negative on the log scale. What the terms rest on (reward models, an estimated policy)
    is not made anew in a resample: the interval is that of the log alone. A ratio of which no
    two clusters differ has no bounds, NaN, nor has one that single clusters make up.
    """
    _, code = np.unique(cluster, return_inverse=True)
    above, below = _of_clusters(terms, code), _of_clusters(divisors, code)
    shared = alike(below.T)
    every = [Ratios(above[:, places], below[:, places[0]]) for places in shared]
    scales = [_scales(of_one) for of_one in every]
    drawn = studentized.pivots(every, scales, seed, resamples)
    values, bounds = np.empty(terms.shape[1]), np.empty((2, terms.shape[1]))
    for places, of_one, of_columns, t in zip(shared, every, scales, drawn, strict=True):
        values[places] = of_one.values
        spreads = zip(of_one.values, of_one.errors, studentized.reach(t), strict=True)
        for place, scale, spread in zip(places, of_columns, spreads, strict=True):
            bounds[:, place] = interval(scale, *spread) if np.isfinite(spread).all() else np.nan
    return values, bounds


def _of_clusters(columns: FloatArray, code: NDArray[np.integer]) -> FloatArray:
    """Return the totals of each cluster, (n_clusters, n_columns)."""
    return np.column_stack([np.bincount(code, column) for column in columns.T])


def _scales(of_one: Ratios) -> list[Scale]:
    lowest = of_one.numerators.min(axis=0)
    lows = [0 if low >= 0 else None for low in lowest]
    return [scale_of(value, low, None) for value, low in zip(of_one.values, lows, strict=True)]


def design_effect(values: FloatArray, cluster: NDArray[np.integer]) -> float:
    """Return the variance of the mean with rows of a cluster together, over that of rows apart.

    values, cluster : (n,); 1 where every row is its own cluster; NaN where all values are equal

    Source: Kish 1965, chapter 5; the variance is the linearized one of a mean of clusters
    """
    centred = values - values.mean()
    alone = (centred**2).sum()
    if alone == 0:
        return float("nan")
    return float((np.bincount(cluster, centred) ** 2).sum() / alone)
