"""Every item equally likely: the floor that any baseline must clear."""

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Space
from benchmarks.protocol.training import Training


class Model:
    """Independent uniform scores for each user, from one generator per (seed, user)."""

    needs: frozenset[str] = frozenset()
    personalized = False
    title = "Random"
    family = "chance"
    search: dict[str, Space] = {}

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, train: Training) -> "Model":
        """Remember the size of the catalogue."""
        self.n_items = train.n_items
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Draw (len(users), n_items) uniform numbers; a user's row does not depend on others."""
        return np.array(
            [np.random.default_rng([self.seed, user]).random(self.n_items) for user in users]
        )
