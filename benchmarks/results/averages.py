"""Averages over users: for everybody, for folds and groups of users, for groups of items."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, distinct
from benchmarks.contract.documents import ScorePlan
from benchmarks.results.column import EVERYBODY, Column, Place


@dataclass(frozen=True)
class Scores:
    """The scores of one baseline under one view, folds side by side.

    users : (n_users,) codes, ascending; rows : columns as `score` writes them
    """

    users: IntArray
    rows: pa.Table

    @staticmethod
    def of(rows: pa.Table) -> "Scores":
        """Take the rows of one baseline."""
        return Scores(distinct(rows["user"].to_numpy()), rows)

    @property
    def folds(self) -> list[str]:
        """Names of the folds."""
        return self.rows["fold"].unique().to_pylist()

    def by_user(self, column: str, folds: list[str]) -> FloatArray:
        """Return a column as a matrix, (n_folds, n_users); NaN where a fold serves a user not."""
        return by_user(self.rows, column, self.users, folds)

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


def by_user(rows: pa.Table, column: str, users: IntArray, folds: list[str]) -> FloatArray:
    """Return a column as a matrix, (n_folds, n_users); NaN where a fold does not serve a user."""
    values = np.full((len(folds), len(users)), np.nan)
    for number, fold in enumerate(folds):
        of_fold = rows.filter(pc.field("fold") == fold)
        places = np.searchsorted(users, of_fold["user"].to_numpy())
        values[number, places] = of_fold[column].to_numpy(zero_copy_only=False)
    return values


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
    everybody = np.ones(len(scores.users), dtype=bool)
    every_metric = metrics.columns(plan.metrics, plan.cutoffs)
    yield from _of_place(scores, EVERYBODY, everybody, scores.folds, every_metric)
    for fold in filter(names.is_group, scores.folds):  # a fold by another rule, such as `known=5`
        yield from _of_place(scores, Place(fold=fold), everybody, [fold], plan.headline)
    if main:
        for group, inside in members_of(members, scores.users).items():
            place = Place("", "users", *group)
            yield from _of_place(scores, place, inside, scores.folds, plan.headline)
        yield from _of_items(scores, item_recall)


def _of_place(
    scores: Scores, place: Place, inside: BoolArray, folds: list[str], wanted: Iterable[str]
) -> Iterator[Column]:
    for metric in wanted:
        column = scores.column(metric, inside, folds, place)
        if column is not None and column.denominator.any():
            yield column


def members_of(members: pa.Table, users: IntArray) -> dict[names.Group, BoolArray]:
    """Return which of the users are in each group, (n_users,), in the order of the table."""
    inside = {}
    grouped = members.group_by(["attribute", "group"], use_threads=False)
    for row in grouped.aggregate([]).to_pylist():
        group = names.Group(row["attribute"], row["group"])
        of_attribute = pc.field("attribute") == group.attribute
        of_group = pc.field("group") == group.group
        chosen = members.filter(of_attribute & of_group)
        inside[group] = np.isin(users, chosen["user"].to_numpy())
    return inside


def _of_items(scores: Scores, item_recall: pa.Table) -> Iterator[Column]:
    """Yield the metrics on the items of one group alone, in the order of the table."""
    keys = ["metric", "k", "attribute", "group"]
    everybody = np.ones(len(scores.users), dtype=bool)
    grouped = item_recall.group_by(keys, use_threads=False)
    for key in grouped.aggregate([]).to_pylist():
        chosen = item_recall
        for name, value in key.items():
            chosen = chosen.filter(pc.field(name) == value)
        values = by_user(chosen, "value", scores.users, scores.folds)
        place = Place("", "items", key["attribute"], key["group"])
        metric = names.column_name(key["metric"], key["k"])
        column = _mean(values, everybody, metric, place)
        if column.denominator.any():
            yield column
