"""LightFM without features: factors trained with WARP or BPR (Weston et al. 2011; Kula 2015)."""

import numpy as np

from baselines.shared import lightfm
from baselines.shared.factors import Factors
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Factors and biases; WARP samples other items until one ranks above the positive, BPR one."""

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "LightFM, ids only"
    family = "matrix factorization"
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
        loss: str = "warp",
        seed: int = 0,
    ) -> None:
        self.epochs = epochs
        self.options = lightfm.options(
            factors, learning_rate, item_alpha, user_alpha, epochs, seed, loss
        )

    def fit(self, train: Training) -> "Model":
        """Train on identities alone."""
        self.user_features = lightfm.with_identity(None, np.diff(train.positives.indptr) > 0)
        self.item_features = lightfm.with_identity(
            None, np.diff(train.positives.tocsc().indptr) > 0
        )
        self.model = lightfm.trained(
            train, self.user_features, self.item_features, self.options, self.epochs
        )
        users = lightfm.user_factors(self.model, self.user_features)
        self.factors = Factors.of(
            train, users, lightfm.item_factors(self.model, self.item_features)
        )
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return LightFM's predictions for the whole catalogue, (len(users), n_items)."""
        return self.factors.scores(users)
