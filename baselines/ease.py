"""EASE: a linear autoencoder with a closed form (Steck 2019, https://doi.org/10.1145/3308558.3313710)."""

from scipy.sparse import csr_matrix

from baselines.shared import autoencoder, check
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training


class Model:
    """Item-item weights B that minimise |X - XB|^2 + regularization |B|^2 with a zero diagonal.

    With P = (X'X + regularization I)^-1 the solution is B[i, j] = -P[i, j] / P[j, j] (equation 8),
    scores are XB.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "EASE"
    family = "linear autoencoder"
    gigabytes = staticmethod(autoencoder.gigabytes)
    search = {
        "regularization": Floats(1.0, 10000.0, log=True),
    }

    def __init__(self, *, regularization: float = 250.0) -> None:
        check.above(0, regularization=regularization)
        self.regularization = regularization

    def fit(self, train: Training) -> "Model":
        """Solve for the weights, through the items or, where that array is smaller, the users."""
        self.solution = autoencoder.fitted(train.positives, self.regularization)
        return self

    @property
    def history(self) -> csr_matrix:
        """Whose scores are asked for: CSR (n_users, n_items)."""
        return self.solution.history

    @property
    def weights(self) -> FloatArray:
        """B, (n_items, n_items) float32; where the fit went through the users, it is made anew."""
        return self.solution.weights

    def fold_in(self, history: csr_matrix) -> "Model":
        """Score others by their history, CSR (n_users, n_items), with the weights as they are."""
        self.solution = self.solution.fold_in(history)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return XB for the users, (len(users), n_items)."""
        return self.solution.scores(users)
