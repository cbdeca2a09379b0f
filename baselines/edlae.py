"""EDLAE: a denoising EASE (Steck 2020, https://papers.neurips.cc/paper/2020/hash/e33d974aae13e4d877477d51d8bafdc4-Abstract.html)."""

import numpy as np
from scipy.sparse import csr_matrix, diags_array

from baselines.shared import autoencoder, check
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training


class Model:
    """The linear weights that best restore what is left out of their input at random.

    Where a share `dropout` = p is left out, they are those of `ease` with a regularization that
    grows with an item's users: with L = regularization I + p / (1 - p) diag(X'X) and P = (X'X +
    L)^-1, B[i, j] = -P[i, j] / P[j, j], and a zero diagonal.

    Let w = (regularization / L)^0.5. As X'X + L is Z'Z + regularization I for Z = Xw, divided by w
    on both sides, B is w B_Z / w with the B_Z of `ease` on Z: solved by the same code.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "EDLAE"
    family = "linear autoencoder"
    cheap = True
    gigabytes = staticmethod(autoencoder.gigabytes)
    search = {
        "regularization": Floats(1.0, 10000.0, log=True),
        "dropout": Floats(0.0, 0.9),
    }

    def __init__(self, *, regularization: float = 300.0, dropout: float = 0.3) -> None:
        check.above(0, regularization=regularization)
        check.at_least(0, dropout=dropout)
        check.below(1, dropout=dropout)
        self.regularization, self.dropout = regularization, dropout

    def fit(self, train: Training) -> "Model":
        """Solve for the weights of the inputs that are scaled by item."""
        self.history = train.positives
        n_users = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        of_dropout = self.dropout / (1 - self.dropout) * n_users
        self.scales = np.sqrt(self.regularization / (self.regularization + of_dropout))
        self.solution = autoencoder.fitted(self._scaled(self.history), self.regularization)
        return self

    def _scaled(self, history: csr_matrix) -> csr_matrix:
        """Return Z, CSR (n_users, n_items) float64."""
        return csr_matrix(history @ diags_array(self.scales))

    @property
    def weights(self) -> FloatArray:
        """B, (n_items, n_items) float32."""
        weights = self.scales[:, None] * self.solution.weights / self.scales
        return weights.astype(np.float32)

    def fold_in(self, history: csr_matrix) -> "Model":
        """Score others by their history, CSR (n_users, n_items), with the weights as they are."""
        self.history = history
        self.solution = self.solution.fold_in(self._scaled(history))
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return XB for the users, (len(users), n_items) float32."""
        scores = self.solution.scores(users) / self.scales
        return scores.astype(np.float32)
