"""The weights of EASE, for it and what builds on it.

Steck 2019, https://doi.org/10.1145/3308558.3313710
"""

import numpy as np
from scipy.linalg import get_lapack_funcs
from scipy.sparse import csr_matrix

from baselines.shared.gram import gram
from benchmarks.contract.arrays import FloatArray

_ROWS_PER_BLOCK = 512


def weights(history: csr_matrix, regularization: float) -> FloatArray:
    """Return B with B[i, j] = -P[i, j] / P[j, j] and a zero diagonal.

    P = (X'X + regularization I)^-1 (equation 8).

    history : CSR (n_users, n_items), the X of the paper

    Returns (n_items, n_items) float32; the Gram matrix is inverted in place, so that there is no
    other such array.
    """
    weights = gram(history, np.float32)
    weights[np.diag_indices_from(weights)] += regularization
    _invert(weights)
    weights /= -np.diag(weights)
    weights[np.diag_indices_from(weights)] = 0.0
    return weights


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
