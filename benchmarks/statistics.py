"""Uncertainty of averages over users."""

from collections.abc import Iterator

import numpy as np

from benchmarks.shared.arrays import FloatArray

RESAMPLES = 10_000
_RESAMPLES_PER_BLOCK = 1_000


def bootstrap_totals(columns: FloatArray, seed: int = 0, resamples: int = RESAMPLES) -> FloatArray:
    """Return the column totals in each resample of the users.

    columns : (n_users, n_columns); each resample draws n_users rows with replacement

    Returns (resamples, n_columns). The same seed and number of users give the same resamples, so that columns of
    different calls are paired.
    """
    blocks = _resample_counts(len(columns), seed, resamples)
    return np.concatenate([counts @ columns for counts in blocks])


def percentile_interval(values: FloatArray, level: float = 0.95) -> FloatArray:
    """Return the bounds of the central share `level` of each column, (2, n_columns); undefined resamples are left out.

    Source: Efron and Tibshirani 1993, chapter 13 (percentile interval).
    """
    tail = (1 - level) / 2
    return np.nanquantile(values, [tail, 1 - tail], axis=0)


def _resample_counts(n_users: int, seed: int, resamples: int) -> Iterator[FloatArray]:
    """Yield how often each user is drawn, (block of resamples, n_users)."""
    random = np.random.default_rng(seed)
    for start in range(0, resamples, _RESAMPLES_PER_BLOCK):
        size = min(_RESAMPLES_PER_BLOCK, resamples - start)
        drawn = random.integers(0, n_users, (size, n_users)) + n_users * np.arange(size)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * n_users)
        yield counts.reshape(size, n_users).astype(np.float64)
