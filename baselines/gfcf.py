"""GF-CF: filters of signals on the graph of items (Shen et al. 2021, https://doi.org/10.1145/3459637.3482264)."""

import numpy as np
from scipy.sparse import csr_matrix, diags_array
from scipy.sparse.linalg import aslinearoperator, eigsh

from baselines.shared import check
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

_NOTHING = 1e-6  # of the largest singular value: below, a vector is rounding


class Model:
    """Score by X (R'R + weight D^-1/2 V V' D^1/2): a linear filter, and an ideal low-pass one.

    R is X with each positive divided by the root of its user's and of its item's number of
    positives; V holds the right singular vectors of its `factors` largest singular values, the
    smoothest signals on the graph of items; D is diagonal, with the items' numbers of positives.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "GF-CF"
    family = "graph"
    cheap = True
    search = {
        "factors": Integers(8, 512, log=True),
        "weight": Floats(0.01, 10.0, log=True),
    }

    def __init__(self, *, factors: int = 128, weight: float = 0.3) -> None:
        check.at_least(1, factors=factors)
        check.at_least(0, weight=weight)
        self.factors, self.weight = factors, weight

    def fit(self, train: Training) -> "Model":
        """Normalise the positives, and find their singular vectors."""
        self.history = train.positives
        user_roots = np.sqrt(np.maximum(np.diff(train.positives.indptr), 1))
        item_roots = np.sqrt(np.maximum(np.diff(train.positives.tocsc().indptr), 1))
        by_user = diags_array(1 / user_roots) @ train.positives.astype(np.float64)
        self.normalized = csr_matrix(by_user @ diags_array(1 / item_roots))
        smooth = _right_singular_vectors(self.normalized, self.factors)
        self.into = smooth / item_roots[:, None]
        self.out_of = self.weight * smooth.T * item_roots
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the sum of both filters, (len(users), n_items)."""
        history = self.history[users]
        linear: FloatArray = (history @ self.normalized.T).toarray() @ self.normalized
        return linear + (history @ self.into) @ self.out_of


def _right_singular_vectors(matrix: csr_matrix, count: int) -> FloatArray:
    """Return those of the largest singular values that are not 0, (n_columns, at most `count`).

    From the same start and with the same seed each time, so that the same matrix gives the same
    vectors. scipy's `svds` passes no seed on, and draws at random where the rank is low.
    """
    if not matrix.nnz:
        return np.zeros((matrix.shape[1], 0))
    is_wide = matrix.shape[0] < matrix.shape[1]
    side = aslinearoperator(matrix if is_wide else matrix.T)  # the smaller dimension in rows
    n_rows = side.shape[0]
    start = np.random.default_rng(0).uniform(size=n_rows)
    _, basis = eigsh(side @ side.T, min(count, n_rows - 1), v0=start, rng=0)
    basis, _ = np.linalg.qr(basis)
    of_columns, values, of_basis = np.linalg.svd(side.T @ basis, full_matrices=False)
    vectors = of_columns if is_wide else basis @ of_basis.T
    kept: FloatArray = vectors[:, values > _NOTHING * values.max()]
    return kept
