"""Uncertainty of averages over users, and chance differences between groups of users."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.arrays import BoolArray, FloatArray

LEVEL = 0.05  # a difference is significant where p, adjusted by Holm for its family, is below
NO_CLAIM_BELOW = 100  # users; a smaller slice is shown and marked
RESAMPLES = 10_000
PERMUTATIONS = 10_000
FLIPS = 100_000  # fewer could not reach significance after Holm in a family of hundreds of pairs
_RESAMPLES_PER_BLOCK = 1_000


def bootstrap_totals(columns: FloatArray, seed: int = 0, resamples: int = RESAMPLES) -> FloatArray:
    """Return the column totals in each resample of the users.

    columns : (n_users, n_columns); each resample draws n_users rows with replacement

    Returns (resamples, n_columns). The same seed and number of users give the same resamples, so
    that columns of different calls are paired.
    """
    counts = _resample_counts(len(columns), seed, resamples)
    starts = range(0, resamples, _RESAMPLES_PER_BLOCK)
    blocks = [
        counts[start : start + _RESAMPLES_PER_BLOCK].astype(np.float64) @ columns
        for start in starts
    ]
    return np.concatenate(blocks)


def percentile_interval(values: FloatArray, level: float = 0.95) -> FloatArray:
    """Return the bounds of the central share `level` of each column, (2, n_columns); undefined resamples are left out.

    Source: Efron and Tibshirani 1993, chapter 13 (percentile interval).
    """
    tail = (1 - level) / 2
    bounds = np.empty((2, values.shape[1]))
    gaps = np.isnan(values).any(axis=0)  # of small slices; the slow way is for these alone
    bounds[:, ~gaps] = np.quantile(values[:, ~gaps], [tail, 1 - tail], axis=0)
    bounds[:, gaps] = np.nanquantile(values[:, gaps], [tail, 1 - tail], axis=0)
    return bounds


def permuted_gaps(
    columns: FloatArray,
    groups: Sequence[BoolArray],
    finish: Callable[[FloatArray], FloatArray],
    seed: int = 0,
    permutations: int = PERMUTATIONS,
) -> FloatArray:
    """Return the largest difference between groups when it is chance who belongs to which, (permutations, n_numbers).

    columns : (n_users, n_columns), whose totals over a group `finish` turns into numbers:
    (…, n_columns) to (…, n_numbers)
    groups : (n_users,) members of each group; a user belongs to one at most, and the sizes of the
    groups stay

    Source: a permutation test, Good 2005, chapter 3.
    """
    inside = np.any(groups, axis=0)
    members = np.array([group[inside] for group in groups], dtype=np.float64)
    own, random, gaps = columns[inside], np.random.default_rng(seed), []
    for start in range(0, permutations, _RESAMPLES_PER_BLOCK):
        size = min(_RESAMPLES_PER_BLOCK, permutations - start)
        orders = random.permuted(np.tile(np.arange(len(own)), (size, 1)), axis=1)
        totals = members[:, orders].reshape(-1, len(own)) @ own
        gaps.append(largest_gap(finish(totals).reshape(len(groups), size, -1)))
    return np.concatenate(gaps)


def sign_flip_totals(columns: FloatArray, seed: int = 0, flips: int = FLIPS) -> FloatArray:
    """Return the column totals when the sign of each user's row is flipped by chance, (flips, n_columns).

    columns : (n_users, n_columns); the same seed and number of users give the same flips

    Source: a randomization test, Fisher 1935; for rankings, Smucker, Allan and Carterette 2007,
    https://doi.org/10.1145/1321440.1321528
    """
    random = np.random.default_rng(seed)
    blocks = []
    for start in range(0, flips, _RESAMPLES_PER_BLOCK):
        size = min(_RESAMPLES_PER_BLOCK, flips - start)
        words = random.integers(
            0, 2**32, (size, -(-len(columns) // 32)), dtype=np.uint32
        )  # no bit is thrown away
        bits = np.unpackbits(words.view(np.uint8), axis=1)
        signs = 1.0 - 2.0 * bits[:, : len(columns)]
        blocks.append(signs @ columns)
    return np.concatenate(blocks)


def largest_gap(numbers: FloatArray) -> FloatArray:
    """Return the highest less the lowest of the groups' numbers; groups are the first axis."""
    return numbers.max(axis=0) - numbers.min(axis=0)


def p_value(observed: FloatArray, by_chance: FloatArray) -> FloatArray:
    """Return the share of permutations, the data as they are among them, that reach what was observed, (n_numbers,).

    observed : (n_numbers,); by_chance : (permutations, n_numbers)

    Source: Phipson and Smyth 2010, https://doi.org/10.2202/1544-6115.1585
    """
    reached = (by_chance >= observed - 1e-12).sum(
        axis=0
    )  # rounding must not make an equal gap a smaller one
    return (1 + reached) / (1 + len(by_chance))


def holm(p_values: Sequence[float]) -> FloatArray:
    """Return the p-values adjusted for the number of tests in their family, in the same order.

    Source: Holm 1979, https://www.jstor.org/stable/4615733

    >>> holm([0.01, 0.04, 0.03]).round(3)
    array([0.03, 0.06, 0.06])
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(raised, 1.0)
    return adjusted


@lru_cache(maxsize=2)
def _resample_counts(n_users: int, seed: int, resamples: int) -> NDArray[np.uint16]:
    """Return how often each user is drawn in each resample, (resamples, n_users)."""
    random = np.random.default_rng(seed)
    found = []
    for start in range(0, resamples, _RESAMPLES_PER_BLOCK):
        size = min(_RESAMPLES_PER_BLOCK, resamples - start)
        drawn = random.integers(0, n_users, (size, n_users)) + n_users * np.arange(size)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * n_users)
        found.append(counts.reshape(size, n_users).astype(np.uint16))
    return np.concatenate(found)
