"""Non-negative matrix factorization of the ratings (Luo et al. 2014, https://doi.org/10.1109/TII.2014.2308433)."""

import numpy as np
from surprise import NMF

from baselines.shared import check
from baselines.shared.surprise import item_rows, trainset, user_rows
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Predict the product of non-negative factors, without biases; rank by the predicted rating."""

    needs = frozenset({"ratings"})
    personalized = True
    title = "NMF"
    family = "matrix factorization"
    objective = "rmse"
    search = {
        "factors": Integers(5, 64, log=True),
        "epochs": Integers(20, 150, log=True),
        "regularization": Floats(0.02, 1.0, log=True),
    }

    def __init__(
        self, *, factors: int = 15, epochs: int = 50, regularization: float = 0.06, seed: int = 0
    ) -> None:
        check.at_least(1, factors=factors, epochs=epochs)
        check.at_least(0, regularization=regularization)
        self.options = {
            "n_factors": factors,
            "n_epochs": epochs,
            "reg_pu": regularization,
            "reg_qi": regularization,
            "random_state": seed,
        }

    def fit(self, train: Training) -> "Model":
        """Run Surprise on all ratings and take its factors over."""
        data = trainset(train)
        fitted = NMF(**self.options).fit(data)
        self.mean = data.global_mean
        self.user_factors = user_rows(fitted.pu, data, train)
        self.item_factors = item_rows(fitted.qi, data, train)
        self.known_users = np.bincount(train.users, minlength=train.n_users) > 0
        self.known_items = np.bincount(train.items, minlength=train.n_items) > 0
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return predicted ratings, not clipped, (len(users), n_items); the mean where unknown."""
        products = self.user_factors[users] @ self.item_factors.T
        return np.where(self.known_users[users, None] & self.known_items, products, self.mean)

    def ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return predicted ratings of the pairs; the mean where user or item is unknown."""
        products = np.einsum("ij,ij->i", self.user_factors[users], self.item_factors[items])
        return np.where(self.known_users[users] & self.known_items[items], products, self.mean)
