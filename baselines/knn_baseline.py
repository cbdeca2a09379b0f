"""Nearest neighbours of ratings on top of a baseline (Koren 2010, equation 3); Surprise's."""

import numpy as np
from surprise import BaselineOnly, KNNBaseline, Trainset

from baselines.shared import check, given
from baselines.shared.neighbours import largest
from baselines.shared.surprise import Baseline, item_rows, trainset, user_rows
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Add to the baseline of user and item how far the neighbours' ratings were from theirs.

    Item-based, the neighbours of an item are those that the user rated; user-based, the neighbours
    of a user are those who rated the item. The `neighbours` most similar count, if at least
    `min_neighbours` of them have a similarity above 0 (Pearson's correlation of the distances from
    the baseline, shrunk). Of equal similarities the one with the lower code comes first, as in
    Surprise given the same order of ratings.
    """

    needs = frozenset({"ratings"})
    personalized = True
    title = "kNN on ratings"
    family = "neighbourhood"
    objective = "rmse"
    cheap = True
    search = {
        "neighbours": Integers(10, 200, log=True),
        "min_neighbours": Integers(1, 10, natural=("low",)),
        "shrinkage": Floats(1.0, 500.0, log=True),
        "user_based": Choices((False, True)),
    }

    def __init__(
        self,
        *,
        neighbours: int = 40,
        min_neighbours: int = 1,
        shrinkage: float = 100.0,
        user_based: bool = False,
    ) -> None:
        check.at_least(1, neighbours=neighbours, min_neighbours=min_neighbours)
        check.at_least(0, shrinkage=shrinkage)
        self.neighbours, self.min_neighbours, self.user_based = (
            neighbours,
            min_neighbours,
            user_based,
        )
        self.similarity_options = {
            "name": "pearson_baseline",
            "shrinkage": shrinkage,
            "user_based": user_based,
        }

    def fit(self, train: Training) -> "Model":
        """Let Surprise find biases and similarities; sort ratings by whose neighbours they are.

        In Surprise's terms y is the user and x the item, or user-based the other way round.
        """
        data = trainset(train)
        fitted = self._fitted(data)
        self.baseline = Baseline.of(fitted, data, train)
        by_our_codes = user_rows if self.user_based else item_rows
        half_way = by_our_codes(fitted.sim, data, train)
        self.similarity = by_our_codes(half_way.T, data, train)
        x, y = (train.users, train.items) if self.user_based else (train.items, train.users)
        order = np.argsort(y, kind="stable")
        self.rated_x = x[order]
        self.starts = np.searchsorted(
            y[order], np.arange((train.n_items if self.user_based else train.n_users) + 1)
        )
        distances = given.ratings(train) - self.baseline.pair_ratings(train.users, train.items)
        self.distances = distances[order]
        return self

    def _fitted(self, data: Trainset) -> KNNBaseline:
        """Fit Surprise's model; ratings that are all equal have no distances to correlate."""
        fitted = KNNBaseline(sim_options=dict(self.similarity_options), verbose=False)
        if len({rating for _, _, rating in data.all_ratings()}) > 1:
            return fitted.fit(data)
        alike = BaselineOnly(verbose=False).fit(data)
        n_sides = data.n_users if self.user_based else data.n_items
        alike.sim = np.zeros((n_sides, n_sides))
        return alike

    def scores(self, users: IntArray) -> FloatArray:
        """Return predicted ratings, not clipped, (len(users), n_items)."""
        ratings = self.baseline.all_ratings(users)
        if self.user_based:
            for item in range(ratings.shape[1]):
                ratings[:, item] += self._correction(item, users)
        else:
            for row, user in enumerate(users):
                ratings[row] += self._correction(user, np.arange(ratings.shape[1]))
        return ratings

    def ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return predicted ratings of the pairs; an unknown user or item contributes nothing."""
        ratings = self.baseline.pair_ratings(users, items)
        x, y = (users, items) if self.user_based else (items, users)
        order = np.argsort(y, kind="stable")
        _, starts = np.unique(y[order], return_index=True)
        for pairs in np.split(order, starts[1:]) if len(order) else ():
            ratings[pairs] += self._correction(y[pairs[0]], x[pairs])
        return ratings

    def _correction(self, y: int, x: IntArray) -> FloatArray:
        """Return the weighted mean distance of x's neighbours among a y's ratings, (len(x),)."""
        rated = slice(self.starts[y], self.starts[y + 1])
        similarity = self.similarity[np.ix_(x, self.rated_x[rated])]
        weights = np.where(largest(similarity, self.neighbours), similarity, 0.0)
        enough = np.count_nonzero(weights, axis=1) >= self.min_neighbours
        return np.divide(
            weights @ self.distances[rated], weights.sum(axis=1), out=np.zeros(len(x)), where=enough
        )
