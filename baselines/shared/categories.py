"""How a user's positives are spread over the categories of items."""

import numpy as np
from scipy.sparse import csr_matrix, diags_array
from sklearn.preprocessing import normalize

from baselines.shared import given
from benchmarks.protocol.training import Training


def membership(train: Training) -> csr_matrix:
    """Return the share of each item that belongs to each category, (n_items, n_categories).

    An item of several categories belongs to each in equal parts; rows sum to 1, or to 0 without a
    category.
    """
    categories = given.item_categories(train).matrix
    return normalize(categories.astype(np.float64), norm="l1")


def lifts(train: Training, members: csr_matrix) -> csr_matrix:
    """Return the share of each user's positives in a category over the share of everybody's.

    CSR (n_users, n_categories); 1 is as much as everybody, and a category without positives has 0.
    """
    counts = csr_matrix(train.positives.astype(np.float64) @ members)
    general = np.asarray(counts.sum(axis=0)).ravel() / max(counts.sum(), 1.0)
    inverse = np.divide(1.0, general, out=np.zeros_like(general), where=general > 0)
    return csr_matrix(normalize(counts, norm="l1") @ diags_array(inverse))
