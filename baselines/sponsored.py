"""Sponsored items: what shops promoted in the weeks before the cut, the same for everybody."""

import numpy as np

from baselines.shared import check, promoted
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Promoted items first, by promotion and sales; then all others by popularity.

    A promoted item scores 1 + its strength, a mean of logarithms of stores and of buyers weighted
    by `sales_weight` (the formula is at `baselines.shared.promoted.strength`); any other item its
    number of users, scaled below 1.
    """

    needs = frozenset({"promotions", "times"})
    personalized = False
    title = "Sponsored"
    family = "promotion"
    cheap = True
    search = {
        "weeks": Integers(1, 12, natural=("low",)),
        "sales_weight": Floats(0.0, 1.0, natural=("low", "high")),
    }

    def __init__(self, *, weeks: int = 4, sales_weight: float = 0.5) -> None:
        check.at_least(1, weeks=weeks)
        check.within(0, 1, sales_weight=sales_weight)
        self.weeks, self.sales_weight = weeks, sales_weight

    def fit(self, train: Training) -> "Model":
        """Score the items."""
        chosen, strength = promoted.strength(train, self.weeks, self.sales_weight)
        self.item_scores = promoted.ranked(chosen, strength, train)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the same scores for each user, (len(users), n_items)."""
        return np.broadcast_to(self.item_scores, (len(users), len(self.item_scores)))
