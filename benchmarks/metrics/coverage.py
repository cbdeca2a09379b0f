"""How much of the catalogue the lists reach, and how evenly: one number for all lists together. And
how many users.

Arguments by name: `items` is (n_users, k) item codes, -1 beyond the end of a short list; `n_items`
is the size of the catalogue; `fallback` is (n_users,) bool, True where the baseline could not tell
and popularity ranked instead. Lists of all users served count, those without relevant test items
included.
"""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics.metric import metric


@metric(direction="neither", needs_relevant=False, low=0, high=1, averaged="lists", unit="share")
def coverage(items: IntArray, n_items: int) -> float:
    """Share of the catalogue that is in at least one list.

    Range: 0 (no list holds an item) to 1.
    Source: Ge, Delgado-Battenfeld and Jannach 2010, https://doi.org/10.1145/1864708.1864761
    Identifier: coverage/catalogue-share-in-any-list

    >>> float(coverage(np.array([[0, 1], [1, -1]]), 4))
    0.5
    """
    return np.count_nonzero(exposure(items, n_items)) / n_items


@metric(direction="neither", needs_relevant=False, low=0, high=1, averaged="lists", label="Gini")
def gini(items: IntArray, n_items: int) -> FloatArray:
    """Gini index of how often each item of the catalogue is recommended; never recommended items
    count as 0.

    With exposures in rising order x_1 … x_n: sum over i of (2i - n - 1) x_i, over n times the
    total.
    Range: 0 (all alike) to (n - 1) / n (one item takes all).
    Source: Fleder and Hosanagar 2009, https://doi.org/10.1287/mnsc.1080.0974
    Identifier: gini/exposure-over-catalogue

    >>> float(gini(np.array([[0], [0]]), 4)), float(gini(np.array([[0], [1]]), 2))
    (0.75, 0.0)
    """
    return gini_of(exposure(items, n_items), n_items)


def gini_of(exposures: IntArray | FloatArray, n_items: int) -> FloatArray:
    """Return the Gini index of exposures over the last axis; 0 where nothing is recommended.

    exposures : (…, n) whole numbers, n <= n_items; items of the catalogue beyond these have none

    >>> gini_of(np.array([[2, 0, 0, 0], [1, 1, 1, 1]]), 4)
    array([0.75, 0.  ])
    >>> gini_of(np.array([2, 0]), 4)
    array(0.75)
    """
    counts = np.sort(exposures, axis=-1)
    n_missing = n_items - exposures.shape[-1]
    weights = 2.0 * np.arange(n_missing + 1, n_items + 1) - n_items - 1
    total = np.maximum(counts.sum(axis=-1), 1)
    index: FloatArray = counts @ weights / (n_items * total)
    return np.asarray(index)


@metric(
    direction="neither",
    needs_relevant=False,
    low=0,
    high=None,
    averaged="lists",
    unit="bits",
    decimals=2,
)
def entropy(items: IntArray, n_items: int) -> float:
    """Shannon entropy of how often each item is recommended, in bits.

    Range: 0 (one item takes all) to log2 of the size of the catalogue (all alike).
    Source: Shannon 1948; as a measure of sales diversity, Adomavicius and Kwon 2012,
    https://doi.org/10.1109/TKDE.2011.15
    Identifier: entropy/exposure-bits

    >>> float(entropy(np.array([[0, 1], [2, 3]]), 9))
    2.0
    """
    counts = exposure(items, n_items)
    shares = counts[counts > 0] / max(counts.sum(), 1)
    return float((shares * -np.log2(shares)).sum())


@metric(direction="higher", needs_relevant=False, low=0, high=1, unit="share")
def user_coverage(items: IntArray, fallback: BoolArray) -> FloatArray:
    """Share of the users for whom the baseline itself could make a list; the others got popularity,
    or nothing.

    Range: 0 or 1 per user.
    Source: Gunawardana and Shani 2009 (user space coverage),
    https://jmlr.org/papers/v10/gunawardana09a.html
    Identifier: user-coverage/list-without-fallback/mean-over-users

    >>> user_coverage(np.array([[0, 1], [0, 1], [-1, -1]]), np.array([False, True, False]))
    array([1., 0., 0.])
    """
    return ((items >= 0).any(axis=1) & ~fallback).astype(float)


def exposure(items: IntArray, n_items: int) -> IntArray:
    """Return how many lists hold each item, (n_items,).

    >>> exposure(np.array([[0, 1], [1, -1]]), 3)
    array([1, 2, 0])
    """
    return np.bincount(items[items >= 0], minlength=n_items)
