"""Similarities between the rows of a sparse matrix, and the nearest neighbours they give."""

import numpy as np
from scipy.sparse import csr_matrix, vstack

from baselines.shared.check import at_least
from benchmarks.contract.arrays import BoolArray, FloatArray

_PRODUCTS_PER_BLOCK = 8_000_000  # bounds the memory of a block of similarities


def nearest(matrix: csr_matrix, neighbours: int, shrinkage: float, similarity: str) -> csr_matrix:
    """Return the similarity of each row to its nearest other rows.

    matrix : CSR (n, m), binary
    neighbours : how many others each row keeps, those with the highest similarity
    shrinkage : added to the denominator, so that pairs with little evidence count less (Bell and
    Koren 2007)
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
        parts.append(csr_matrix(np.where(largest(values, neighbours), values, 0.0)))
    return vstack(parts, format="csr")


def largest(values: FloatArray, count: int) -> BoolArray:
    """Mark the `count` largest positive entries of each row; of equal ones, the first."""
    if count >= values.shape[1]:
        return values > 0
    threshold = np.maximum(np.partition(values, -count, axis=1)[:, [-count]], 0)
    marked = values > threshold
    tied = (values == threshold) & (threshold > 0)
    room = count - marked.sum(axis=1, keepdims=True)
    crowded = np.flatnonzero(tied.sum(axis=1, keepdims=True) > room)
    tied[crowded] &= np.cumsum(tied[crowded], axis=1) <= room[crowded]
    return marked | tied


def check(neighbours: int, shrinkage: float, similarity: str) -> None:
    """Refuse parameters out of range with a ValueError."""
    at_least(1, neighbours=neighbours)
    at_least(0, shrinkage=shrinkage)
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
