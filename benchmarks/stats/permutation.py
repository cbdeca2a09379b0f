"""What chance alone would give: groups permuted, signs flipped, and the p-value of either."""

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.stats.bundles import bundled_within
from benchmarks.stats.levels import FLIPS, PERMUTATIONS

_PER_BLOCK = 250  # permutations or flips, which stay near the processor


def permuted_gaps(
    columns: FloatArray,
    groups: Sequence[BoolArray],
    finish: Callable[[FloatArray], FloatArray],
    seed: int = 0,
    permutations: int = PERMUTATIONS,
) -> FloatArray:
    """Return the largest gap between groups that chance alone fills, (permutations, n_numbers).

    columns : (n_users, n_columns), whose totals over a group `finish` turns into numbers:
    (…, n_columns) to (…, n_numbers)
    groups : (n_users,) members of each group; a user belongs to one at most, and the sizes of the
    groups stay; many users are permuted in bundles

    Source: a permutation test, Good 2005, chapter 3.
    """
    own, group_of, left = bundled_within(columns, groups)
    last = len(groups) - 1  # has what the others leave
    of_all = own.sum(axis=0)
    random = np.random.default_rng(seed)
    inside = np.empty((_PER_BLOCK, len(own)))
    gaps = []
    for start in range(0, permutations, _PER_BLOCK):
        size = min(_PER_BLOCK, permutations - start)
        permuted = random.permuted(np.tile(group_of, (size, 1)), axis=1)
        totals = np.empty((len(groups), size, columns.shape[1]))
        for group in range(last):
            inside[:size] = permuted == group
            totals[group] = inside[:size] @ own
        totals[last] = of_all - totals[:last].sum(axis=0)
        numbers = finish(totals + left[:, None])
        gaps.append(largest_gap(numbers))
    return np.concatenate(gaps)


def sign_flip_totals(columns: FloatArray, seed: int = 0, flips: int = FLIPS) -> FloatArray:
    """Return the column totals when chance flips the sign of each user's row, (flips, n_columns).

    columns : (n_users, n_columns); the same seed and number of users give the same flips

    Source: a randomization test, Fisher 1935; for rankings, Smucker, Allan and Carterette 2007,
    https://doi.org/10.1145/1321440.1321528
    """
    n_users, n_columns = columns.shape
    n_words = -(-n_users // 32)
    random = np.random.default_rng(seed)
    totals = np.empty((n_columns, flips))
    signs = np.empty((_PER_BLOCK, n_users))  # new memory costs more than the work
    for start in range(0, flips, _PER_BLOCK):
        size = min(_PER_BLOCK, flips - start)
        words = random.integers(0, 2**32, (size, n_words), dtype=np.uint32)
        bits = np.unpackbits(words.view(np.uint8), axis=1)  # no bit is thrown away
        signs[:size] = 1 - 2 * bits[:, :n_users].view(np.int8)
        totals[:, start : start + size] = (signs[:size] @ columns).T
    return totals.T


def largest_gap(numbers: FloatArray) -> FloatArray:
    """Return the highest less the lowest of the groups' numbers; groups are the first axis."""
    gap: FloatArray = numbers.max(axis=0) - numbers.min(axis=0)
    return gap


def p_value(observed: FloatArray, by_chance: FloatArray) -> FloatArray:
    """Return the share of permutations that reach what was observed, (n_numbers,).

    observed : (n_numbers,); by_chance : (permutations, n_numbers); the data as they are count as
    one permutation more

    Source: Phipson and Smyth 2010, https://doi.org/10.2202/1544-6115.1585
    """
    almost = observed - 1e-12  # rounding must not make an equal gap a smaller one
    reached = (by_chance >= almost).sum(axis=0)
    share: FloatArray = (1 + reached) / (1 + len(by_chance))
    return share
