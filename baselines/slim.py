"""SLIM: sparse linear item-item weights (Ning and Karypis 2011, https://doi.org/10.1109/ICDM.2011.134)."""

import numpy as np
from scipy.sparse import csc_matrix

from baselines.shared import check, elastic_net
from baselines.shared.neighbours import largest
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Choices, Floats
from benchmarks.protocol.training import Training

_TOLERANCE = 1e-6  # of an item's largest weight: what the last sweep may change
_ROUNDS = 10_000  # at most


class Model:
    """Weights W, zero on the diagonal, that minimise |X - XW|^2 / 2 + l2 |W|^2 / 2 + l1 |W|.

    None is negative.

    Item by item an elastic net, scikit-learn's with alpha = (l1 + l2) / n_users and l1_ratio = l1 /
    (l1 + l2). Only the `neighbours` items with the highest cosine may have a weight: the paper's
    fsSLIM, or SLIM if that is all items. An item that shares at most l1 users has weight zero in
    the optimum, and is left out: X and W are not negative, so that weights only lower each other's
    gradient from where it starts, the number of shared users.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "SLIM"
    family = "linear autoencoder"
    search = {
        "l1": Floats(0.3, 20.0, log=True),
        "l2": Floats(5.0, 1000.0, log=True),
        "neighbours": Choices((100, 200, 500)),
    }

    def __init__(self, *, l1: float = 2.0, l2: float = 100.0, neighbours: int = 200) -> None:
        check.above(0, l1=l1)
        check.at_least(0, l2=l2)
        check.at_least(1, neighbours=neighbours)
        self.l1, self.l2, self.neighbours = l1, l2, neighbours

    def fit(self, train: Training) -> "Model":
        """Regress each item on its candidates, by coordinate descent."""
        self.history = train.positives
        users = elastic_net.lists(train.positives.tocsc())
        items = elastic_net.lists(train.positives)
        norms = np.sqrt(np.diff(users[0]), dtype=np.float32)
        penalties = float(self.l1), float(self.l2)
        used_items, used_weights = [], []
        for item in range(train.n_items):
            shared = elastic_net.shared_users(item, users, items)
            others = self._candidates(item, shared, norms)
            weights = elastic_net.regress(
                item, others, users, train.n_users, penalties, _TOLERANCE, _ROUNDS
            )
            used_items.append(others[weights > 0])
            used_weights.append(weights[weights > 0])
        starts = np.cumsum([0, *map(len, used_items)])
        columns = np.concatenate(used_weights), np.concatenate(used_items), starts
        self.weights = csc_matrix(columns, shape=(train.n_items, train.n_items)).tocsr()
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return XW for the users, (len(users), n_items)."""
        return (self.history[users] @ self.weights).toarray()

    def _candidates(self, item: int, shared: IntArray, norms: FloatArray) -> IntArray:
        """Return which items may have a weight for one item, in the order of their codes.

        shared : how many users each item shares with this one, (n_items,)
        norms : root of each item's number of users, (n_items,) float32
        """
        shared[item] = 0
        others = np.flatnonzero(shared > self.l1).astype(np.int32)
        cosines = shared[others].astype(np.float32) / norms[others]  # of equal order with cosines
        return others[largest(cosines[None], self.neighbours)[0]]
