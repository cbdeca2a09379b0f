"""Whole-catalogue scores from factors that were trained on positives."""

from dataclasses import dataclass

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.protocol.training import Training


@dataclass(frozen=True)
class Factors:
    """Scores are products of factors; a bias is a factor beside a column of ones.

    Nothing trains the factors of a user or item without positives. Such a user gets a row of zeros:
    cannot tell. Such an item gets the user's lowest score, where its missing positives would lead
    it.

    users : (n_users, n_factors); items : (n_items, n_factors)
    known_users, known_items : whether there are positives
    """

    users: FloatArray
    items: FloatArray
    known_users: BoolArray
    known_items: BoolArray

    @staticmethod
    def of(train: Training, users: FloatArray, items: FloatArray) -> "Factors":
        """Note who has positives."""
        known_items = np.bincount(train.positives.indices, minlength=train.n_items) > 0
        return Factors(users, items, np.diff(train.positives.indptr) > 0, known_items)

    def scores(self, users: IntArray) -> FloatArray:
        """Return the products, (len(users), n_items)."""
        scores = self.users[users] @ self.items.T
        if not self.known_items.all():
            scores[:, ~self.known_items] = np.inf
            scores[:, ~self.known_items] = scores.min(axis=1, keepdims=True, initial=np.inf)
        scores[~self.known_users[users]] = 0
        return scores
