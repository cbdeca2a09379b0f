"""Bundles of users, put together by chance, so that the cost of chance ends with many users.

Up to `MOST_BUNDLES` users each is a bundle of its own. Of more, several at a time are resampled,
flipped or permuted as one. Users are drawn independently of each other, so bundles are too, and
the sum over bundles has the mean, the variance and the skewness of the sum over users. Swapping
two baselines for a whole bundle is one of the swaps of users, and so is moving a whole bundle of
one group to another: tests stay exact. What is lost is precision of the spread: that of 10,000
bundles has a standard error of 0.7 %, no more than 10,000 resamples have. Where groups are
permuted, users who fill no bundle stay in theirs, so that of a group of few bundles chance moves
few, and its test finds less.
Source: Wolter 2007, Introduction to Variance Estimation, chapter 2 (random groups).
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.stats.levels import MOST_BUNDLES


def bundled(values: FloatArray, most: int = MOST_BUNDLES) -> FloatArray:
    """Return the total of each bundle, (n_bundles,).

    values : (n_users,); as many users make the same bundles, so that different calls are paired
    """
    n_users = len(values)
    if n_users <= most:
        return values
    totals = np.bincount(_bundle_of(n_users, most), values, most)
    return totals.astype(np.float64, copy=False)


@lru_cache(maxsize=1)
def _bundle_of(n_users: int, most: int) -> IntArray:
    random = np.random.default_rng(0)
    return random.permutation(n_users) % most


def bundled_within(
    columns: FloatArray, groups: Sequence[BoolArray], most: int = MOST_BUNDLES
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Return the column totals of bundles that have as many users each, all of one group.

    groups : (n_users,) members of each group; a user belongs to one at most

    Returns the totals of the bundles, (n_bundles, n_columns); the group of each bundle; and the
    totals of the users of each group who fill no bundle, (n_groups, n_columns)
    """
    inside = np.any(groups, axis=0)
    size = -(-int(inside.sum()) // most)
    if size <= 1:
        none_left = np.zeros((len(groups), columns.shape[1]))
        return columns[inside], np.argmax(groups, axis=0)[inside].astype(np.uint16), none_left
    random = np.random.default_rng(0)
    totals, group_of, left = [], [], []
    for number, group in enumerate(groups):
        members = columns[random.permutation(np.flatnonzero(group))]
        n_bundles = len(members) // size
        whole, rest = np.split(members, [n_bundles * size])
        totals.append(whole.reshape(n_bundles, size, columns.shape[1]).sum(axis=1))
        group_of += [number] * n_bundles
        left.append(rest.sum(axis=0))
    return np.concatenate(totals), np.array(group_of, dtype=np.uint16), np.array(left)
