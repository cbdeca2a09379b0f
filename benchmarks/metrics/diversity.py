"""How different the recommended items are: from each other, between users, and from what popularity
would give.

Arguments by name: `items` is (n_users, k) item codes, -1 beyond the end of a short list; `n_items`
is the size of the catalogue; `category_vectors` and `content_vectors` are CSR (n_items, n), rows of
length 1 (or empty, where an item has none): its categories, and its features; `hits` as in
`ranking`; `popular_ranks` is (n_users, k), the rank that popularity alone gives the item in this
user's list, from 1.
"""

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics.coverage import exposure
from benchmarks.metrics.metric import metric
from benchmarks.metrics.places import membership


@metric(direction="neither", needs_relevant=False, low=0, high=1)
def category_diversity(items: IntArray, category_vectors: csr_matrix) -> FloatArray:
    """Mean distance between two items of a list, 1 - cosine of their categories (genres, kinds of
    product).

    An item without categories is at distance 1 from all others. Lists with fewer than two items are
    left out.
    Range: 0 (all of the same categories) to 1 (no category twice).
    Source: Ziegler et al. 2005, https://doi.org/10.1145/1060745.1060754
    Identifier: intra-list-distance/cosine-of-categories/mean-over-pairs/mean-over-users

    >>> category_diversity(np.array([[0, 1]]), csr_matrix([[1.0, 0.0], [0.0, 1.0]]))
    array([1.])
    """
    return _distance_within(items, category_vectors)


@metric(direction="neither", needs_relevant=False, low=0, high=1)
def content_diversity(items: IntArray, content_vectors: csr_matrix) -> FloatArray:
    """Mean distance between two items of a list, 1 - cosine of their features (ones and zeros).

    An item without features is at distance 1 from all others. Lists with fewer than two items are
    left out.
    Range: 0 (all alike) to 1 (no feature twice).
    Source: Ziegler et al. 2005, https://doi.org/10.1145/1060745.1060754
    Identifier: intra-list-distance/cosine-of-binary-features/mean-over-pairs/mean-over-users

    >>> content_diversity(np.array([[0, 1]]), csr_matrix([[1.0, 0.0], [0.6, 0.8]])).round(4)
    array([0.4])
    """
    return _distance_within(items, content_vectors)


def _distance_within(items: IntArray, vectors: csr_matrix) -> FloatArray:
    """Return 1 - the mean cosine over pairs of items of each list, (n_users,).

    The cosines are the squared length of the sum, less that of each item with itself.
    """
    inside = membership(items, vectors.shape[0])
    total = inside @ vectors
    squared = np.asarray(total.multiply(total).sum(axis=1)).ravel()
    lengths = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    counts = (items >= 0).sum(axis=1)
    pairs = counts * (counts - 1)
    cosines = squared - inside @ lengths  # of all pairs of different items, together
    return np.where(pairs > 0, 1 - cosines / np.maximum(pairs, 1), np.nan)


@metric(direction="neither", needs_relevant=False, low=0, high=1, averaged="lists")
def personalization(items: IntArray, n_items: int) -> float:
    """Mean distance between the lists of two users: 1 - items in common over k. One number for all
    lists.

    Range: 0 (everybody gets the same items) to 1 (no item in two lists); a short list has few in
    common with others; undefined for fewer than two users.
    Source: Zhou et al. 2010 (inter-user diversity), https://doi.org/10.1073/pnas.1000488107
    Identifier: inter-list-distance/overlap-over-k/mean-over-pairs-of-users

    >>> float(personalization(np.array([[0, 1], [1, 2]]), 3))
    0.5
    """
    counts, n_lists = exposure(items, n_items).astype(np.float64), len(items)
    if n_lists < 2:
        return np.nan
    shared = (counts * (counts - 1)).sum()
    return float(1 - shared / (n_lists * (n_lists - 1) * items.shape[1]))


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def serendipity(hits: BoolArray, popular_ranks: IntArray) -> FloatArray:
    """Share of the k places that hold a relevant item which popularity would not have put into the
    user's k.

    Range: 0 to 1; 0 for a list that is popularity's own.
    Source: Ge, Delgado-Battenfeld and Jannach 2010, https://doi.org/10.1145/1864708.1864761
    Identifier: serendipity/relevant-and-not-in-popular-k/over-k/mean-over-users

    >>> serendipity(np.array([[True, True]]), np.array([[1, 3]]))
    array([0.5])
    """
    surprising = hits & (popular_ranks > hits.shape[1])
    share: FloatArray = surprising.mean(axis=1)
    return share
