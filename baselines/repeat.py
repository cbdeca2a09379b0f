"""Buy it again: what the user buys most and most recently (as in Hu et al. 2020, https://doi.org/10.1145/3397271.3401066)."""

import numpy as np

from baselines.shared import check, purchases
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training


class Model:
    """Sum 2^(-age / half_life_days) over the user's positive interactions with the item.

    Each purchase counts. To that sum `popularity_weight` adds the item's popularity among all,
    which decides where the user's own purchases hardly differ. As the half-life grows, this becomes
    the personal frequency of GP-TopFreq (Li et al. 2023, https://doi.org/10.1145/3587153).

    Items without any purchase are below all others, by popularity, with scores from -1 up to 0.
    Where a view masks what the user has seen, they are all that is left, and this baseline ranks by
    popularity alone. Popularity counts users, each by its latest purchase of the item, which is
    worth half as much after 30 / `popularity_halvings` days; without halvings those lists are the
    ones of `popular`.
    """

    needs = frozenset({"times"})
    personalized = True
    title = "Buy again"
    family = "repeat consumption"
    search = purchases.SEARCH

    def __init__(
        self,
        *,
        half_life_days: float = 90.0,
        popularity_weight: float = 0.0,
        popularity_halvings: float = 0.0,
    ) -> None:
        check.above(0, half_life_days=half_life_days)
        check.at_least(
            0, popularity_weight=popularity_weight, popularity_halvings=popularity_halvings
        )
        self.half_life_days = half_life_days
        self.popularity_weight = popularity_weight
        self.popularity_halvings = popularity_halvings

    def fit(self, train: Training) -> "Model":
        """Weigh each user's own items, and all items by popularity."""
        popular = purchases.popularity(train, self.popularity_halvings)
        self.others = popular - 1.0
        self.own = purchases.weighed(train, self.half_life_days, self.popularity_weight, popular)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items); all 0 for a user without positives."""
        own = self.own[users].tocoo()
        has_positives = np.diff(self.own.indptr)[users] > 0
        scores = np.where(has_positives[:, None], self.others, 0.0)
        scores[own.row, own.col] = own.data
        return scores
