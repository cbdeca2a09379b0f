"""Relevance of ranked lists, per user. Relevance is binary.

Arguments by name: `hits` is (n_users, k) bool, True where the item at that rank is relevant (False
beyond the end of a short list); `n_relevant` is (n_users,), the number of relevant items, seen or
unseen in the list. Each function returns (n_users,) floats. Users with `n_relevant` 0 are left out
by the caller before averaging.
"""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics.metric import metric


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def precision(hits: BoolArray) -> FloatArray:
    """Share of the k places that hold a relevant item; a short list counts its empty places as
    misses.

    Range: 0 to 1; below 1 for a user with fewer than k relevant items.
    Source: Herlocker et al. 2004, https://doi.org/10.1145/963770.963772
    Identifier: precision/hits-over-k/mean-over-users

    >>> precision(np.array([[True, False, True, False]]))
    array([0.5])
    """
    share: FloatArray = n_hits(hits) / hits.shape[1]
    return share


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def recall(hits: BoolArray, n_relevant: IntArray) -> FloatArray:
    """Share of the user's relevant items that are among the k.

    Range: 0 to 1; below 1 for a user with more than k relevant items (no division by min(k,
    relevant)).
    Source: Herlocker et al. 2004, https://doi.org/10.1145/963770.963772
    Identifier: recall/hits-over-relevant/mean-over-users

    >>> recall(np.array([[True, False, True, False]]), np.array([5]))
    array([0.4])
    """
    share: FloatArray = n_hits(hits) / np.maximum(n_relevant, 1)
    return share


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="nDCG")
def ndcg(hits: BoolArray, n_relevant: IntArray) -> FloatArray:
    """Discounted gain of the list over that of an ideal list: gain 1, discount 1 / log2(rank + 1).

    The ideal list has min(k, relevant) hits at the top.
    Range: 0 to 1; 1 when all min(k, relevant) first places are hits.
    Source: Järvelin and Kekäläinen 2002, https://doi.org/10.1145/582415.582418
    Identifier: ndcg/binary-gain/log2-discount/ideal-min-k-relevant/mean-over-users

    >>> ndcg(np.array([[False, True]]), np.array([1])).round(4)
    array([0.6309])
    """
    discounts = 1 / np.log2(np.arange(2, hits.shape[1] + 2))
    ideal_of_hits = np.concatenate([[0.0], np.cumsum(discounts)])
    ideal = ideal_of_hits[np.minimum(n_relevant, hits.shape[1])]
    return (hits @ discounts) / np.where(ideal > 0, ideal, 1.0)


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="AP")
def ap(hits: BoolArray, n_relevant: IntArray) -> FloatArray:
    """Average precision: the precision at each hit's rank, summed, over min(k, relevant).

    Its mean over users is the MAP of most tables. What a list misses counts, unlike in `ap_hits`.
    Range: 0 to 1; 1 when all min(k, relevant) first places are hits.
    Source: Manning, Raghavan and Schütze 2008, chapter 8, with the sum cut at rank k
    Identifier: ap/sum-of-precision-at-hits/over-min-k-relevant/mean-over-users

    >>> ap(np.array([[True, False, True, False]]), np.array([2])).round(4)
    array([0.8333])
    """
    most_hits = np.minimum(n_relevant, hits.shape[1])
    average: FloatArray = precision_at_hits(hits).sum(axis=1) / np.maximum(most_hits, 1)
    return average


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="AP over hits")
def ap_hits(hits: BoolArray) -> FloatArray:
    """Average precision as textbooks define AP@k: the precision at each hit's rank, over the hits.

    Unlike in `ap`, what a list misses does not count: one hit at the top is as good as ten.
    Range: 0 (no hit) to 1.
    Source: many textbooks and course notes; DaisyRec
    Identifier: ap/sum-of-precision-at-hits/over-hits/mean-over-users

    >>> ap_hits(np.array([[True, False, True, False]])).round(4)
    array([0.8333])
    """
    average: FloatArray = precision_at_hits(hits).sum(axis=1) / np.maximum(n_hits(hits), 1)
    return average


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="RR")
def rr(hits: BoolArray) -> FloatArray:
    """Reciprocal rank: 1 over the rank of the first hit, 0 without a hit in the k. Its mean is the
    MRR.

    Range: 0 to 1.
    Source: Voorhees 1999, TREC-8
    Identifier: rr/first-hit/mean-over-users

    >>> rr(np.array([[False, True, True], [False, False, False]]))
    array([0.5, 0. ])
    """
    first = hits.argmax(axis=1)
    is_hit = hits[np.arange(len(hits)), first]
    return np.where(is_hit, 1 / (first + 1), 0.0)


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def hit_rate(hits: BoolArray) -> FloatArray:
    """1 if any of the k is relevant, else 0.

    Range: 0 or 1 per user.
    Source: Deshpande and Karypis 2004, https://doi.org/10.1145/963770.963776
    Identifier: hit-rate/any-hit/mean-over-users

    >>> hit_rate(np.array([[False, True, True], [False, False, False]]))
    array([1., 0.])
    """
    return hits.any(axis=1).astype(float)


def n_hits(hits: BoolArray) -> IntArray:
    """Return the number of hits, (n_users,) int32, which takes half as long to add up."""
    counts: IntArray = hits.sum(axis=1, dtype=np.int32)
    return counts


def precision_at_hits(hits: BoolArray) -> FloatArray:
    """Return the precision at each rank that is a hit, and 0 at the others, (n_users, k)."""
    k = hits.shape[1]
    rows, places = np.divmod(np.flatnonzero(hits), max(k, 1))
    first_of_row = np.searchsorted(rows, rows)
    nth = np.arange(1, len(rows) + 1) - first_of_row
    precisions = np.zeros(hits.shape)
    precisions[rows, places] = nth / (places + 1)
    return precisions
