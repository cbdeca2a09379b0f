"""Biased factors of ratings by gradient descent (Funk 2006; Koren et al. 2009); Surprise's SVD."""

from surprise import SVD

from baselines.shared import sgd_factors
from baselines.shared.surprise import BiasedFactors, trainset
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Predict mean + user bias + item bias + factors; rank by the predicted rating."""

    needs = frozenset({"ratings"})
    personalized = True
    title = "SVD"
    family = "matrix factorization"
    objective = "rmse"
    cheap = True
    search = {
        "factors": Integers(8, 256, log=True),
        "epochs": Integers(5, 60, log=True),
        "learning_rate": Floats(0.001, 0.03, log=True),
        "regularization": Floats(0.005, 0.3, log=True),
    }

    def __init__(
        self,
        *,
        factors: int = 100,
        epochs: int = 20,
        learning_rate: float = 0.005,
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

    def fit(self, train: Training) -> "Model":
        """Run Surprise on all ratings and take its factors over."""
        data = trainset(train)
        self.factors = BiasedFactors.of(SVD(**self.options).fit(data), data, train)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return predicted ratings, not clipped, (len(users), n_items)."""
        return self.factors.all_ratings(users)

    def ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return predicted ratings of the pairs; an unknown user or item contributes nothing."""
        return self.factors.pair_ratings(users, items)
