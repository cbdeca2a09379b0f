"""Other people's formulas under the same names: relevance of ranked lists, to match published
tables.

The arguments are those of `ranking`; in addition `ratings` is (n_users, k), the held-out rating
where the item at that rank is relevant and 0 elsewhere, and `ideal_ratings` is (n_users, k), the
user's highest relevant ratings, falling. None of these is in the default list of params.yaml; name
one there to have it computed.
"""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics.metric import metric
from benchmarks.metrics.ranking import ndcg, precision_at_hits

_LARGE = 500  # above this rating 2 to its power, times discounts, nears what a float holds


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="AP over relevant")
def ap_relevant(hits: BoolArray, n_relevant: IntArray) -> FloatArray:
    """Average precision over all relevant items: the precision at each hit's rank, over the number
    of relevant items.

    Range: 0 to 1; below 1 for a user with more than k relevant items.
    Source: irspack, RecTools, older versions of the recommenders project
    Identifier: ap/sum-of-precision-at-hits/over-relevant/mean-over-users

    >>> ap_relevant(np.array([[True, False, True, False]]), np.array([10])).round(4)
    array([0.1667])
    """
    average: FloatArray = precision_at_hits(hits).sum(axis=1) / np.maximum(n_relevant, 1)
    return average


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="AP of precisions")
def ap_mean_precision(hits: BoolArray) -> FloatArray:
    """Mean of the precision at every rank from 1 to k, hit or not.

    Range: 0 to 1.
    Source: Elliot (Anelli et al. 2021), https://doi.org/10.1145/3404835.3463245
    Identifier: ap/mean-of-precision-at-all-ranks/mean-over-users

    >>> ap_mean_precision(np.array([[True, False]]))
    array([0.75])
    """
    precisions = np.cumsum(hits, axis=1) / np.arange(1, hits.shape[1] + 1)
    average: FloatArray = precisions.mean(axis=1)
    return average


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="nDCG, ideal of all")
def ndcg_ideal_all(hits: BoolArray, n_relevant: IntArray) -> FloatArray:
    """Discounted gain of the k places over that of an ideal list of all relevant items, however
    long.

    Range: 0 to 1; below 1 for a user with more than k relevant items.
    Source: Ferrari Dacrema et al. 2021, https://doi.org/10.1145/3434185
    Identifier: ndcg/binary-gain/log2-discount/ideal-all-relevant/mean-over-users

    >>> ndcg_ideal_all(np.array([[True, True]]), np.array([3])).round(4)
    array([0.7654])
    """
    gains = hits @ (1 / np.log2(np.arange(2, hits.shape[1] + 2)))
    longest = n_relevant.max(initial=0) + 1
    ideal = np.cumsum(1 / np.log2(np.arange(2, longest + 2)))
    share: FloatArray = gains / ideal[np.maximum(n_relevant, 1) - 1]
    return share


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="nDCG, ideal of k")
def ndcg_ideal_k(hits: BoolArray) -> FloatArray:
    """Discounted gain of the list over that of a list with a hit at every place, however few items
    are relevant.

    Range: 0 to 1; below 1 for a user with fewer than k relevant items.
    Source: RecTools' default
    Identifier: ndcg/binary-gain/log2-discount/ideal-all-places/mean-over-users

    >>> ndcg_ideal_k(np.array([[True, False]])).round(4)
    array([0.6131])
    """
    return ndcg(hits, np.full(len(hits), hits.shape[1]))


@metric(direction="higher", needs_relevant=True, low=0, high=1, label="graded nDCG")
def ndcg_graded(ratings: FloatArray, ideal_ratings: FloatArray) -> FloatArray:
    """Discounted gain with the gain 2^rating - 1 of each relevant item, over that of the user's
    highest ratings.

    Range: 0 to 1; needs ratings, of relevant items none below 0: its gain would be a loss, with
    which no ideal is the best there is (scikit-learn's `ndcg_score` refuses such gains as well).
    Source: Burges et al. 2005, https://doi.org/10.1145/1102351.1102363
    Identifier: ndcg/gain-2-to-the-rating-minus-1/log2-discount/ideal-highest-ratings/mean-over-users

    >>> ndcg_graded(np.array([[4.0, 5.0]]), np.array([[5.0, 4.0]])).round(4)
    array([0.8541])
    """
    discounts = 1 / np.log2(np.arange(2, ratings.shape[1] + 2))
    highest = ideal_ratings.max(axis=1, keepdims=True, initial=0)
    less = np.where(highest > _LARGE, highest, 0)  # both gains over the same power, or too large
    gains = (2.0 ** (ratings - less) - 2.0**-less) @ discounts
    ideal = (2.0 ** (ideal_ratings - less) - 2.0**-less) @ discounts
    share: FloatArray = gains / np.where(ideal > 0, ideal, 1.0)
    return share


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share", label="capped recall")
def recall_capped(hits: BoolArray, n_relevant: IntArray) -> FloatArray:
    """Hits over the most there could be: min(k, relevant).

    Range: 0 to 1; 1 when all k places are hits, or all relevant items are found.
    Source: Liang et al. 2018 (Mult-VAE), https://doi.org/10.1145/3178876.3186150
    Identifier: recall/hits-over-min-k-relevant/mean-over-users

    >>> recall_capped(np.array([[True, False, True, False]]), np.array([20]))
    array([0.5])
    """
    most_hits = np.minimum(n_relevant, hits.shape[1])
    share: FloatArray = hits.sum(axis=1) / np.maximum(most_hits, 1)
    return share
