"""Averages over users: for everybody, for folds and groups of users, for groups of items."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, distinct
from benchmarks.contract.documents import ScorePlan
from benchmarks.results.column import EVERYBODY, Column, Place
from benchmarks.results.grouped import rows_by, rows_of

Places = dict[str, tuple[IntArray, IntArray]]  # by fold: rows, and the places of their users


@dataclass(frozen=True)
class Scores:
    """The scores of one baseline under one view, folds side by side.

    users : (n_users,) codes, ascending; rows : columns as `score` writes them
    places : where the rows of each fold are in a matrix, (n_folds, n_users)
    """

    users: IntArray
    rows: pa.Table
    places: Places

    @staticmethod
    def of(rows: pa.Table) -> "Scores":
        """Take the rows of one baseline."""
        users = distinct(rows["user"].to_numpy())
        return Scores(users, rows, places_of(rows, users))

    @property
    def folds(self) -> list[str]:
        """Names of the folds."""
        return list(self.places)

    def by_user(self, column: str, folds: list[str]) -> FloatArray:
        """Return a column as a matrix, (n_folds, n_users); NaN where a fold serves a user not."""
        values = self.rows[column].to_numpy()
        return by_user(values, self.places, len(self.users), folds)

    def everybody(self, metric: str) -> Column | None:
        """Return a metric's column for all users and folds; None where nobody is judged by it."""
        inside = np.ones(len(self.users), dtype=bool)
        column = self.column(metric, inside, self.folds, EVERYBODY)
        return column if column is not None and column.denominator.any() else None

    def column(self, name: str, inside: BoolArray, folds: list[str], where: Place) -> Column | None:
        """Return a metric's column for some users; None where it is no average over users.

        name : such as `rmse` or `ndcg@10`
        """
        metric = names.column(name)
        function = metrics.known()[metric.metric]
        if metrics.is_of_totals(function):
            totals = self._both_totals(function, metric.k, folds)
            if totals is None:
                return None
            numerator, denominator = totals
            return Column(where, name, numerator * inside, denominator * inside, function)
        if name not in self.rows.column_names:
            return None
        values = self.by_user(name, folds)
        return _mean(values, inside, name, where)

    def _both_totals(
        self, metric: metrics.Metric, k: int | None, folds: list[str]
    ) -> tuple[FloatArray, FloatArray] | None:
        """Return each user's share in the two totals of a metric; None if one is not there."""
        above, below, *_ = metrics.arguments(metric)
        numerator = self._totals(above, k, folds)
        denominator = self._totals(below, k, folds)
        if numerator is None or denominator is None:
            return None
        return numerator, denominator

    def _totals(self, argument: str, k: int | None, folds: list[str]) -> FloatArray | None:
        candidates = (names.column_name(argument, k), argument)
        present = [name for name in candidates if name in self.rows.column_names]
        if not present:
            return None
        values = self.by_user(present[0], folds)
        return np.nansum(values, axis=0)


def places_of(rows: pa.Table, users: IntArray) -> Places:
    """Return of each fold, in the order of the rows, its rows and the places of their users."""
    codes = rows["user"].to_numpy()
    places = {}
    for fold, of_fold in rows_of(rows, "fold").items():
        places[fold] = (of_fold, np.searchsorted(users, codes[of_fold]))
    return places


def by_user(values: FloatArray, places: Places, n_users: int, folds: list[str]) -> FloatArray:
    """Return values as a matrix, (n_folds, n_users); NaN where a fold does not serve a user."""
    matrix = np.full((len(folds), n_users), np.nan)
    for number, fold in enumerate(folds):
        if fold in places:
            of_fold, of_users = places[fold]
            matrix[number, of_users] = values[of_fold]
    return matrix


def _mean(values: FloatArray, inside: BoolArray, name: str, where: Place) -> Column:
    """Return the column of the means of users over folds, (n_folds, n_users) to (n_users,)."""
    defined = np.isfinite(values).sum(axis=0)
    total = np.nansum(values, axis=0)
    mean = (total / np.maximum(defined, 1)).round(12)  # ties stay ties
    counted = (defined > 0) * inside.astype(float)
    return Column(where, name, mean * inside, counted, None)


def columns(
    scores: Scores, members: pa.Table, item_recall: pa.Table, plan: ScorePlan, main: bool
) -> Iterator[Column]:
    """Yield the numbers of a view that are averages over users.

    members : which user is in which group; item_recall : of the baseline and the view
    main : whether the benchmark is reported by the view; groups are for this one alone
    """
    every_metric = metrics.columns(plan.metrics, plan.cutoffs)
    yield from _of_place(scores, EVERYBODY, scores.folds, every_metric)
    for fold in filter(names.is_group, scores.folds):  # a fold by another rule, such as `known=5`
        yield from _of_place(scores, Place(fold=fold), [fold], plan.headline)
    if main:
        yield from _of_users(scores, members, plan.headline)
        yield from _of_items(scores, item_recall)


def _of_place(
    scores: Scores, place: Place, folds: list[str], wanted: Iterable[str]
) -> Iterator[Column]:
    everybody = np.ones(len(scores.users), dtype=bool)
    for metric in wanted:
        column = scores.column(metric, everybody, folds, place)
        if column is not None and column.denominator.any():
            yield column


def _of_users(scores: Scores, members: pa.Table, wanted: list[str]) -> Iterator[Column]:
    """Yield metrics of each group of users, in the order of the table."""
    of_all = list(_of_place(scores, EVERYBODY, scores.folds, wanted))
    for group, inside in members_of(members, scores.users).items():
        place = Place("", "users", *group)
        for column in of_all:
            of_group = column.among(inside, place)
            if of_group.denominator.any():
                yield of_group


def members_of(members: pa.Table, users: IntArray) -> dict[names.Group, BoolArray]:
    """Return which of the users are in each group, (n_users,), in the order of the table.

    users : ascending
    """
    codes = members["user"].to_numpy()
    inside = {}
    for key, of_group in rows_by(members, ["attribute", "group"]):
        inside[names.Group(*key)] = is_among(users, codes[of_group])
    return inside


def is_among(users: IntArray, chosen: IntArray) -> BoolArray:
    """Tell which of the users, ascending, are among those chosen, of whom some may be unknown."""
    inside = np.zeros(len(users), dtype=bool)
    places = np.searchsorted(users, chosen)
    is_known = users[np.minimum(places, len(users) - 1)] == chosen
    inside[places[is_known]] = True
    return inside


def _of_items(scores: Scores, item_recall: pa.Table) -> Iterator[Column]:
    """Yield the metrics on the items of one group alone, in the order of the table."""
    everybody = np.ones(len(scores.users), dtype=bool)
    for key, of_group in rows_by(item_recall, ["metric", "k", "attribute", "group"]):
        metric, k, attribute, group = key
        chosen = item_recall.select(["fold", "user", "value"]).take(of_group)
        places = places_of(chosen, scores.users)
        values = by_user(chosen["value"].to_numpy(), places, len(scores.users), scores.folds)
        place = Place("", "items", attribute, group)
        column = _mean(values, everybody, names.column_name(metric, k), place)
        if column.denominator.any():
            yield column
