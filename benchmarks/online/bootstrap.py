"""Intervals of ratios of totals, from resamples of impressions."""

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.stats.resampling import bootstrap_totals, percentile_interval


def ratios(
    terms: FloatArray, divisors: FloatArray, impression: IntArray, seed: int, resamples: int
) -> tuple[FloatArray, FloatArray]:
    """Return Σ terms / Σ divisors of each column, (n_columns,), and 95 % bounds, (2, n_columns).

    terms, divisors : (n, n_columns), a divisor of ones for a mean; impression : (n,), whose rows
    stay together

    What the terms rest on (reward models, an estimated policy) is not made anew in a resample: the
    interval is that of the log alone. Source: Efron and Tibshirani 1993, chapters 8 and 13
    """
    _, code = np.unique(impression, return_inverse=True)
    together = np.column_stack(
        [np.bincount(code, column) for column in np.hstack([terms, divisors]).T]
    )
    totals = bootstrap_totals(together, seed, resamples)
    half = terms.shape[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = terms.sum(axis=0) / divisors.sum(axis=0)
        return values, percentile_interval(totals[:, :half] / totals[:, half:])
