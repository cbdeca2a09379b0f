"""Buy it again: what the user buys most and most recently (as in Hu et al. 2020, https://doi.org/10.1145/3397271.3401066)."""

import numpy as np

from baselines.shared import check, recency
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training


class Model:
    """Sum 2^(-age / half_life_days) over the user's positive interactions with the item.

    Each purchase counts.

    Items without any are below all others, by popularity, with scores from -1 up to 0. Where a view
    masks what the user has seen, they are all that is left, and the lists are those of `popular`.
    """

    needs = frozenset({"times"})
    personalized = True
    family = "repeat consumption"
    search = {
        "half_life_days": Floats(3.0, 1000.0, log=True),
    }

    def __init__(self, *, half_life_days: float = 90.0) -> None:
        check.above(0, half_life_days=half_life_days)
        self.half_life_days = half_life_days

    def fit(self, train: Training) -> "Model":
        """Weigh each user's own items, and all items by popularity."""
        self.own = recency.decayed(train, self.half_life_days, once=False)
        counts = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        self.others = counts / (counts.max(initial=0.0) + 1.0) - 1.0
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items); all 0 for a user without positives."""
        own = self.own[users].tocoo()
        has_positives = np.diff(self.own.indptr)[users] > 0
        scores = np.where(has_positives[:, None], self.others, 0.0)
        scores[own.row, own.col] = own.data
        return scores
