"""Whether a list has the categories of its user's history, in their proportions.

Arguments by name: `items` is (n_users, k) item codes, -1 beyond the end of a short list;
`category_shares` is CSR (n_items, n_categories), an item's categories in equal parts;
`history_shares` is (n_users, n_categories), the mean of these over the user's positives in
training, zeros without any.
"""

import math

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.metrics.metric import metric
from benchmarks.metrics.places import membership

SMOOTHING = 0.01  # share of the history mixed into the list, so that the divergence is finite


@metric(direction="lower", needs_relevant=False, low=0, high=-math.log(SMOOTHING), unit="nats")
def miscalibration(
    items: IntArray, category_shares: csr_matrix, history_shares: FloatArray
) -> FloatArray:
    """Kullback-Leibler divergence of the list's categories from those of the user's history, in
    nats.

    The list's distribution q is the mean over its items; with the history's p, sum of p log(p /
    (0.99 q + 0.01 p)). Items without categories count on neither side. Users without history, or
    without listed items, that have categories are left out.
    Range: 0 (same proportions) to log 100 = 4.605 (nothing in common).
    Source: Steck 2018, https://doi.org/10.1145/3240323.3240372
    Identifier: miscalibration/kl-nats/smoothing-0.01/mean-over-users

    >>> shares = csr_matrix([[1.0, 0.0], [0.0, 1.0]])
    >>> history = np.array([[0.5, 0.5], [1.0, 0.0]])
    >>> miscalibration(np.array([[0, 1], [1, -1]]), shares, history).round(3)
    array([0.   , 4.605])
    """
    totals = (membership(items, category_shares.shape[0]) @ category_shares).toarray()
    lengths = totals.sum(axis=1, keepdims=True)
    at = np.flatnonzero(history_shares > 0)  # no term of the sum comes from elsewhere
    wanted = history_shares.ravel()[at]
    listed = totals.ravel()[at] / np.where(lengths > 0, lengths, 1.0)[at // totals.shape[1], 0]
    mixed = (1 - SMOOTHING) * listed + SMOOTHING * wanted
    terms = np.zeros(totals.shape)
    terms.ravel()[at] = wanted * np.log(wanted / mixed)
    divergence = terms.sum(axis=1)
    defined = (lengths.ravel() > 0) & (history_shares.sum(axis=1) > 0)
    return np.where(defined, np.maximum(divergence, 0.0), np.nan)  # rounding can put it below 0
