"""Intervals of ratios of totals, from resamples of clusters of rows."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.arrays import FloatArray
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval


def ratios(
    terms: FloatArray,
    divisors: FloatArray,
    cluster: NDArray[np.integer],
    seed: int,
    resamples: int,
) -> tuple[FloatArray, FloatArray]:
    """Return Σ terms / Σ divisors of each column, (n_columns,), and 95 % bounds, (2, n_columns).

    terms, divisors : (n, n_columns), a divisor of ones for a mean
    cluster : (n,), such as the impression of a row; rows of a cluster stay together

    What the terms rest on (reward models, an estimated policy) is not made anew in a resample: the
    interval is that of the log alone. Source: Efron and Tibshirani 1993, chapters 8 and 13
    """
    _, code = np.unique(cluster, return_inverse=True)
    columns = np.hstack([terms, divisors]).T
    of_clusters = [np.bincount(code, column).astype(np.float64) for column in columns]
    together = np.column_stack(of_clusters)
    totals = bootstrap_totals(together, seed, resamples)
    half = terms.shape[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = terms.sum(axis=0) / divisors.sum(axis=0)
        resampled = totals[:, :half] / totals[:, half:]
        return values, percentile_interval(resampled)


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
