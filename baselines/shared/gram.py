"""The Gram matrix of the items: how many users each pair of items shares."""

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import FloatArray
from benchmarks.protocol.training import Training

_ENTRIES_PER_BLOCK = 8_000_000  # bounds the memory of the sparse product


def gram(positives: csr_matrix, dtype: type) -> FloatArray:
    """Return X'X, dense, (n_items, n_items), in C order; exact, as counts are below 2^24."""
    items = positives.T.tocsr()
    n_items = items.shape[0]
    counts = np.empty((n_items, n_items), dtype=dtype)
    step = max(1, _ENTRIES_PER_BLOCK // max(n_items, 1))
    for start in range(0, n_items, step):
        counts[start : start + step] = (items[start : start + step] @ positives).toarray()
    return counts


def gigabytes(train: Training) -> float:
    """Return how large a dense float32 array over all pairs of items is."""
    return train.n_items**2 * 4 / 1e9
