"""Estimators in the style of scikit-learn: what they make of a user's row of positives.

One that reduces dimensions (`transform`, with `inverse_transform` or `components_`) scores items by
what it puts back together; one that finds neighbours (`kneighbors`) by what the nearest users have.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.protocol.training import Training


@dataclass(frozen=True)
class Reconstructed:
    """Scores are the rows as an estimator that reduced their dimensions puts them together again.

    A user without positives gets zeros: cannot tell.

    reduced : (n_users, n_components); has_positives : (n_users,)
    """

    estimator: Any
    reduced: FloatArray
    has_positives: BoolArray

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items)."""
        reduced = self.reduced[users]
        if hasattr(self.estimator, "inverse_transform"):
            rows = self.estimator.inverse_transform(reduced)
        else:
            rows = reduced @ self.estimator.components_
        return np.where(self.has_positives[users, None], np.asarray(rows), 0.0)


@dataclass(frozen=True)
class OfNeighbours:
    """Scores are the positives of the nearest other users, each over one plus its distance.

    A user without positives gets zeros: cannot tell.

    weights : CSR (n_users, n_users); history : CSR (n_users, n_items)
    """

    weights: csr_matrix
    history: csr_matrix

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items)."""
        scores: FloatArray = (self.weights[users] @ self.history).toarray()
        return scores


def fitted(estimator: Any, train: Training) -> Reconstructed | OfNeighbours:
    """Fit an estimator to the users' rows of positives."""
    has_positives = np.diff(train.positives.indptr) > 0
    try:
        reduced = _learned(estimator, train.positives.copy())
    except TypeError:  # how scikit-learn refuses sparse data
        reduced = _learned(estimator, train.positives.toarray())
    if reduced is None:
        return OfNeighbours(_weights(estimator, has_positives), train.positives)
    return Reconstructed(estimator, reduced, has_positives)


def _learned(estimator: Any, rows: Any) -> FloatArray | None:
    """Fit an estimator; return the rows with fewer dimensions, None if it finds neighbours.

    All rows at once: what becomes of one may depend on the others, as with NMF.
    """
    if hasattr(estimator, "kneighbors"):
        estimator.fit(rows)
        return None
    if hasattr(estimator, "fit_transform"):
        return np.asarray(estimator.fit_transform(rows))
    return np.asarray(estimator.fit(rows).transform(rows))


def _weights(estimator: Any, has_positives: BoolArray) -> csr_matrix:
    """Return how much each user's neighbours count, CSR (n_users, n_users)."""
    distances, neighbours = estimator.kneighbors()  # of the rows it was fitted to, not themselves
    n_users, n_neighbours = neighbours.shape
    closeness = has_positives[:, None] / (1.0 + distances)
    starts = np.arange(0, n_users * n_neighbours + 1, n_neighbours)
    parts = (closeness.ravel(), neighbours.ravel(), starts)
    return csr_matrix(parts, shape=(n_users, n_users))
