"""Mean + user bias + item bias of ratings (Koren 2010, section 2.1); Surprise's BaselineOnly."""

from surprise import BaselineOnly

from baselines.shared import check
from baselines.shared.surprise import Baseline, trainset
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Biases by alternating least squares; all get the items in one order, best liked first."""

    needs = frozenset({"ratings"})
    personalized = False
    title = "Biases only"
    family = "bias"
    objective = "rmse"
    cheap = True
    search = {
        "epochs": Integers(3, 30, log=True),
        "user_regularization": Floats(0.5, 50.0, log=True),
        "item_regularization": Floats(0.5, 50.0, log=True),
    }

    def __init__(
        self,
        *,
        epochs: int = 10,
        user_regularization: float = 15.0,
        item_regularization: float = 10.0,
    ) -> None:
        check.at_least(1, epochs=epochs)
        check.at_least(
            0, user_regularization=user_regularization, item_regularization=item_regularization
        )
        self.options = {
            "method": "als",
            "n_epochs": epochs,
            "reg_u": user_regularization,
            "reg_i": item_regularization,
        }

    def fit(self, train: Training) -> "Model":
        """Run Surprise on all ratings and take its biases over."""
        data = trainset(train)
        self.baseline = Baseline.of(
            BaselineOnly(bsl_options=self.options, verbose=False).fit(data), data, train
        )
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return predicted ratings, not clipped, (len(users), n_items)."""
        return self.baseline.all_ratings(users)

    def ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return predicted ratings of the pairs; an unknown user or item contributes nothing."""
        return self.baseline.pair_ratings(users, items)
