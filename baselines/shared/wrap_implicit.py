"""Any model of implicit: scores by its factors, else by all that it recommends."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from baselines.shared.factors import Factors
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training


@dataclass(frozen=True)
class Recommended:
    """The scores with which a model recommends; an item that it leaves out has 0.

    history : CSR (n_users, n_items), what the model learned from
    """

    model: Any
    history: csr_matrix

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items)."""
        n_items = self.history.shape[1]
        items, values = self.model.recommend(
            users, self.history[users], N=n_items, filter_already_liked_items=False
        )
        places, ranks = np.nonzero(items >= 0)  # a list that is shorter ends in -1
        scores = np.zeros((len(users), n_items))
        scores[places, items[places, ranks]] = values[places, ranks]
        return scores


def fitted(model: Any, train: Training) -> Factors | Recommended:
    """Fit a model of implicit to the positives, on one thread of BLAS, as it asks."""
    with threadpool_limits(limits=1, user_api="blas"):
        model.fit(train.positives.copy(), show_progress=False)  # some weigh it in place
    if hasattr(model, "user_factors") and hasattr(model, "item_factors"):
        return Factors.of(train, np.asarray(model.user_factors), np.asarray(model.item_factors))
    return Recommended(model, train.positives)
