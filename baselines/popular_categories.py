"""The most popular items of the most popular categories, the same for everybody."""

import numpy as np
from scipy.sparse import csc_matrix
from scipy.stats import rankdata

from baselines.shared import categories, check
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Integers
from benchmarks.protocol.training import Training


class Model:
    """Let the `categories` most popular categories put their most popular items forward in turns.

    A category is as popular as the positives on its items, where an item of several categories
    counts in each in equal parts. In every turn each category puts forward `per_turn` items, those
    with the most positives that it has left; the items of a turn stand by their positives. An item
    of several categories goes with the first turn that it is in. All others come last, by their
    positives.

    With many categories and many items a turn, this becomes `popular`.
    """

    needs = frozenset({"item_categories"})
    personalized = False
    title = "Popular categories"
    family = "popularity"
    cheap = True
    search = {
        "categories": Integers(1, 200, log=True),
        "per_turn": Integers(1, 10),
    }

    def __init__(self, *, categories: int = 20, per_turn: int = 5) -> None:
        check.at_least(1, categories=categories, per_turn=per_turn)
        self.categories, self.per_turn = categories, per_turn

    def fit(self, train: Training) -> "Model":
        """Give each item its turn, and order the items of a turn by their positives."""
        counts = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        members = csc_matrix(categories.membership(train))
        turns = self._turns(members, counts)
        by_turn = np.stack([-turns, counts])
        _, places = np.unique(by_turn, axis=1, return_inverse=True)  # equals share a place
        self.places = places.ravel().astype(np.float64)
        return self

    def _turns(self, members: csc_matrix, counts: FloatArray) -> FloatArray:
        """Return the turn of each item, (n_items,); infinite where no category puts it forward.

        members : CSC (n_items, n_categories), the share of an item in a category; counts :
        (n_items,) positives
        """
        turns = np.full(len(counts), np.inf)
        popularity = np.asarray(members.T @ counts).ravel()
        most_popular = np.argsort(-popularity, kind="stable")[: self.categories]
        for category in most_popular:
            items = members.indices[members.indptr[category] : members.indptr[category + 1]]
            ranks = rankdata(-counts[items], method="min")
            turns[items] = np.minimum(turns[items], np.ceil(ranks / self.per_turn))
        return turns

    def scores(self, users: IntArray) -> FloatArray:
        """Return the places from the end of the list for each user, (len(users), n_items)."""
        return np.broadcast_to(self.places, (len(users), len(self.places)))
