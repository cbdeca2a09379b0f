"""EASE, for itself and what builds on it: solved through the items, or through fewer users.

Steck 2019, https://doi.org/10.1145/3308558.3313710
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import get_lapack_funcs
from scipy.sparse import csr_matrix

from baselines.shared.gram import gram
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training

_ROWS_PER_BLOCK = 512
_ENTRIES_PER_BLOCK = 8_000_000  # bounds the memory of a block of items by users
_OF_ITEMS, _OF_USERS = np.float32, np.float64  # what either side computes in


def gigabytes(train: Training) -> float:
    """Return how large the one dense array of a fit is, over all pairs of items or of users."""
    sizes = _bytes_of_sides(train.positives)
    return min(sizes) / 1e9


def fitted(history: csr_matrix, regularization: float) -> "OfItems | OfUsers":
    """Fit to the X of the paper, through whichever side has the smaller array.

    history : CSR (n_users, n_items)
    """
    items, users = _bytes_of_sides(history)
    side = OfUsers if users < items else OfItems
    return side.fitted(history, regularization)


def _bytes_of_sides(history: csr_matrix) -> tuple[int, int]:
    """Return the size of the array over all pairs of items, and of that over all pairs of users."""
    n_users, n_items = history.shape
    return n_items**2 * _OF_ITEMS().itemsize, n_users**2 * _OF_USERS().itemsize


@dataclass(frozen=True)
class OfItems:
    """B with B[i, j] = -P[i, j] / P[j, j] and a zero diagonal, P = (X'X + regularization I)^-1.

    That is equation 8; scores are XB.

    weights : (n_items, n_items) float32; history : CSR (n_users, n_items), whose scores are asked
    """

    weights: FloatArray
    history: csr_matrix

    @classmethod
    def fitted(cls, history: csr_matrix, regularization: float) -> "OfItems":
        """Invert the Gram matrix in place, so that there is no other such array."""
        weights = gram(history, _OF_ITEMS)
        weights[np.diag_indices_from(weights)] += regularization
        _invert(weights)
        weights /= -np.diag(weights)
        weights[np.diag_indices_from(weights)] = 0.0
        return cls(weights, history)

    def fold_in(self, history: csr_matrix) -> "OfItems":
        """Return the same for others, by their history, CSR (n, n_items)."""
        return replace(self, history=history)

    def scores(self, users: IntArray) -> FloatArray:
        """Return XB for the users, (len(users), n_items) float32."""
        scores: FloatArray = self.history[users] @ self.weights
        return scores


@dataclass(frozen=True)
class OfUsers:
    """The same B, never made: K = (XX' + rI)^-1 says all of it.

    As P = (I - X'KX) / r, with d the diagonal of X'KX, B is X'KX / (1 - d) by columns, but for its
    diagonal of zeros. So for a history H, HB is (HX'KX - Hd) / (1 - d), where XX'K = I - rK.

    inverse : K, (n_users, n_users) float64; leverages : d, (n_items,), below 1
    train : X, CSR (n_users, n_items); regularization : r
    history : H, CSR (n, n_items), None where it is X
    """

    inverse: FloatArray
    leverages: FloatArray
    train: csr_matrix
    regularization: float
    history: csr_matrix | None = None

    @classmethod
    def fitted(cls, history: csr_matrix, regularization: float) -> "OfUsers":
        """Invert in place; nothing here is as large as items by items."""
        inverse = gram(csr_matrix(history.T), _OF_USERS)
        inverse[np.diag_indices_from(inverse)] += regularization
        _invert(inverse)
        return cls(inverse, _leverages(history, inverse), history, regularization)

    def fold_in(self, history: csr_matrix) -> "OfUsers":
        """Return the same for others, by their history, CSR (n, n_items)."""
        return replace(self, history=history)

    def scores(self, users: IntArray) -> FloatArray:
        """Return HB for the users, (len(users), n_items) float32."""
        own = (self.train if self.history is None else self.history)[users]
        scores = self._nearness(users) @ self.train
        rows = np.repeat(np.arange(len(users)), np.diff(own.indptr))
        scores[rows, own.indices] -= own.data * self.leverages[own.indices]
        scores /= 1 - self.leverages
        return scores.astype(np.float32, order="C")

    def _nearness(self, users: IntArray) -> FloatArray:
        """Return HX'K for the users, (len(users), n_train_users); I - rK where H is X."""
        if self.history is not None:
            shared = self.history[users] @ self.train.T
            near: FloatArray = shared.toarray() @ self.inverse
            return near
        near = -self.regularization * self.inverse[users]
        near[np.arange(len(users)), users] += 1.0
        return near

    @property
    def weights(self) -> FloatArray:
        """B itself, (n_items, n_items) float32, made when it is asked for."""
        near = self.inverse @ self.train / (1 - self.leverages)
        weights: FloatArray = self.train.T @ near.astype(np.float32)
        weights[np.diag_indices_from(weights)] = 0.0
        return weights


def _leverages(history: csr_matrix, inverse: FloatArray) -> FloatArray:
    """Return x'Kx for each column x of X, (n_items,)."""
    items = csr_matrix(history.T)
    n_items, n_users = items.shape
    leverages = np.empty(n_items)
    step = max(1, _ENTRIES_PER_BLOCK // max(n_users, 1))
    for start in range(0, n_items, step):
        block = items[start : start + step]
        products = block.multiply(block @ inverse)
        leverages[start : start + step] = np.asarray(products.sum(axis=1)).ravel()
    return leverages


def _invert(matrix: FloatArray) -> None:
    """Replace a symmetric positive definite matrix in C order by its inverse, by Cholesky.

    Raises np.linalg.LinAlgError if it is not positive definite at the precision of its type.
    """
    factorize, invert = get_lapack_funcs(("potrf", "potri"), (matrix,))
    for overwrite, step in ("overwrite_a", factorize), ("overwrite_c", invert):
        # The transpose is the column order that LAPACK wants; its lower triangle is our upper one.
        result, failed = step(matrix.T, lower=1, **{overwrite: 1})
        if failed:
            raise np.linalg.LinAlgError(f"not positive definite at row {failed}; regularize more")
        if not np.shares_memory(result, matrix):
            matrix[:] = result.T
    for start in range(0, len(matrix), _ROWS_PER_BLOCK):
        block = slice(start, start + _ROWS_PER_BLOCK)
        rest = slice(start + _ROWS_PER_BLOCK, None)
        matrix[block, block] = np.triu(matrix[block, block]) + np.triu(matrix[block, block], 1).T
        matrix[rest, block] = matrix[block, rest].T
