"""Sponsored items, re-ranked for each user by the categories that the user buys from."""

import numpy as np

from baselines.shared import categories, check, promoted
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Promoted items first, by promotion, sales and the user's categories; others by popularity.

    A promoted item scores 1 + (1 - taste_weight) strength + taste_weight affinity. The strength is
    that of `sponsored`. The affinity is log(1 + lift), the mean over the item's categories, over
    the largest of that user; the lift is the share of the user's positives in the category over the
    share of everybody's. The share alone would prefer the same large categories for all. A user
    without history gets the sponsored order.
    """

    needs = frozenset({"promotions", "item_categories", "times"})
    personalized = True
    title = "Sponsored, personal"
    family = "promotion"
    cheap = True
    search = {
        "weeks": Integers(1, 12, natural=("low",)),
        "sales_weight": Floats(0.0, 1.0, natural=("low", "high")),
        "taste_weight": Floats(0.0, 1.0, natural=("low", "high")),
    }

    def __init__(
        self, *, weeks: int = 4, sales_weight: float = 0.5, taste_weight: float = 0.2
    ) -> None:
        check.at_least(1, weeks=weeks)
        check.within(0, 1, sales_weight=sales_weight, taste_weight=taste_weight)
        self.weeks, self.sales_weight, self.taste_weight = weeks, sales_weight, taste_weight

    def fit(self, train: Training) -> "Model":
        """Score the promotions and find the users' categories."""
        self.promoted, strength = promoted.strength(train, self.weeks, self.sales_weight)
        self.item_scores = promoted.ranked(self.promoted, (1 - self.taste_weight) * strength, train)
        self.members = categories.membership(train)
        self.tastes = categories.lifts(train, self.members).log1p()
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items)."""
        affinity = (self.tastes[users] @ self.members.T).toarray()
        largest = affinity.max(axis=1, keepdims=True, initial=0.0)
        affinity *= self.taste_weight / np.where(largest > 0, largest, 1.0)
        return self.item_scores + np.where(self.promoted, affinity, 0.0)
