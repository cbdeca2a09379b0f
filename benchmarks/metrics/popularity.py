"""How far the lists lean on what is popular.

Arguments by name: `items` is (n_users, k) item codes, -1 beyond the end of a short list;
`popularity` is (n_items,), the number of users with a positive on the item in training;
`n_positive_users` is how many users have any; `in_tail` is (n_items,) bool, True for items outside
the head: the most popular items that hold 80 % of the positives of training (items of equal
popularity are on the same side); `history_popularity` is (n_users,), the mean popularity of the
user's own positives, NaN without any.
"""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics.metric import metric
from benchmarks.metrics.places import mean_over_list


@metric(direction="neither", needs_relevant=False, low=0, high=1, unit="share")
def long_tail(items: IntArray, in_tail: BoolArray) -> FloatArray:
    """Share of the recommended items that are in the long tail; the head holds 80 % of the
    positives of training.

    Range: 0 to 1; users with an empty list are left out.
    Source: Abdollahpouri, Burke and Mobasher 2019, https://arxiv.org/abs/1901.07555
    Identifier: long-tail/share-outside-80-percent-head/mean-over-users

    >>> long_tail(np.array([[0, 1], [1, -1]]), np.array([False, True]))
    array([0.5, 1. ])
    """
    return mean_over_list(items, in_tail)


@metric(direction="neither", needs_relevant=False, low=-1, high=None, decimals=2)
def popularity_lift(
    items: IntArray, popularity: FloatArray, history_popularity: FloatArray
) -> FloatArray:
    """Popularity of the recommended items over that of the user's own history, less 1: popularity
    bias.

    Popularity of a set of items is the mean number of users with a positive on them in training.
    Range: from -1; 0 where the list is as popular as the history; users without history are left
    out.
    Source: Abdollahpouri et al. 2019 (group average popularity), https://arxiv.org/abs/1907.13286,
    per user here
    Identifier: popularity-lift/mean-popularity-over-history/mean-over-users

    >>> popularity_lift(np.array([[0, 1]]), np.array([30.0, 10.0]), np.array([10.0]))
    array([1.])
    """
    return mean_over_list(items, popularity) / history_popularity - 1


@metric(direction="neither", needs_relevant=False, low=0, high=None, unit="bits", decimals=2)
def novelty(items: IntArray, popularity: FloatArray, n_positive_users: int) -> FloatArray:
    """Mean self-information of the recommended items: -log2 of the share of users with a positive
    on the item.

    An item without positives counts as if one user had it.
    Range: 0 (everybody has them) to log2 of the number of users with positives, in bits.
    Source: Zhou et al. 2010, https://doi.org/10.1073/pnas.1000488107
    Identifier: novelty/self-information-bits/mean-over-users

    >>> novelty(np.array([[0, 1]]), np.array([4.0, 1.0]), 4)
    array([1.])
    """
    return mean_over_list(items, -np.log2(np.maximum(popularity, 1) / max(n_positive_users, 1)))
