"""RP3beta: random walks of three steps, away from the popular (Paudel et al. 2017, https://doi.org/10.1145/2955101)."""

import numpy as np
from scipy.sparse import csr_matrix, diags_array

from baselines.shared import check
from baselines.shared import neighbours as knn
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Score an item by how likely a walk user, item, other user, item ends there, over popularity.

    A step leaves a user or item by any of its n positives, and its probability 1 / n is raised to
    `alpha`. The sum over the walks that end at an item is divided by its number of users to the
    power of `beta`: with beta = 0 that is P3alpha (Cooper et al. 2014). Of the items in the
    middle, those count that lead to the scored item most, `neighbours` of them, and never itself.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "RP3β"
    family = "graph"
    search = {
        "alpha": Floats(0.3, 1.0),
        "beta": Floats(0.0, 0.5),
        "neighbours": Integers(10, 1000, log=True),
    }

    def __init__(self, *, alpha: float = 0.5, beta: float = 0.3, neighbours: int = 100) -> None:
        check.at_least(0, alpha=alpha, beta=beta)
        check.at_least(1, neighbours=neighbours)
        self.alpha, self.beta, self.neighbours = alpha, beta, neighbours

    def fit(self, train: Training) -> "Model":
        """Add up the walks from item to item, over the users between them."""
        self.history = train.positives
        items = train.positives.T.tocsr()
        n_users, n_items = np.diff(items.indptr), np.diff(train.positives.indptr)
        leaving_user = _power(n_items, -self.alpha)
        leaving_item, popularity = _power(n_users, -self.alpha), _power(n_users, -self.beta)

        def to_each(walks: FloatArray, block: slice) -> FloatArray:
            return walks * leaving_item * popularity[block, None]

        by_user = csr_matrix(items @ diags_array(leaving_user))
        self.weights = knn.strongest(by_user, items, self.neighbours, to_each).T.tocsr()
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Sum over the walks but for their first step, (len(users), n_items).

        It is the same for all walks of a user.
        """
        return (self.history[users] @ self.weights).toarray()


def _power(counts: IntArray, exponent: float) -> FloatArray:
    """Return positive counts to a power, and 1 for 0."""
    powers: FloatArray = np.maximum(counts, 1).astype(np.float64) ** exponent
    return powers
