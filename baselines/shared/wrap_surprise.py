"""Any algorithm of Surprise: all ratings by its factors where these give them, else one by one."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from baselines.shared.surprise import BiasedFactors, trainset
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training

_FACTORS = ("pu", "qi", "bu", "bi")
_COMPARED = 200  # pairs for which the ratings by factors must be those that the algorithm predicts


@dataclass(frozen=True)
class Predicted:
    """What an algorithm predicts, pair by pair, not clipped; slow for a large catalogue."""

    algorithm: Any
    n_items: int

    def all_ratings(self, users: IntArray) -> FloatArray:
        """Return the predicted ratings of all items, (len(users), n_items)."""
        items = np.arange(self.n_items)
        rows = [self.pair_ratings(np.repeat(user, self.n_items), items) for user in users]
        return np.array(rows).reshape(len(users), self.n_items)

    def pair_ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return the predicted ratings of pairs, (len(users),)."""
        pairs = zip(users.tolist(), items.tolist(), strict=True)
        predictions = [self.algorithm.predict(user, item, clip=False) for user, item in pairs]
        return np.array([prediction.est for prediction in predictions])


def fitted(algorithm: Any, train: Training) -> BiasedFactors | Predicted:
    """Fit an algorithm of Surprise to all ratings."""
    data = trainset(train)
    algorithm.fit(data)
    del data.all_ratings  # the list that only a fit needs: the algorithm keeps its ratings
    predicted = Predicted(algorithm, train.n_items)
    if not all(hasattr(algorithm, name) for name in _FACTORS):
        return predicted
    rebuilt = BiasedFactors.of(algorithm, data, train)
    return rebuilt if _agree(rebuilt, predicted, train) else predicted


def _agree(rebuilt: BiasedFactors, predicted: Predicted, train: Training) -> bool:
    """Tell whether two ways give the same ratings of some pairs, unknown ones among them."""
    random = np.random.default_rng(0)
    users = random.integers(0, train.n_users, _COMPARED)
    items = random.integers(0, train.n_items, _COMPARED)
    first, second = rebuilt.pair_ratings(users, items), predicted.pair_ratings(users, items)
    return bool(np.allclose(first, second, rtol=0, atol=1e-9))
