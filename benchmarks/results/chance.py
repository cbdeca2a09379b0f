"""What chance would give of families: resampled users, and flips of users' lists beside them.

Families of as many users share the flips and the resamples.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.results import tested
from benchmarks.results.differing import Pairs
from benchmarks.results.family import Family
from benchmarks.results.tested import Tested
from benchmarks.stats.bundles import bundled
from benchmarks.stats.holm import draws_to_decide
from benchmarks.stats.levels import FLIPS
from benchmarks.stats.permutation import sign_flip_totals

_AT_ONCE = 2**15  # numbers of pairs, which stay near the processor


class Drawn(NamedTuple):
    """The pairs of a family, by the places of their baselines, with what chance gives of each.

    of_users : intervals and p-values by resampled users
    p_flips : two-sided, when chance decides which of the two a user's lists are from
    """

    pairs: Pairs
    of_users: Tested
    p_flips: list[float]


def of(
    families: Sequence[Family],
    wanted: Sequence[Pairs] | None = None,
    sizes: Sequence[int] | None = None,
) -> list[Drawn]:
    """Return what chance gives of all pairs of each family, or of those wanted.

    sizes : for how many tests the p-values of each family will be adjusted, its pairs if None
    """
    if not families:
        return []
    every = wanted or [list(combinations(range(len(family.names)), 2)) for family in families]
    n_tests = sizes or [len(pairs) for pairs in every]
    numerators = [_bundled(family.numerators) for family in families]
    denominators = [_bundled(family.denominators) for family in families]
    both = [np.hstack(pair) for pair in zip(numerators, denominators, strict=True)]
    drawn = []
    every_flipped = _flipped(both, [draws_to_decide(n, FLIPS) for n in n_tests])
    parts = (families, every, tested.of(families, every, n_tests), every_flipped)
    for family, pairs, of_users, flipped in zip(*parts, strict=True):
        drawn.append(Drawn(pairs, of_users, _p_values(family, flipped, pairs)))
    return drawn


def _bundled(columns: FloatArray) -> FloatArray:
    return np.column_stack([bundled(column) for column in columns.T])


def _flipped(matrices: Sequence[FloatArray], flips: Sequence[int]) -> list[FloatArray]:
    """Return the totals of the columns of each matrix, (n_flips, n_columns); those alike at once.

    flips : how many each has
    """
    totals: dict[int, FloatArray] = {}
    sizes = [(len(matrix), n_flips) for matrix, n_flips in zip(matrices, flips, strict=True)]
    for size in dict.fromkeys(sizes):
        alike = [at for at in range(len(matrices)) if sizes[at] == size]
        together = sign_flip_totals(np.hstack([matrices[at] for at in alike]), flips=size[1])
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
