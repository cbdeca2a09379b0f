"""BPR: factors that rank a positive above a sampled other item (Rendle et al. 2009); implicit's."""

from implicit.cpu.bpr import BayesianPersonalizedRanking

from baselines.shared import check
from baselines.shared.factors import Factors
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Factors and an item bias, by stochastic gradient descent.

    An epoch draws as many pairs as there are positives.

    The other item of a pair is drawn from the positives of all users, so in proportion to
    popularity.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "BPR"
    family = "matrix factorization"
    search = {
        "factors": Integers(8, 256, log=True),
        "epochs": Integers(20, 200, log=True),
        "learning_rate": Floats(0.002, 0.1, log=True),
        "regularization": Floats(0.0001, 0.3, log=True),
    }

    def __init__(
        self,
        *,
        factors: int = 64,
        epochs: int = 50,
        learning_rate: float = 0.01,
        regularization: float = 0.01,
        seed: int = 0,
    ) -> None:
        check.at_least(1, factors=factors, epochs=epochs)
        check.above(0, learning_rate=learning_rate)
        check.at_least(0, regularization=regularization)
        self.options = {
            "factors": factors,
            "iterations": epochs,
            "learning_rate": learning_rate,
            "regularization": regularization,
            "random_state": seed,
            "num_threads": 1,
        }

    def fit(self, train: Training) -> "Model":
        """Train on one thread: on more, updates race and the random numbers ignore the seed."""
        self.model = BayesianPersonalizedRanking(**self.options)
        self.model.fit(train.positives.copy(), show_progress=False)  # it takes none that is lent
        self.factors = Factors.of(train, self.model.user_factors, self.model.item_factors)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the products of factors plus the item bias, (len(users), n_items)."""
        return self.factors.scores(users)
