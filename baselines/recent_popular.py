"""What was popular of late, the same for everybody (Koren 2009 on drifting popularity)."""

import numpy as np

from baselines.shared import check, recency
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training


class Model:
    """Sum 2^(-age / half_life_days) over the users with a positive on the item.

    A user counts once per item, by the latest of its positive interactions; age is its distance
    from the cut in days. As the half-life grows, this becomes `popular`.
    """

    needs = frozenset({"times"})
    personalized = False
    title = "Recent popularity"
    family = "popularity"
    cheap = True
    search = {
        "half_life_days": Floats(3.0, 1000.0, log=True),
    }

    def __init__(self, *, half_life_days: float = 60.0) -> None:
        check.above(0, half_life_days=half_life_days)
        self.half_life_days = half_life_days

    def fit(self, train: Training) -> "Model":
        """Add up the weights of each item."""
        weights = recency.decayed(train, self.half_life_days, once=True)
        self.weights = np.asarray(weights.sum(axis=0), dtype=np.float64).ravel()
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the weights for each user, (len(users), n_items)."""
        return np.broadcast_to(self.weights, (len(users), len(self.weights)))
