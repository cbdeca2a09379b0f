"""The nearest rows of a sparse matrix to each of its rows."""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix, vstack

from baselines.shared.similarities import Similarity
from benchmarks.contract.arrays import BoolArray, FloatArray

_PRODUCTS_PER_BLOCK = 500_000  # 4 MB: what is read again and again stays in the cache of a core


def nearest(matrix: csr_matrix, neighbours: int, similarity: Similarity) -> csr_matrix:
    """Return the similarity of each row to its nearest other rows.

    matrix : CSR (n, m), binary
    neighbours : how many others each row keeps, those with the highest similarity

    Returns CSR (n, n); row i holds the neighbours of i. Similarities are not negative.
    Equal similarities at the cut are kept in the order of the rows.
    """
    weighted = similarity.weighted(matrix)
    squares = weighted.multiply(weighted)
    sizes = np.asarray(squares.sum(axis=1), dtype=np.float64).ravel()

    def of_block(shared: FloatArray, block: slice) -> FloatArray:
        return similarity.of(shared, sizes[block, None], sizes)

    return strongest(weighted, weighted, neighbours, of_block)


def strongest(
    left: csr_matrix,
    right: csr_matrix,
    neighbours: int,
    of_block: Callable[[FloatArray, slice], FloatArray],
) -> csr_matrix:
    """Return what each row is tied to most by a product of two matrices, itself left out.

    left, right : CSR (n, m), (n, m)
    neighbours : how many others each row keeps
    of_block : makes (n_block, n) ties of some rows' products left @ right'

    Returns CSR (n, n); row i holds the ties of i that are largest, and positive.
    """
    step = max(1, _PRODUCTS_PER_BLOCK // left.shape[0])
    columns = right.T.tocsr()
    parts = []
    for start in range(0, left.shape[0], step):
        block = slice(start, min(start + step, left.shape[0]))
        products = (left[block] @ columns).toarray().astype(np.float64)
        ties = of_block(products, block)
        ties[np.arange(len(ties)), np.arange(block.start, block.stop)] = 0.0
        parts.append(_kept(ties, largest(ties, neighbours)))
    return vstack(parts, format="csr")


def _kept(values: FloatArray, marked: BoolArray) -> csr_matrix:
    """Return the marked entries, none of which is 0, as CSR."""
    starts = np.concatenate([[0], np.cumsum(marked.sum(axis=1))])
    return csr_matrix((values[marked], np.nonzero(marked)[1], starts), shape=values.shape)


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
