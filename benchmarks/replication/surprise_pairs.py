"""Surprise's predictions of many pairs at once, from what it fitted; pair by pair is far slower."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import surprise

from benchmarks.contract.arrays import FloatArray, IntArray

# The rating of pairs (users, items), from which a rating is predicted and which neighbours differ.
Base = Callable[[IntArray, IntArray], FloatArray]


def predicted(fitted: Any, users: IntArray, items: IntArray) -> FloatArray:
    """Return the predictions of a fitted algorithm for pairs of our codes, (len(users),).

    In the scale of the ratings; those of an unknown user or item as Surprise has them.
    """
    rate = _rule(fitted)
    if rate is None:  # its own loop: it predicts in no time, or at random
        pairs = zip(users.tolist(), items.tolist(), strict=True)
        return np.array([fitted.predict(user, item).est for user, item in pairs])
    data = fitted.trainset
    inner_users = _inner(data.to_inner_uid, users)
    inner_items = _inner(data.to_inner_iid, items)
    known = (inner_users >= 0) & (inner_items >= 0)
    values = _of_unknown(fitted, inner_users, inner_items)
    values[known] = rate(inner_users[known], inner_items[known])
    return np.clip(values, *data.rating_scale)


def _rule(fitted: Any) -> Base | None:
    """Return how the algorithm rates pairs of known users and items; None to leave it to itself."""
    if isinstance(fitted, surprise.SlopeOne):
        return lambda users, items: _by_deviations(fitted, users, items)
    if type(fitted) in (surprise.KNNBasic, surprise.KNNWithMeans, surprise.KNNBaseline):
        return lambda users, items: _by_neighbours(fitted, users, items)
    return None


def _inner(to_inner: Callable[[int], int], codes: IntArray) -> IntArray:
    """Return Surprise's own number of each code, -1 where it has none, (len(codes),)."""
    distinct, place = np.unique(codes, return_inverse=True)
    numbers = []
    for code in distinct.tolist():
        try:
            numbers.append(to_inner(code))
        except ValueError:
            numbers.append(-1)
    return np.array(numbers, dtype=np.int64)[place]


def _of_unknown(fitted: Any, users: IntArray, items: IntArray) -> FloatArray:
    """Return what Surprise predicts of pairs with an unknown user or item (-1)."""
    values = np.full(len(users), fitted.trainset.global_mean)
    if isinstance(fitted, surprise.KNNBaseline):
        values += np.where(users >= 0, fitted.bu[users], 0.0)
        values += np.where(items >= 0, fitted.bi[items], 0.0)
    return values


def _by_deviations(fitted: surprise.SlopeOne, users: IntArray, items: IntArray) -> FloatArray:
    """Return the user's mean plus the mean deviation from their items that share a user."""
    values = np.asarray(fitted.user_mean)[users]
    for user, pairs in _groups(users):
        rated = np.array([item for item, _ in fitted.trainset.ur[user]])
        block = np.ix_(items[pairs], rated)
        share = fitted.freq[block] > 0
        n_items = share.sum(axis=1)
        total = np.where(share, fitted.dev[block], 0.0).sum(axis=1)
        values[pairs] += total / np.maximum(n_items, 1)
    return values


def _by_neighbours(fitted: Any, users: IntArray, items: IntArray) -> FloatArray:
    """Return ratings by the users most alike who rated the item, by their similarity.

    Of equal similarities those come first who rated the item first.
    """
    base = _base(fitted)
    values = base(users, items)
    for item, pairs in _groups(items):
        raters, ratings = (
            np.array(column) for column in zip(*fitted.trainset.ir[item], strict=True)
        )
        surplus = ratings - base(raters, np.full(len(raters), item))
        likeness = fitted.sim[np.ix_(users[pairs], raters)]
        nearest = np.argsort(-likeness, axis=1, kind="stable")[:, : fitted.k]
        weights = np.maximum(np.take_along_axis(likeness, nearest, axis=1), 0.0)
        total = weights.sum(axis=1)
        has_neighbours = total > 0
        sums = (weights * surplus[nearest]).sum(axis=1)
        values[pairs] += np.divide(sums, total, out=np.zeros_like(sums), where=has_neighbours)
        if isinstance(fitted, surprise.KNNBasic):
            values[pairs[~has_neighbours]] = fitted.trainset.global_mean
    return values


def _base(fitted: Any) -> Base:
    """Return what a neighbour's rating is compared with: nothing, their mean, or the baseline."""
    if isinstance(fitted, surprise.KNNWithMeans):
        return lambda users, items: fitted.means[users]  # noqa: ARG005  others need the item
    if isinstance(fitted, surprise.KNNBaseline):
        mean = fitted.trainset.global_mean
        return lambda users, items: mean + fitted.bu[users] + fitted.bi[items]
    return lambda users, items: np.zeros(len(users))  # noqa: ARG005


def _groups(codes: IntArray) -> Iterator[tuple[int, IntArray]]:
    """Yield each code with the places where it stands."""
    order = np.argsort(codes, kind="stable")
    distinct, starts = np.unique(codes[order], return_index=True)
    yield from zip(distinct.tolist(), np.split(order, starts[1:]), strict=True)
