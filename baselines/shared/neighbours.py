"""Similarities between the rows of a sparse matrix, and the nearest neighbours they give."""

import numpy as np
from scipy.sparse import csr_matrix, vstack

_PRODUCTS_PER_BLOCK = 8_000_000  # bounds the memory of a block of similarities


def nearest(matrix: csr_matrix, neighbours: int, shrinkage: float, similarity: str) -> csr_matrix:
    """Return the similarity of each row to its nearest other rows.

    matrix : CSR (n, m), binary
    neighbours : how many others each row keeps, those with the highest similarity
    shrinkage : added to the denominator, so that pairs with little evidence count less (Bell and Koren 2007)
    similarity : `cosine`, `jaccard` or `dice`

    Returns CSR (n, n); row i holds the neighbours of i. Similarities are from 0 to 1.
    Equal similarities at the cut are kept in the order of the rows.
    """
    sizes = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    step = max(1, _PRODUCTS_PER_BLOCK // matrix.shape[0])
    parts = []
    for start in range(0, matrix.shape[0], step):
        block = slice(start, min(start + step, matrix.shape[0]))
        shared = (matrix[block] @ matrix.T).toarray().astype(np.float64)
        values = shared / _denominator(shared, sizes[block, None], sizes, shrinkage, similarity)
        values[np.arange(len(values)), np.arange(block.start, block.stop)] = 0.0
        parts.append(_keep_largest(values, neighbours))
    return vstack(parts, format="csr")


def check(neighbours: int, shrinkage: float, similarity: str) -> None:
    """Refuse parameters out of range with a ValueError."""
    if neighbours < 1:
        raise ValueError(f"neighbours is {neighbours}; at least 1")
    if shrinkage < 0:
        raise ValueError(f"shrinkage is {shrinkage}; at least 0")
    if similarity not in ("cosine", "jaccard", "dice"):
        raise ValueError(f"similarity is '{similarity}'; one of cosine, jaccard, dice")


def _denominator(
    shared: np.ndarray, size: np.ndarray, sizes: np.ndarray, shrinkage: float, similarity: str
) -> np.ndarray:
    if similarity == "cosine":
        total = np.sqrt(size * sizes)
    elif similarity == "jaccard":
        total = size + sizes - shared
    else:
        total = (size + sizes) / 2
    total = total + shrinkage
    return np.where(total > 0, total, 1.0)


def _keep_largest(values: np.ndarray, count: int) -> csr_matrix:
    """Keep the `count` largest positive entries of each row."""
    count = min(count, values.shape[1])
    columns = np.sort(np.argsort(-values, axis=1, kind="stable")[:, :count], axis=1)
    kept = np.take_along_axis(values, columns, axis=1)
    rows = np.repeat(np.arange(len(values)), count)
    positive = kept.ravel() > 0
    return csr_matrix((kept.ravel()[positive], (rows[positive], columns.ravel()[positive])), shape=values.shape)
