"""TruncatedSVD of sklearn, with its own defaults.

Made by `python -m benchmarks new baseline truncated_svd --wrap sklearn.decomposition:TruncatedSVD`.
"""

from typing import Any

from sklearn.decomposition import TruncatedSVD

from baselines.shared import check, wrap_estimator
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Integers
from benchmarks.protocol.training import Training


class Model:
    """Fit TruncatedSVD to the users' rows of positives, and score all items by it."""

    needs: frozenset[str] = frozenset()
    personalized = True
    family = "sklearn"
    search = {  # guessed from names and defaults; take what its authors search
        "n_components": Integers(2, 256, log=True),
    }

    def __init__(
        self,
        *,
        n_components: int = 2,
        algorithm: str = "randomized",
        n_iter: int = 5,
        n_oversamples: int = 10,
        power_iteration_normalizer: str = "auto",
        tol: float = 0.0,
        seed: int = 0,
    ) -> None:
        check.at_least(1, n_components=n_components)
        self.options: dict[str, Any] = {
            "n_components": n_components,
            "algorithm": algorithm,
            "n_iter": n_iter,
            "n_oversamples": n_oversamples,
            "power_iteration_normalizer": power_iteration_normalizer,
            "tol": tol,
            "random_state": seed,
        }

    def fit(self, train: Training) -> "Model":
        """Fit it to the users' rows of positives."""
        model = TruncatedSVD(**self.options)
        self.fitted = wrap_estimator.fitted(model, train)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return its scores, (len(users), n_items)."""
        return self.fitted.scores(users)
