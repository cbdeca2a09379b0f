"""Popularity within the user's own categories: genres, or kinds of product."""

import numpy as np
from scipy.sparse import csr_matrix, diags_array
from sklearn.preprocessing import normalize

from baselines.shared import categories, check
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training


class Model:
    """Score an item by the sum over categories c of (n(u, c) + smoothing n(c) / n) n(i, c) / n(c).

    n(u, c), n(i, c), n(c) and n count the positives of the user, of the item and of all users in
    the category, and all positives; an item of several categories belongs to each in equal parts.
    The fraction at the end is the item's share of its category's popularity, the factor before it
    the user's interest in the category, with `smoothing` positives spread like those of everybody.
    As the smoothing grows, this becomes `popular`.
    """

    needs = frozenset({"item_categories"})
    personalized = True
    title = "Popular in category"
    family = "popularity"
    cheap = True
    search = {
        "smoothing": Floats(0.1, 10000.0, log=True),
    }

    def __init__(self, *, smoothing: float = 10.0) -> None:
        check.at_least(0, smoothing=smoothing)
        self.smoothing = smoothing

    def fit(self, train: Training) -> "Model":
        """Share each category's popularity among its items."""
        members = categories.membership(train)
        counts = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        categorized = diags_array(counts) @ members
        self.shares = csr_matrix(normalize(categorized.tocsc(), norm="l1", axis=0).T)
        self.interests = csr_matrix(train.positives.astype(np.float64) @ members)
        self.general = (
            self.smoothing
            * np.asarray(categorized.sum(axis=1)).ravel()
            / max(categorized.sum(), 1.0)
        )
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items); all 0 without positives in a category."""
        interests = self.interests[users]
        has_interests = np.diff(interests.indptr) > 0
        general = np.where(has_interests[:, None], self.general, 0.0)
        return (interests @ self.shares).toarray() + general
