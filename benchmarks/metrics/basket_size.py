"""The next basket at its own size: each list cut at the number of the user's relevant items.

The arguments are those of `ranking` and `baskets`, of lists whose places beyond `n_relevant` are
empty: as many items are listed as the basket holds, at most the 100 that are kept of a list. These
metrics have no cut-off in their names. What a benchmark's own list names is computed.
"""

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics import baskets, ranking
from benchmarks.metrics.metric import metric


@metric(direction="higher", needs_relevant=True, low=0, high=1, at_size=True, unit="share")
def recall_at_size(hits: BoolArray, n_relevant: IntArray) -> FloatArray:
    """Share of the basket that is among as many items as it holds: R-precision, and recall.

    Range: 0 to 1.
    Source: Manning, Raghavan and Schütze 2008, chapter 8 (R-precision)
    Identifier: recall/hits-over-relevant/list-of-n-relevant/mean-over-users

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> recall_at_size(hits, array([2]))
    array([1.])
    """
    return ranking.recall(hits, n_relevant)


@metric(direction="higher", needs_relevant=True, low=0, high=1, at_size=True, label="nDCG at size")
def ndcg_at_size(hits: BoolArray, n_relevant: IntArray) -> FloatArray:
    """Discounted gain of as many items as the basket holds, over that of the basket itself.

    Range: 0 to 1.
    Source: Järvelin and Kekäläinen 2002, https://doi.org/10.1145/582415.582418
    Identifier: ndcg/binary-gain/list-of-n-relevant/mean-over-users

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> ndcg_at_size(hits, array([2]))
    array([1.])
    """
    return ranking.ndcg(hits, n_relevant)


@metric(direction="higher", needs_relevant=True, low=0, high=1, at_size=True, unit="share")
def hit_rate_at_size(hits: BoolArray) -> FloatArray:
    """1 if any of as many items as the basket holds is in it, else 0: the personal hit ratio.

    Range: 0 or 1 per user.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: hit-rate/any-hit/list-of-n-relevant/mean-over-users

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> hit_rate_at_size(hits)
    array([1.])
    """
    return ranking.hit_rate(hits)


@metric(direction="higher", needs_relevant=True, low=0, high=1, at_size=True, unit="share")
def recall_repeat_at_size(hits: BoolArray, is_repeat: BoolArray, n_repeat: IntArray) -> FloatArray:
    """Share of what the user had before in the basket among as many items as it holds.

    Range: 0 to 1; users without such items are left out.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: recall/hits-over-relevant/repeats/list-of-n-relevant/mean-over-users-with-any

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> is_repeat = array([[True, False, False]])
    >>> recall_repeat_at_size(hits, is_repeat, array([2]))
    array([0.5])
    """
    return baskets.recall_repeat(hits, is_repeat, n_repeat)


@metric(
    direction="higher",
    needs_relevant=True,
    low=0,
    high=1,
    at_size=True,
    label="nDCG repeat at size",
)
def ndcg_repeat_at_size(hits: BoolArray, is_repeat: BoolArray, n_repeat: IntArray) -> FloatArray:
    """Discounted gain of what the user had before, of as many items as the basket holds.

    Range: 0 to 1; users without such items are left out.
    Source: nDCG (Järvelin and Kekäläinen 2002) of the repeat items of Li et al. 2023,
    https://doi.org/10.1145/3587153
    Identifier: ndcg/binary-gain/repeats/list-of-n-relevant/mean-over-users-with-any

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> is_repeat = array([[True, False, False]])
    >>> ndcg_repeat_at_size(hits, is_repeat, array([2])).round(4)
    array([0.6131])
    """
    return baskets.ndcg_repeat(hits, is_repeat, n_repeat)


@metric(direction="higher", needs_relevant=True, low=0, high=1, at_size=True, unit="share")
def hit_rate_repeat_at_size(
    hits: BoolArray, is_repeat: BoolArray, n_repeat: IntArray
) -> FloatArray:
    """1 if as many items as the basket holds hit what the user had before, else 0.

    Range: 0 or 1 per user; users without such items are left out.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: hit-rate/any-hit/repeats/list-of-n-relevant/mean-over-users-with-any

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> is_repeat = array([[True, False, False]])
    >>> hit_rate_repeat_at_size(hits, is_repeat, array([2]))
    array([1.])
    """
    return baskets.hit_rate_repeat(hits, is_repeat, n_repeat)


@metric(direction="higher", needs_relevant=True, low=0, high=1, at_size=True, unit="share")
def recall_explore_at_size(
    hits: BoolArray, is_repeat: BoolArray, n_relevant: IntArray, n_repeat: IntArray
) -> FloatArray:
    """Share of what is new to the user in the basket among as many items as it holds.

    Range: 0 to 1; users without such items are left out.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: recall/hits-over-relevant/new-items/list-of-n-relevant/mean-over-users-with-any

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> is_repeat = array([[True, False, False]])
    >>> recall_explore_at_size(hits, is_repeat, array([3]), array([2]))
    array([1.])
    """
    return baskets.recall_explore(hits, is_repeat, n_relevant, n_repeat)


@metric(
    direction="higher",
    needs_relevant=True,
    low=0,
    high=1,
    at_size=True,
    label="nDCG explore at size",
)
def ndcg_explore_at_size(
    hits: BoolArray, is_repeat: BoolArray, n_relevant: IntArray, n_repeat: IntArray
) -> FloatArray:
    """Discounted gain of what is new to the user, of as many items as the basket holds.

    Range: 0 to 1; users without such items are left out.
    Source: nDCG (Järvelin and Kekäläinen 2002) of the explore items of Li et al. 2023,
    https://doi.org/10.1145/3587153
    Identifier: ndcg/binary-gain/new-items/list-of-n-relevant/mean-over-users-with-any

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> is_repeat = array([[True, False, False]])
    >>> ndcg_explore_at_size(hits, is_repeat, array([3]), array([2])).round(4)
    array([0.6309])
    """
    return baskets.ndcg_explore(hits, is_repeat, n_relevant, n_repeat)


@metric(direction="higher", needs_relevant=True, low=0, high=1, at_size=True, unit="share")
def hit_rate_explore_at_size(
    hits: BoolArray, is_repeat: BoolArray, n_relevant: IntArray, n_repeat: IntArray
) -> FloatArray:
    """1 if as many items as the basket holds hit what is new to the user, else 0.

    Range: 0 or 1 per user; users without such items are left out.
    Source: Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: hit-rate/any-hit/new-items/list-of-n-relevant/mean-over-users-with-any

    >>> from numpy import array
    >>> hits = array([[True, True, False]])
    >>> is_repeat = array([[True, False, False]])
    >>> hit_rate_explore_at_size(hits, is_repeat, array([3]), array([2]))
    array([1.])
    """
    return baskets.hit_rate_explore(hits, is_repeat, n_relevant, n_repeat)


@metric(direction="neither", needs_relevant=True, low=0, high=1, at_size=True, unit="share")
def repeat_share_at_size(items: IntArray, is_repeat: BoolArray) -> FloatArray:
    """Share that the user had before of as many items of the list as the basket holds.

    Range: 0 to 1; users without a list are left out.
    Source: the repetition ratio of Li et al. 2023, https://doi.org/10.1145/3587153
    Identifier: repeats/share-of-list/list-of-n-relevant/mean-over-users

    >>> from numpy import array
    >>> items = array([[7, 3, -1]])
    >>> is_repeat = array([[True, False, False]])
    >>> repeat_share_at_size(items, is_repeat)
    array([0.5])
    """
    return baskets.repeat_share(items, is_repeat)
