"""Buy it again, and what goes with it: `repeat` with a share of EASE (Steck 2019, https://doi.org/10.1145/3308558.3313710)."""

import numpy as np

from baselines.shared import autoencoder, check, recency
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training


class Model:
    """Add the user's purchases, as `repeat` weighs them, and ease_weight x the scores of EASE.

    Each of the two is divided by the user's maximum over all items, so that the weight means the
    same for who buys much and who buys little.
    """

    needs = frozenset({"times"})
    personalized = True
    title = "Buy again + EASE"
    family = "repeat consumption"
    gigabytes = staticmethod(autoencoder.gigabytes)
    search = {
        "half_life_days": Floats(3.0, 1000.0, log=True),
        "ease_weight": Floats(0.0, 1.0),
        "regularization": Floats(10.0, 10000.0, log=True),
    }

    def __init__(
        self,
        *,
        half_life_days: float = 90.0,
        ease_weight: float = 0.2,
        regularization: float = 500.0,
    ) -> None:
        check.above(0, half_life_days=half_life_days, regularization=regularization)
        check.at_least(0, ease_weight=ease_weight)
        self.half_life_days, self.ease_weight = half_life_days, ease_weight
        self.regularization = regularization

    def fit(self, train: Training) -> "Model":
        """Weigh each user's own items, and solve for the weights between items."""
        self.own = recency.decayed(train, self.half_life_days, once=False)
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
