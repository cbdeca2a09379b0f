"""SVD++: factors that also learn from which items were rated (Koren 2008, eq. 15); Surprise's."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix
from surprise import SVDpp

from baselines.shared import sgd_factors
from baselines.shared.surprise import BiasedFactors, item_rows, trainset
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Predict as SVD; a user also has the sum of implicit factors over the root of their number."""

    needs = frozenset({"ratings"})
    personalized = True
    title = "SVD++"
    family = "matrix factorization"
    objective = "rmse"
    search = {
        "factors": Integers(5, 50, log=True),
        "epochs": Integers(5, 40, log=True),
        "learning_rate": Floats(0.001, 0.03, log=True),
        "regularization": Floats(0.005, 0.3, log=True),
    }

    def __init__(
        self,
        *,
        factors: int = 20,
        epochs: int = 20,
        learning_rate: float = 0.007,
        regularization: float = 0.02,
        seed: int = 0,
    ) -> None:
        self.options = sgd_factors.options(
            factors=factors,
            epochs=epochs,
            learning_rate=learning_rate,
            regularization=regularization,
            seed=seed,
        )
        self.options["cache_ratings"] = True

    def fit(self, train: Training) -> "Model":
        """Run Surprise on all ratings; add the implicit factors to those of the users."""
        data = trainset(train)
        fitted = SVDpp(**self.options).fit(data)
        factors = BiasedFactors.of(fitted, data, train)
        implicit = _rated(train) @ item_rows(np.asarray(fitted.yj), data, train)
        self.factors = replace(factors, user_factors=factors.user_factors + implicit)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return predicted ratings, not clipped, (len(users), n_items)."""
        return self.factors.all_ratings(users)

    def ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return predicted ratings of the pairs; an unknown user or item contributes nothing."""
        return self.factors.pair_ratings(users, items)


def _rated(train: Training) -> csr_matrix:
    """Return CSR (n_users, n_items) with 1 / sqrt(number of the user's ratings) at each of them."""
    sizes = np.bincount(train.users, minlength=train.n_users)
    weights = 1 / np.sqrt(sizes[train.users])
    return csr_matrix((weights, (train.users, train.items)), shape=(train.n_users, train.n_items))
