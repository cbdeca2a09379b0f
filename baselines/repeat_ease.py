"""Buy it again, and what goes with it: `repeat` with a share of EASE (Steck 2019, https://doi.org/10.1145/3308558.3313710)."""

import numpy as np

from baselines.shared import autoencoder, check, purchases
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training


class Model:
    """Add the user's purchases, as `repeat` weighs them, and ease_weight x the scores of EASE.

    Each of the two is divided by the user's maximum over all items, so that the weight means the
    same for who buys much and who buys little. With a weight near 0 what the user bought stands in
    the order of `repeat`, and what the user did not in that of EASE.
    """

    needs = frozenset({"times"})
    personalized = True
    title = "Buy again + EASE"
    family = "repeat consumption"
    gigabytes = staticmethod(autoencoder.gigabytes)
    search = {
        **purchases.SEARCH,
        "ease_weight": Floats(0.0, 1.0),
        "regularization": Floats(10.0, 10000.0, log=True),
    }

    def __init__(
        self,
        *,
        half_life_days: float = 90.0,
        popularity_weight: float = 0.0,
        popularity_halvings: float = 0.0,
        ease_weight: float = 0.2,
        regularization: float = 500.0,
    ) -> None:
        check.above(0, half_life_days=half_life_days, regularization=regularization)
        check.at_least(0, popularity_weight=popularity_weight, ease_weight=ease_weight)
        check.at_least(0, popularity_halvings=popularity_halvings)
        self.half_life_days, self.popularity_weight = half_life_days, popularity_weight
        self.popularity_halvings = popularity_halvings
        self.ease_weight, self.regularization = ease_weight, regularization

    def fit(self, train: Training) -> "Model":
        """Weigh each user's own items, and solve for the weights between items."""
        popular = purchases.popularity(train, self.popularity_halvings)
        self.own = purchases.weighed(train, self.half_life_days, self.popularity_weight, popular)
        self.filtering = autoencoder.fitted(train.positives, self.regularization)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items); all 0 for a user without positives."""
        own = over_maximum(self.own[users].toarray())
        filtered = over_maximum(self.filtering.scores(users).astype(np.float64))
        return own + self.ease_weight * filtered


def over_maximum(scores: FloatArray) -> FloatArray:
    """Return each row divided by its maximum; zeros where that is not above 0.

    >>> over_maximum(np.array([[1.0, 4.0], [0.0, -1.0]])).tolist()
    [[0.25, 1.0], [0.0, 0.0]]
    """
    highest = scores.max(axis=1, initial=0.0, keepdims=True)
    return np.divide(scores, highest, out=np.zeros_like(scores), where=highest > 0)
