"""Reciprocal rank fusion of `ease` and content.

Cormack et al. 2009, https://doi.org/10.1145/1571941.1572114
"""

import numpy as np

from baselines.shared import autoencoder, check
from baselines.shared.embedding import NearestContent
from baselines.shared.ranks import mean_ranks
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

_OFFSET = 60.0  # the constant of the paper: how little the first ranks count more than the next


class Model:
    """Add up what an item's ranks by EASE and by `content_embedding` are worth.

    Its score is weight / (60 + rank by EASE) + (1 - weight) / (60 + rank by content).

    EASE knows nothing of an item without positives: it ranks the others only, and such an item
    scores cold_weight / (60 + its rank by content). With cold_weight = 1 - weight that is the
    fusion of the paper, which would hide these items behind hundreds of others. Equal scores share
    the mean of their ranks.

    There is no `add_items`: a new item would move others down the ranking by content, and so change
    their scores.
    """

    needs = frozenset({"item_features"})
    personalized = True
    title = "EASE + content"
    family = "hybrid"
    gigabytes = staticmethod(autoencoder.gigabytes)
    search = {
        "weight": Floats(0.0, 1.0, natural=("low", "high")),
        "cold_weight": Floats(0.0, 1.0, natural=("low", "high")),
        "regularization": Floats(10.0, 3000.0, log=True),
        "factors": Integers(8, 128, log=True),
        "neighbours": Integers(5, 500, log=True),
    }

    def __init__(
        self,
        *,
        weight: float = 0.9,
        cold_weight: float = 0.7,
        regularization: float = 250.0,
        factors: int = 32,
        neighbours: int = 50,
    ) -> None:
        check.within(0, 1, weight=weight, cold_weight=cold_weight)
        check.above(0, regularization=regularization)
        check.at_least(1, factors=factors, neighbours=neighbours)
        self.weight, self.cold_weight = weight, cold_weight
        self.regularization, self.factors, self.neighbours = regularization, factors, neighbours

    def fit(self, train: Training) -> "Model":
        """Solve for both."""
        self.history = train.positives
        self.known_users = np.diff(train.positives.indptr) > 0
        self.known_items = np.diff(train.positives.tocsc().indptr) > 0
        self.filtering = autoencoder.fitted(train.positives, self.regularization)
        self.content = NearestContent(train, self.factors, self.neighbours).weights
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the fused scores, (len(users), n_items); all 0 for a user without positives."""
        by_content = mean_ranks((self.history[users] @ self.content).toarray())
        filtered = np.where(self.known_items, self.filtering.scores(users), -np.inf)
        by_filtering = mean_ranks(filtered)
        warm = self.weight / (_OFFSET + by_filtering) + (1 - self.weight) / (_OFFSET + by_content)
        fused = np.where(self.known_items, warm, self.cold_weight / (_OFFSET + by_content))
        return np.where(self.known_users[users, None], fused, 0.0)
