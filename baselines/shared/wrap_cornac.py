"""Any model of Cornac that learns from triples of user, item and value, by its own interface."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from cornac.data import Dataset

from baselines.shared import given
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training


@dataclass(frozen=True)
class Scored:
    """What a model's `score` gives for all items that it knows.

    A user that it does not know gets zeros: cannot tell. An item that it does not know gets the
    user's lowest score.

    inner_users : by our codes; inner_items : (n_known,) places in `score`, of the items `codes`
    """

    model: Any
    inner_users: dict[int, int]
    inner_items: IntArray
    codes: IntArray
    n_items: int

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items)."""
        scores = np.zeros((len(users), self.n_items))
        for place, user in enumerate(users.tolist()):
            if user in self.inner_users:
                of_inner = np.ravel(self.model.score(self.inner_users[user]))  # EASE: a row
                of_items = of_inner[self.inner_items]
                scores[place] = of_items.min()
                scores[place, self.codes] = of_items
        return scores


def fitted(model: Any, train: Training, seed: int, values: str = "positives") -> Scored:
    """Fit a model of Cornac.

    values : `positives`, ones where a user has a positive, or `ratings`, all ratings as they are
    seed : of what Cornac draws from the data
    """
    if values == "ratings":
        users, items, amounts = train.users, train.items, given.ratings(train)
    else:
        users, items = train.positives.nonzero()
        amounts = np.ones(len(users))
    triples = list(zip(users.tolist(), items.tolist(), amounts.tolist(), strict=True))
    data = Dataset.from_uir(triples, seed=seed)
    model.fit(data)
    codes = np.array(list(data.iid_map), dtype=np.int64)
    inner_items = np.array(list(data.iid_map.values()), dtype=np.int64)
    return Scored(model, dict(data.uid_map), inner_items, codes, train.n_items)
