"""Give Surprise our ratings, and take whole-catalogue scores from what it fitted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from surprise import Dataset, Reader, Trainset

from baselines.shared import given
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training


def trainset(train: Training) -> Trainset:
    """Return Surprise's form of the ratings; its raw identifiers are our codes.

    It has a list of them as well: what Surprise goes through in each epoch is a generator, which
    is half the work of some fits.
    """
    ratings = given.ratings(train).tolist()
    triples = zip(train.users.tolist(), train.items.tolist(), ratings, strict=True)
    raw = [(user, item, rating, None) for user, item, rating in triples]
    made = Dataset(Reader(rating_scale=train.rating_scale)).construct_trainset(raw)
    made.all_ratings = list(made.all_ratings()).__iter__
    return made


def user_rows(values: FloatArray, data: Trainset, train: Training) -> FloatArray:
    """Reorder rows from Surprise's inner users to our codes; the rows of unknown users are zero."""
    return _spread(values, [data.to_raw_uid(inner) for inner in data.all_users()], train.n_users)


def item_rows(values: FloatArray, data: Trainset, train: Training) -> FloatArray:
    """Reorder rows from Surprise's inner items to our codes; the rows of unknown items are zero."""
    return _spread(values, [data.to_raw_iid(inner) for inner in data.all_items()], train.n_items)


@dataclass(frozen=True)
class Baseline:
    """The mean plus the biases of user and item, in our codes; an unknown user or item has none.

    mean : float; user_bias : (n_users,); item_bias : (n_items,)
    """

    mean: float
    user_bias: FloatArray
    item_bias: FloatArray

    @staticmethod
    def of(fitted: Any, data: Trainset, train: Training) -> "Baseline":
        """Take the biases of a fitted Surprise model."""
        return Baseline(
            data.global_mean, user_rows(fitted.bu, data, train), item_rows(fitted.bi, data, train)
        )

    def all_ratings(self, users: IntArray) -> FloatArray:
        """Return the baselines of all items, (len(users), n_items)."""
        return self.mean + self.user_bias[users, None] + self.item_bias

    def pair_ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return the baselines of pairs, (len(users),)."""
        return self.mean + self.user_bias[users] + self.item_bias[items]


@dataclass(frozen=True)
class BiasedFactors:
    """A baseline plus the product of factors, in our codes; unknown users and items have zeros.

    user_factors : (n_users, n_factors); item_factors : (n_items, n_factors)
    """

    baseline: Baseline
    user_factors: FloatArray
    item_factors: FloatArray

    @staticmethod
    def of(fitted: Any, data: Trainset, train: Training) -> "BiasedFactors":
        """Take the biases and factors of a fitted Surprise model."""
        factors = user_rows(fitted.pu, data, train), item_rows(fitted.qi, data, train)
        return BiasedFactors(Baseline.of(fitted, data, train), *factors)

    def all_ratings(self, users: IntArray) -> FloatArray:
        """Return the predicted ratings of all items, (len(users), n_items)."""
        return self.baseline.all_ratings(users) + self.user_factors[users] @ self.item_factors.T

    def pair_ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return the predicted ratings of pairs, (len(users),)."""
        products = np.einsum("ij,ij->i", self.user_factors[users], self.item_factors[items])
        return self.baseline.pair_ratings(users, items) + products


def _spread(values: FloatArray, codes: list[int], size: int) -> FloatArray:
    """Put row i of `values` at row codes[i] of an array of zeros."""
    spread = np.zeros((size, *values.shape[1:]))
    spread[codes] = values
    return spread
