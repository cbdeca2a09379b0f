"""Mini-batches of fixed shape: each row holds a user and some of the user's positives."""

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import IntArray
from benchmarks.protocol.training import Features


def epoch(
    positives: csr_matrix, rows: int, width: int, random: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Deal users' shuffled positives to rows of nearly equal length, and shuffled rows to batches.

    positives : CSR (n_users, n_items)
    rows, width : rows of a batch, and positives that a row can hold

    Returns users (n_batches, rows) and items (n_batches, rows, width); -1 where there is none. Each
    positive is there once, and the shapes are the same for every epoch.
    """
    sizes = np.diff(positives.indptr)
    parts = -(-sizes // width)
    users = np.repeat(np.arange(len(sizes)), sizes)
    shuffled = positives.indices[np.lexsort((random.random(positives.nnz), users))]
    turn = np.arange(positives.nnz) - np.repeat(positives.indptr[:-1], sizes)
    row = np.repeat(np.cumsum(parts) - parts, sizes) + turn % np.repeat(parts, sizes)
    n_rows = -(-int(parts.sum()) // rows) * rows
    row = random.permutation(n_rows)[row]
    row_users = np.full(n_rows, -1, dtype=np.int32)
    row_users[row] = users
    row_items = np.full((n_rows, width), -1, dtype=np.int32)
    row_items[row, turn // np.repeat(parts, sizes)] = shuffled
    return row_users.reshape(-1, rows), row_items.reshape(-1, rows, width)


def padded(features: Features | None, size: int) -> IntArray:
    """Return features as codes, (size, most features of a user or item), -1 beyond the last."""
    return np.full((size, 1), -1, dtype=np.int32) if features is None else codes(features.matrix)


def codes(matrix: csr_matrix) -> IntArray:
    """Return the columns of each row's entries, (rows, most entries of one), -1 beyond the last."""
    counts = np.diff(matrix.indptr)
    found = np.full((matrix.shape[0], max(1, counts.max(initial=0))), -1, dtype=np.int32)
    found[np.arange(found.shape[1]) < counts[:, None]] = matrix.indices
    return found
