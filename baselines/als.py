"""iALS: factors of positives by alternating least squares (Hu et al. 2008); implicit's."""

from implicit.cpu.als import AlternatingLeastSquares
from threadpoolctl import threadpool_limits

from baselines.shared import check
from baselines.shared.factors import Factors
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Factors whose products approach 1 at positives and 0 elsewhere.

    Confidence is `alpha` at positives and 1 elsewhere.

    In the paper's terms a positive has the confidence 1 + (alpha - 1) r with r = 1. Solved by three
    steps of conjugate gradients for each user and item (Takács et al. 2011).
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "ALS"
    family = "matrix factorization"
    search = {
        "factors": Integers(16, 256, log=True),
        "iterations": Integers(5, 30, log=True),
        "regularization": Floats(0.1, 200.0, log=True),
        "alpha": Floats(0.5, 40.0, log=True),
    }

    def __init__(
        self,
        *,
        factors: int = 64,
        iterations: int = 15,
        regularization: float = 15.0,
        alpha: float = 2.0,
        seed: int = 0,
    ) -> None:
        check.at_least(1, factors=factors, iterations=iterations)
        check.at_least(0, regularization=regularization)
        check.above(0, alpha=alpha)
        self.options = {
            "factors": factors,
            "iterations": iterations,
            "regularization": regularization,
            "alpha": alpha,
            "random_state": seed,
            "num_threads": 1,
        }

    def fit(self, train: Training) -> "Model":
        """Train on one thread, BLAS included, as implicit asks."""
        with threadpool_limits(limits=1, user_api="blas"):
            self.model = AlternatingLeastSquares(**self.options)
            self.model.fit(train.positives, show_progress=False)
        self.factors = Factors.of(train, self.model.user_factors, self.model.item_factors)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the products of factors, (len(users), n_items)."""
        return self.factors.scores(users)
