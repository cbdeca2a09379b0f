"""The items with the most positives, the same for everybody."""

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Space
from benchmarks.protocol.training import Training


class Model:
    """Rank by the number of users with a positive on the item in training."""

    needs: frozenset[str] = frozenset()
    personalized = False
    title = "Popularity"
    family = "popularity"
    search: dict[str, Space] = {}

    def __init__(self) -> None:
        pass

    def fit(self, train: Training) -> "Model":
        """Count positives per item."""
        self.counts = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the counts for each user, (len(users), n_items)."""
        return np.broadcast_to(self.counts, (len(users), len(self.counts)))
