"""Arithmetic on lists that several metrics need."""

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray


def mean_over_list(items: IntArray, values: FloatArray | BoolArray) -> FloatArray:
    """Return the mean of an item's value over each list, (n_users,); NaN without a defined value.

    items : (n_users, k) codes, -1 beyond the end of a short list
    values : (n_items,), NaN where undefined

    >>> mean_over_list(np.array([[0, 1], [1, -1], [2, -1]]), np.array([1.0, 3.0, np.nan]))
    array([ 2.,  3., nan])
    """
    of_places = np.where(items >= 0, values.astype(np.float64)[items], np.nan)
    defined = np.isfinite(of_places)
    counts = defined.sum(axis=1)
    totals = np.where(defined, of_places, 0.0).sum(axis=1)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)


def membership(items: IntArray, n_items: int) -> csr_matrix:
    """Return the lists as CSR (n_users, n_items) of ones."""
    rows, places = np.nonzero(items >= 0)
    ones = np.ones(len(rows))
    return csr_matrix((ones, (rows, items[rows, places])), shape=(len(items), n_items))
