"""The next basket: what of it the user had before, and what is new, judged apart.

Hit rate is what papers on next baskets call the personal hit ratio (PHR). Of the items of the next
basket those that the user had before are repeats, the others are new to the user, or explored. A
metric of one of both leaves out users whose basket has none of them.

The arguments are those of `ranking`; in addition `is_repeat` is (n_users, k) bool, True where the
user had the item at that rank before the test, whether or not it is relevant, and `n_repeat` is
(n_users,), the number of relevant items that the user had before. What a view masks counts nowhere.
None of these is in the list `metrics` of all benchmarks: a benchmark's own list names them.
"""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics.metric import metric
from benchmarks.metrics.ranking import hit_rate, ndcg, recall


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def recall_repeat(hits: BoolArray, is_repeat: BoolArray, n_repeat: IntArray) -> FloatArray:
    """Share of the relevant items that the user had before which are among the k.

    Range: 0 to 1; users without such items are left out.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: recall/hits-over-relevant/repeats/mean-over-users-with-any

    >>> recall_repeat(np.array([[True, True]]), np.array([[True, False]]), np.array([4]))
    array([0.25])
    """
    return _where(n_repeat > 0, recall(hits & is_repeat, n_repeat))


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def recall_explore(
    hits: BoolArray, is_repeat: BoolArray, n_relevant: IntArray, n_repeat: IntArray
) -> FloatArray:
    """Share of the relevant items new to the user which are among the k.

    Range: 0 to 1; users without such items are left out.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: recall/hits-over-relevant/new-items/mean-over-users-with-any

    >>> hits, is_repeat = np.array([[True, True]]), np.array([[True, False]])
    >>> recall_explore(hits, is_repeat, np.array([6]), np.array([4]))
    array([0.5])
    """
    n_new = n_relevant - n_repeat
    return _where(n_new > 0, recall(hits & ~is_repeat, n_new))


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="nDCG repeat")
def ndcg_repeat(hits: BoolArray, is_repeat: BoolArray, n_repeat: IntArray) -> FloatArray:
    """Discounted gain of what the user had before, over that of an ideal list.

    The ideal list has min(k, relevant items that the user had before) of them at the top; other
    items of the list keep their places and gain nothing.
    Range: 0 to 1; users without such items are left out.
    Source: nDCG (Järvelin and Kekäläinen 2002) of the repeat items of Li et al. 2023,
    https://doi.org/10.1145/3587153
    Identifier: ndcg/binary-gain/ideal-min-k-relevant/repeats/mean-over-users-with-any

    >>> ndcg_repeat(np.array([[True, True]]), np.array([[False, True]]), np.array([1])).round(4)
    array([0.6309])
    """
    return _where(n_repeat > 0, ndcg(hits & is_repeat, n_repeat))


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="nDCG explore")
def ndcg_explore(
    hits: BoolArray, is_repeat: BoolArray, n_relevant: IntArray, n_repeat: IntArray
) -> FloatArray:
    """Discounted gain of what is new to the user, over that of an ideal list.

    The ideal list has min(k, relevant items new to the user) of them at the top; other items of the
    list keep their places and gain nothing.
    Range: 0 to 1; users without such items are left out.
    Source: nDCG (Järvelin and Kekäläinen 2002) of the explore items of Li et al. 2023,
    https://doi.org/10.1145/3587153
    Identifier: ndcg/binary-gain/ideal-min-k-relevant/new-items/mean-over-users-with-any

    >>> hits, is_repeat = np.array([[True, True]]), np.array([[True, False]])
    >>> ndcg_explore(hits, is_repeat, np.array([5]), np.array([4])).round(4)
    array([0.6309])
    """
    n_new = n_relevant - n_repeat
    return _where(n_new > 0, ndcg(hits & ~is_repeat, n_new))


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def hit_rate_repeat(hits: BoolArray, is_repeat: BoolArray, n_repeat: IntArray) -> FloatArray:
    """1 if any of the k is relevant and the user had it before, else 0: PHR of repeats.

    Range: 0 or 1 per user; users without such items are left out.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: hit-rate/any-hit/repeats/mean-over-users-with-any

    >>> hit_rate_repeat(np.array([[True, True]]), np.array([[True, False]]), np.array([4]))
    array([1.])
    """
    return _where(n_repeat > 0, hit_rate(hits & is_repeat))


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def hit_rate_explore(
    hits: BoolArray, is_repeat: BoolArray, n_relevant: IntArray, n_repeat: IntArray
) -> FloatArray:
    """1 if any of the k is relevant and new to the user, else 0: PHR of new items.

    Range: 0 or 1 per user; users without such items are left out.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: hit-rate/any-hit/new-items/mean-over-users-with-any

    >>> hits, is_repeat = np.array([[True, True]]), np.array([[True, True]])
    >>> hit_rate_explore(hits, is_repeat, np.array([6]), np.array([4]))
    array([0.])
    """
    return _where(n_relevant > n_repeat, hit_rate(hits & ~is_repeat))


@metric(direction="neither", needs_relevant=True, low=0, high=1, unit="share")
def repeat_share(items: IntArray, is_repeat: BoolArray) -> FloatArray:
    """Share of the list that the user had before, relevant or not.

    Range: 0 to 1; 0 under a view that leaves out what users had; users without a list are left out.
    Source: the repetition ratio of Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: repeats/share-of-list/mean-over-users

    >>> repeat_share(np.array([[7, 3, -1]]), np.array([[True, False, False]]))
    array([0.5])
    """
    length = (items >= 0).sum(axis=1)
    return _where(length > 0, is_repeat.sum(axis=1) / np.maximum(length, 1))


def _where(counts: BoolArray, values: FloatArray) -> FloatArray:
    """Return the values of users who count, and NaN for the others."""
    return np.where(counts, values, np.nan)
