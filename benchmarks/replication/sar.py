"""Smart adaptive recommendations, which is no baseline here."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.protocol.training import Training

HALF_LIFE_SECONDS = 30 * 24 * 60 * 60


@dataclass
class Sar:
    """Smart adaptive recommendations: a user's decayed ratings times Jaccard similarities of items.

    An item's affinity is its rating, halved for every 30 days before the last training row; the
    similarity of two items is the users they share over the users that either has, its own 1.
    Source: the recommenders project's description of the algorithm, written anew.
    """

    def fit(self, train: Training) -> "Sar":
        """Weigh the ratings and count shared users."""
        if train.times is None or train.ratings is None:
            raise UserError("SAR: the data has no times or no ratings.")
        age = (train.times.max() - train.times) / HALF_LIFE_SECONDS
        shape = train.positives.shape
        self.affinity = csr_matrix(
            (train.ratings * 0.5**age, (train.users, train.items)), shape=shape
        )
        shared = (train.positives.T @ train.positives).toarray().astype(np.float64)
        sizes = np.diag(shared)
        either = sizes[:, None] + sizes - shared
        self.similarity = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return affinities times similarities, (len(users), n_items)."""
        return self.affinity[users] @ self.similarity
