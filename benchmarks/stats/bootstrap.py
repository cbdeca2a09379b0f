"""The bootstrap over rows: resampled totals, and the percentile interval of what they give."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.stats.levels import CONFIDENCE, RESAMPLES

_PER_BLOCK = 250  # resamples, whose counts stay near the processor
_COUNTED = 2**15  # users of resamples that are counted together, likewise
_MOST_KEPT = 2**25  # counts, a byte each, that calls share; more are drawn anew by each
EVERY_ROW = slice(None)
Counts = NDArray[np.uint8]
Part = tuple[IntArray | slice, FloatArray]  # rows of users, and their columns


def bootstrap_totals(columns: FloatArray, seed: int = 0, resamples: int = RESAMPLES) -> FloatArray:
    """Return the column totals in each resample of the users.

    columns : (n_users, n_columns); each resample draws n_users rows with replacement

    Returns (resamples, n_columns). The same seed and number of users give the same resamples, so
    that columns of different calls are paired.
    """
    (totals,) = totals_of_parts([(EVERY_ROW, columns)], len(columns), seed, resamples)
    return totals.T


def totals_of_parts(
    parts: Sequence[Part], n_users: int, seed: int = 0, resamples: int = RESAMPLES
) -> list[FloatArray]:
    """Return `bootstrap_totals` of columns that are zero but for some of the users.

    parts : rows of users and their columns, (n_rows, n_columns), all of one dtype

    Returns (n_columns, resamples) of each part, of its dtype; the resamples are those of all users.
    """
    dtype = parts[0][1].dtype
    totals: list[FloatArray]
    totals = [np.empty((columns.shape[1], resamples), dtype) for _, columns in parts]
    size = min(_PER_BLOCK, resamples)
    weights = np.empty((n_users, size), dtype)  # new memory costs more than the work
    start = 0
    for counts in _resample_counts(n_users, seed, resamples):
        stop = start + counts.shape[1]
        for (rows, columns), of_part in zip(parts, totals, strict=True):
            of_rows = weights[: len(columns), : counts.shape[1]]
            of_rows[:] = counts[rows]
            of_part[:, start:stop] = (of_rows.T @ columns).T
        start = stop
    return totals


def percentile_interval(values: FloatArray, level: float = CONFIDENCE) -> FloatArray:
    """Return the bounds of the central share `level` of each column, (2, n_columns).

    Undefined resamples, of small slices, are left out.

    Source: Efron and Tibshirani 1993, chapter 13 (percentile interval).
    """
    tail = (1 - level) / 2
    tails = [tail, 1 - tail]
    ordered = np.sort(values.T, axis=1)  # which is faster than to part at four places
    has_gaps = np.isnan(ordered[:, -1])
    holed = ordered[has_gaps]
    bounds = np.quantile(ordered, tails, axis=1, overwrite_input=True)
    bounds[:, has_gaps] = np.nanquantile(holed, tails, axis=1)  # the slow way, for these alone
    return bounds


def _resample_counts(n_users: int, seed: int, resamples: int) -> Iterable[Counts]:
    """Return how often each user is drawn, (n_users, size) at a time; few are drawn only once."""
    are_few = resamples * n_users <= _MOST_KEPT
    return (_kept if are_few else _drawn)(n_users, seed, resamples)


@lru_cache(maxsize=2)
def _kept(n_users: int, seed: int, resamples: int) -> list[Counts]:
    return list(_drawn(n_users, seed, resamples))


def _drawn(n_users: int, seed: int, resamples: int) -> Iterator[Counts]:
    random = np.random.default_rng(seed)
    for start in range(0, resamples, _PER_BLOCK):
        size = min(_PER_BLOCK, resamples - start)
        drawn = random.integers(0, n_users, (size, n_users), np.int32)
        yield np.ascontiguousarray(_counted(drawn).T)  # users are picked by rows


def _counted(drawn: NDArray[np.int32]) -> Counts:
    """Return how often each user is in each row, in the shape of `drawn`, which is overwritten.

    Some rows are counted together, each with users of its own.
    """
    size, n_users = drawn.shape
    counts = np.empty(drawn.shape, np.uint8)  # 256 times is out of reach
    together = max(1, _COUNTED // n_users)
    for start in range(0, size, together):
        rows = drawn[start : start + together]
        rows += n_users * np.arange(len(rows), dtype=np.int32)[:, None]
        of_rows = np.bincount(rows.ravel(), minlength=rows.size)
        counts[start : start + together] = of_rows.reshape(rows.shape)
    return counts
