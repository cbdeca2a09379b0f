"""Give Surprise our ratings, and take whole-catalogue scores from what it fitted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from surprise import Dataset, Reader, Trainset

from benchmarks.shared.arrays import FloatArray, IntArray
from benchmarks.shared.training import Training


def trainset(train: Training) -> Trainset:
    """Return Surprise's form of the ratings; its raw identifiers are our codes."""
    rows = zip(train.users.tolist(), train.items.tolist(), train.ratings.tolist(), strict=True)
    raw = [(user, item, rating, None) for user, item, rating in rows]
    return Dataset(Reader(rating_scale=train.rating_scale)).construct_trainset(raw)


@dataclass(frozen=True)
class Factors:
    """A biased factor model in our codes; rows of unknown users and items are zero.

    mean : float; user_bias : (n_users,); item_bias : (n_items,)
    user_factors : (n_users, n_factors); item_factors : (n_items, n_factors)
    """

    mean: float
    user_bias: FloatArray
    item_bias: FloatArray
    user_factors: FloatArray
    item_factors: FloatArray

    @staticmethod
    def of(fitted: Any, data: Trainset, train: Training) -> "Factors":
        """Reorder the arrays of a fitted Surprise model from its inner identifiers to our codes."""
        user_codes = np.array([data.to_raw_uid(inner) for inner in data.all_users()])
        item_codes = np.array([data.to_raw_iid(inner) for inner in data.all_items()])
        return Factors(
            data.global_mean,
            _spread(fitted.bu, user_codes, train.n_users),
            _spread(fitted.bi, item_codes, train.n_items),
            _spread(fitted.pu, user_codes, train.n_users),
            _spread(fitted.qi, item_codes, train.n_items),
        )

    def all_ratings(self, users: IntArray) -> FloatArray:
        """Return the predicted ratings of all items, (len(users), n_items)."""
        return self.mean + self.user_bias[users, None] + self.item_bias + self.user_factors[users] @ self.item_factors.T

    def pair_ratings(self, users: IntArray, items: IntArray) -> FloatArray:
        """Return the predicted ratings of pairs, (len(users),)."""
        products = np.einsum("ij,ij->i", self.user_factors[users], self.item_factors[items])
        return self.mean + self.user_bias[users] + self.item_bias[items] + products


def _spread(values: FloatArray, codes: IntArray, size: int) -> FloatArray:
    """Put row i of `values` at row codes[i] of an array of zeros."""
    spread = np.zeros((size, *values.shape[1:]))
    spread[codes] = values
    return spread
