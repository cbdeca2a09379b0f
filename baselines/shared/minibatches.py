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
    n_positives = np.diff(positives.indptr)
    n_rows = _rounded_up(n_positives, width)  # of each user
    first_row = np.cumsum(n_rows) - n_rows
    # of each positive: its user, its place among those of the user, and how many rows share them
    user = np.repeat(np.arange(len(n_positives)), n_positives)
    turn = np.arange(positives.nnz) - positives.indptr[user]
    shared_by = n_rows[user]
    in_order = first_row[user] + turn % shared_by
    n_all = int(_rounded_up(n_rows.sum(), rows)) * rows
    items = _shuffled_within(user, positives.indices, random)
    row = random.permutation(n_all)[in_order]
    row_users = np.full(n_all, -1, dtype=np.int32)
    row_users[row] = user
    row_items = np.full((n_all, width), -1, dtype=np.int32)
    row_items[row, turn // shared_by] = items
    return row_users.reshape(-1, rows), row_items.reshape(-1, rows, width)


def _rounded_up(number: IntArray, divisor: int) -> IntArray:
    """Return the quotient, rounded up."""
    return -(-number // divisor)


def _shuffled_within(user: IntArray, items: IntArray, random: np.random.Generator) -> IntArray:
    """Shuffle the items of each user, whose rows are next to each other."""
    order = np.lexsort((random.random(len(items)), user))
    return items[order]


def padded(features: Features | None, size: int) -> IntArray:
    """Return features as codes, (size, most features of a user or item), -1 beyond the last."""
    if features is None:
        return np.full((size, 1), -1, dtype=np.int32)
    return codes(features.matrix)


def codes(matrix: csr_matrix) -> IntArray:
    """Return the columns of each row's entries, (rows, most entries of one), -1 beyond the last."""
    n_entries = np.diff(matrix.indptr)
    width = max(1, n_entries.max(initial=0))
    columns = np.full((matrix.shape[0], width), -1, dtype=np.int32)
    is_taken = np.arange(width) < n_entries[:, None]
    columns[is_taken] = matrix.indices
    return columns
