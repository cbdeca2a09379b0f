"""LightFM: a hybrid of factors and features, trained with WARP.

Kula 2015, https://arxiv.org/abs/1507.08439
"""

import numpy as np
from scipy.sparse import csr_matrix

from baselines.shared import lightfm
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """A user or item is the sum of the embeddings of its features and of its own identity.

    A user or item without history is served by its features.
    """

    needs = frozenset({"item_features"})
    personalized = True
    title = "LightFM"
    family = "hybrid"
    search = {
        "factors": Integers(8, 128, log=True),
        "epochs": Integers(5, 80, log=True),
        "learning_rate": Floats(0.005, 0.2, log=True),
        "item_alpha": Floats(1e-07, 0.001, log=True),
        "user_alpha": Floats(1e-07, 0.001, log=True),
    }

    def __init__(
        self,
        *,
        factors: int = 32,
        epochs: int = 30,
        learning_rate: float = 0.05,
        item_alpha: float = 1e-6,
        user_alpha: float = 1e-6,
        seed: int = 0,
    ) -> None:
        self.epochs = epochs
        self.options = lightfm.options(factors, learning_rate, item_alpha, user_alpha, epochs, seed)

    def fit(self, train: Training) -> "Model":
        """Train on identities and features, of users too where the data has them."""
        self.user_features = lightfm.with_identity(
            train.user_features, np.diff(train.positives.indptr) > 0
        )
        self.item_features = lightfm.with_identity(
            train.item_features, np.diff(train.positives.tocsc().indptr) > 0
        )
        self.model = lightfm.trained(
            train, self.user_features, self.item_features, self.options, self.epochs
        )
        self.users = lightfm.user_factors(self.model, self.user_features)
        self.items = lightfm.item_factors(self.model, self.item_features)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return LightFM's predictions for the whole catalogue, (len(users), n_items)."""
        return self.users[users] @ self.items.T

    def add_items(self, features: csr_matrix) -> None:
        """Append the factors of new items, the sum over their features; CSR (n, n_features)."""
        inputs = lightfm.without_identity(features, self.item_features.shape[0])
        self.items = np.vstack([self.items, lightfm.item_factors(self.model, inputs)])
