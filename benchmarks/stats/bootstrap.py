"""The bootstrap over rows: resampled totals, and the percentile interval of what they give."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.arrays import FloatArray
from benchmarks.stats.levels import CONFIDENCE, RESAMPLES

_PER_BLOCK = 1_000  # resamples; bounds memory


def bootstrap_totals(columns: FloatArray, seed: int = 0, resamples: int = RESAMPLES) -> FloatArray:
    """Return the column totals in each resample of the users.

    columns : (n_users, n_columns); each resample draws n_users rows with replacement

    Returns (resamples, n_columns). The same seed and number of users give the same resamples, so
    that columns of different calls are paired.
    """
    counts = _resample_counts(len(columns), seed, resamples)
    blocks = []
    for start in range(0, resamples, _PER_BLOCK):
        block = counts[start : start + _PER_BLOCK].astype(np.float64)
        blocks.append(block @ columns)
    return np.concatenate(blocks)


def percentile_interval(values: FloatArray, level: float = CONFIDENCE) -> FloatArray:
    """Return the bounds of the central share `level` of each column, (2, n_columns).

    Undefined resamples, of small slices, are left out.

    Source: Efron and Tibshirani 1993, chapter 13 (percentile interval).
    """
    tail = (1 - level) / 2
    tails = [tail, 1 - tail]
    has_gaps = np.isnan(values).any(axis=0)
    whole, holed = values[:, ~has_gaps], values[:, has_gaps]
    bounds = np.empty((2, values.shape[1]))
    bounds[:, ~has_gaps] = np.quantile(whole, tails, axis=0)
    bounds[:, has_gaps] = np.nanquantile(holed, tails, axis=0)  # the slow way, for these alone
    return bounds


@lru_cache(maxsize=2)
def _resample_counts(n_users: int, seed: int, resamples: int) -> NDArray[np.uint16]:
    """Return how often each user is drawn in each resample, (resamples, n_users)."""
    random = np.random.default_rng(seed)
    blocks = []
    for start in range(0, resamples, _PER_BLOCK):
        size = min(_PER_BLOCK, resamples - start)
        drawn = random.integers(0, n_users, (size, n_users))
        first_of_resample = n_users * np.arange(size)[:, None]
        places = (first_of_resample + drawn).ravel()
        counts = np.bincount(places, minlength=size * n_users)
        block = counts.reshape(size, n_users)
        blocks.append(block.astype(np.uint16))
    return np.concatenate(blocks)
