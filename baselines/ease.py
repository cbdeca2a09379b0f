"""EASE: a linear autoencoder with a closed form (Steck 2019, https://doi.org/10.1145/3308558.3313710)."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from benchmarks.shared.arrays import FloatArray, IntArray
from benchmarks.shared.training import Training


class Model:
    """Item-item weights B that minimise |X - XB|^2 + regularization |B|^2 with a zero diagonal.

    With P = (X'X + regularization I)^-1 the solution is B[i, j] = -P[i, j] / P[j, j] (equation 8), scores are XB.
    """

    needs = frozenset()
    personalized = True

    def __init__(self, *, regularization: float = 250.0) -> None:
        if regularization <= 0:
            raise ValueError(f"regularization is {regularization}; must be above 0")
        self.regularization = regularization

    def fit(self, train: Training) -> "Model":
        """Invert the regularised Gram matrix, (n_items, n_items)."""
        self.history = train.positives
        gram = (train.positives.T @ train.positives).toarray().astype(np.float64)
        gram[np.diag_indices_from(gram)] += self.regularization
        factor = cho_factor(gram, lower=True, overwrite_a=True, check_finite=False)
        inverse = cho_solve(factor, np.eye(len(gram)), overwrite_b=True, check_finite=False)
        self.weights = -inverse / np.diag(inverse)
        self.weights[np.diag_indices_from(gram)] = 0.0
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return XB for the users, (len(users), n_items)."""
        return self.history[users] @ self.weights
