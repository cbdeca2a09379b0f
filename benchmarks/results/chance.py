"""What chance would give of families: flips of users' lists, and resampled users.

Families of as many users share the flips and the resamples.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.results.family import Family
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.bundles import bundled
from benchmarks.stats.permutation import sign_flip_totals

Pairs = list[tuple[int, int]]
_AT_ONCE = 2**15  # numbers of pairs, which stay near the processor


class Drawn(NamedTuple):
    """The pairs of a family, by the places of their baselines, with what chance gives of each.

    p_values : two-sided, when chance decides which of the two a user's lists are from
    intervals : (2, n_pairs) bounds of the difference when users are resampled; errors : its
    standard error
    """

    pairs: Pairs
    p_values: list[float]
    intervals: FloatArray
    errors: FloatArray


def of(families: Sequence[Family], wanted: Pairs | None = None) -> list[Drawn]:
    """Return what chance gives of all pairs of each family, or of those wanted."""
    numerators = [_bundled(family.numerators) for family in families]
    denominators = [_bundled(family.denominators) for family in families]
    both = [np.hstack(pair) for pair in zip(numerators, denominators, strict=True)]
    drawn = []
    flipped_of = _side_by_side(sign_flip_totals, both)
    resampled_of = _side_by_side(bootstrap_totals, both)
    for family, flipped, resampled in zip(families, flipped_of, resampled_of, strict=True):
        pairs = wanted or list(combinations(range(len(family.names)), 2))
        p_values = _p_values(family, flipped, pairs)
        drawn.append(Drawn(pairs, p_values, *_spread(family, resampled, pairs)))
    return drawn


def _bundled(columns: FloatArray) -> FloatArray:
    return np.column_stack([bundled(column) for column in columns.T])


def _side_by_side(
    totals_of: Callable[[FloatArray], FloatArray], matrices: Sequence[FloatArray]
) -> list[FloatArray]:
    """Return the totals of the columns of each matrix, (n, n_columns); equal lengths in one."""
    totals: dict[int, FloatArray] = {}
    for length in dict.fromkeys(len(matrix) for matrix in matrices):
        alike = [at for at, matrix in enumerate(matrices) if len(matrix) == length]
        together = totals_of(np.hstack([matrices[at] for at in alike]))
        ends = np.cumsum([matrices[at].shape[1] for at in alike])
        parts = np.split(together, ends[:-1], axis=1)
        totals |= dict(zip(alike, parts, strict=True))
    return [totals[at] for at in range(len(matrices))]


def _p_values(family: Family, flipped: FloatArray, pairs: Pairs) -> list[float]:
    """Return the two-sided p-value of each pair.

    Flipping signs of a user's difference swaps the two baselines for that user. All pairs share the
    flips, so that totals per baseline suffice.

    flipped : (n_flips, n_columns) totals of numerators, then of denominators
    """
    n_flips, n_baselines = len(flipped), len(family.names)
    first, second = np.array(pairs).T
    above, below = family.totals()
    values = family.finish(above, below)
    almost = abs(values[first] - values[second])[:, None] - 1e-12  # rounding makes no gap smaller
    reached = np.zeros(len(pairs), dtype=np.int64)
    step = max(1, _AT_ONCE // len(pairs))
    for start in range(0, n_flips, step):
        block = flipped[start : start + step].T
        ours, theirs = _swapped(above, block[:n_baselines], pairs)
        under_ours, under_theirs = _swapped(below, block[n_baselines:], pairs)
        gap = abs(family.finish(ours, under_ours) - family.finish(theirs, under_theirs))
        reached += np.count_nonzero(gap >= almost, axis=1)
    p_values: list[float] = ((1 + reached) / (1 + n_flips)).tolist()
    return p_values


def _swapped(
    totals: FloatArray, flipped: FloatArray, pairs: Pairs
) -> tuple[FloatArray, FloatArray]:
    """Return the totals of the first and of the second of each pair by chance, (n_pairs, n).

    totals : (n_baselines,) as observed; flipped : (n_baselines, n), or (1, n) where all baselines
    have the same, which no flip changes: then (n_pairs, 1)
    """
    first, second = np.array(pairs).T
    half = ((totals[first] + totals[second]) / 2)[:, None]
    if len(flipped) == 1:
        return half, half
    swing = (flipped[first] - flipped[second]) / 2
    return half + swing, half - swing


def _spread(family: Family, resampled: FloatArray, pairs: Pairs) -> tuple[FloatArray, FloatArray]:
    """Return the bounds of each pair's difference, (2, n_pairs), and its standard error.

    resampled : (n_resamples, n_columns) totals of numerators, then of denominators
    """
    n_baselines = len(family.names)
    # a resample may draw nobody whom a baseline is judged by
    with np.errstate(invalid="ignore", divide="ignore"):
        numbers = family.finish(resampled[:, :n_baselines], resampled[:, n_baselines:])
    first, second = np.array(pairs).T
    differences = numbers[:, first] - numbers[:, second]
    return percentile_interval(differences), np.nanstd(differences, axis=0)
