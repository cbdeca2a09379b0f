"""SLIM: sparse linear item-item weights (Ning and Karypis 2011, https://doi.org/10.1109/ICDM.2011.134)."""

import numpy as np
from scipy.sparse import csc_matrix
from sklearn.linear_model import enet_path

from baselines.shared import check
from baselines.shared.gram import gigabytes, gram
from baselines.shared.neighbours import largest
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.spaces import Choices, Floats
from benchmarks.protocol.training import Training

_TOLERANCE = 1e-6  # of the duality gap, as a share of the number of an item's positives
_ITERATIONS = 10_000
_COSINES_PER_BLOCK = 8_000_000  # bounds the memory of a block of similarities


class Model:
    """Weights W, zero on the diagonal, that minimise |X - XW|^2 / 2 + l2 |W|^2 / 2 + l1 |W|.

    None is negative.

    Item by item, scikit-learn's elastic net with alpha = (l1 + l2) / n_users and l1_ratio = l1 /
    (l1 + l2). Only the `neighbours` items with the highest cosine may have a weight: the paper's
    fsSLIM, or SLIM if that is all items. An item that shares at most l1 users has weight zero in
    the optimum, and is left out: X and W are not negative, so that weights only lower each other's
    gradient from where it starts, the number of shared users.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    family = "linear autoencoder"
    gigabytes = staticmethod(gigabytes)
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
        """Regress each item on its candidates, by coordinate descent on the Gram matrix."""
        self.history = train.positives
        shared = gram(train.positives, np.float32)
        columns, rows, values = [], [], []
        step = max(1, _COSINES_PER_BLOCK // max(len(shared), 1))
        for start in range(0, len(shared), step):
            candidates = self._candidates(shared, np.arange(start, min(start + step, len(shared))))
            for item, marked in enumerate(candidates, start):
                others = np.flatnonzero(marked)
                weights = self._regress(shared, item, others)
                used = weights > 0
                rows.append(others[used])
                values.append(weights[used])
                columns.append(np.full(used.sum(), item))
        places = np.concatenate(rows), np.concatenate(columns)
        self.weights = csc_matrix((np.concatenate(values), places), shape=shared.shape).tocsr()
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return XW for the users, (len(users), n_items)."""
        return (self.history[users] @ self.weights).toarray()

    def _candidates(self, shared: FloatArray, items: IntArray) -> BoolArray:
        """Mark which items may have a weight for each of `items`, (len(items), n_items)."""
        norms = np.sqrt(np.maximum(np.diag(shared), 1))
        cosines = np.where(
            shared[items] > self.l1, shared[items] / norms, 0
        )  # of equal order within a row
        cosines[np.arange(len(items)), items] = 0
        return largest(cosines, self.neighbours)

    def _regress(self, shared: FloatArray, item: int, others: IntArray) -> FloatArray:
        """Return the weights of `others` for one item.

        The solver sees the users only through products: one row stands for all of them, as long as
        y'y is right.
        """
        if not len(others):
            return np.zeros(0)
        _, weights, _ = enet_path(
            np.empty((1, len(others)), order="F"),
            np.sqrt(shared[[item], [item]], dtype=np.float64),
            alphas=np.array([self.l1 + self.l2]),
            l1_ratio=self.l1 / (self.l1 + self.l2),
            precompute=shared[np.ix_(others, others)].astype(np.float64),
            Xy=shared[item, others].astype(np.float64),
            positive=True,
            tol=_TOLERANCE,
            max_iter=_ITERATIONS,
            check_input=False,
        )
        return weights[:, 0]
