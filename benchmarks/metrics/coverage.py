"""How much of the catalogue the lists reach, and how evenly. One number for all lists together.

Arguments by name: `items` is (n_users, k) item codes, -1 beyond the end of a short list; `n_items` is the size of
the catalogue. Lists of all users served count, those without relevant test items included.
"""

import numpy as np

from benchmarks.shared.arrays import FloatArray, IntArray


def coverage(items: IntArray, n_items: int) -> FloatArray:
    """Share of the catalogue that is in at least one list.

    Range: 0 (no list holds an item) to 1.
    Source: Ge, Delgado-Battenfeld and Jannach 2010, https://doi.org/10.1145/1864708.1864761
    Identifier: coverage/catalogue-share-in-any-list

    >>> float(coverage(np.array([[0, 1], [1, -1]]), 4))
    0.5
    """
    return np.count_nonzero(exposure(items, n_items)) / n_items


def gini(items: IntArray, n_items: int) -> FloatArray:
    """Gini index of how often each item of the catalogue is recommended; never recommended items count as 0.

    With exposures in rising order x_1 … x_n: sum over i of (2i - n - 1) x_i, over n times the total.
    Range: 0 (all alike) to (n - 1) / n (one item takes all).
    Source: Fleder and Hosanagar 2009, https://doi.org/10.1287/mnsc.1080.0974
    Identifier: gini/exposure-over-catalogue

    >>> float(gini(np.array([[0], [0]]), 4)), float(gini(np.array([[0], [1]]), 2))
    (0.75, 0.0)
    """
    counts = np.sort(exposure(items, n_items))
    weights = 2 * np.arange(1, n_items + 1) - n_items - 1
    return weights @ counts / (n_items * max(counts.sum(), 1))


def exposure(items: IntArray, n_items: int) -> IntArray:
    """Return how many lists hold each item, (n_items,).

    >>> exposure(np.array([[0, 1], [1, -1]]), 3)
    array([1, 2, 0])
    """
    return np.bincount(items[items >= 0], minlength=n_items)
