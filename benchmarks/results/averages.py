"""Averages over users: for everybody, for folds and groups of users, for groups of items."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.documents import ScorePlan
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.levels import SMALLEST_SLICE


class Place(NamedTuple):
    """Whom a number is about.

    fold : the one fold that it is of, "" for all; subject : `all`, `users` or `items`
    attribute, group : the group of users or of items, "" for everybody
    """

    fold: str = ""
    subject: str = "all"
    attribute: str = ""
    group: str = ""


EVERYBODY = Place()


@dataclass(frozen=True)
class Column:
    """One number to be: a metric somewhere, as a ratio of totals over users.

    metric : name of a column, such as `ndcg@10`
    numerator, denominator : (n_users,); the number is finish(sum of numerators, sum of
    denominators)
    """

    place: Place
    metric: str
    numerator: FloatArray
    denominator: FloatArray
    totals: metrics.Metric | None

    def finish(self, numerator: Any, denominator: Any) -> Any:
        """Turn totals into the number: a mean, or a metric of totals."""
        if self.totals is None:
            return numerator / denominator
        return self.totals(numerator, denominator)

    @property
    def n_users(self) -> int:
        """How many users stand behind the number."""
        return int(np.count_nonzero(self.denominator))


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
        return Scores(np.unique(rows["user"].to_numpy()), rows)

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
            arguments = metrics.arguments(function)
            totals = [self._totals(argument, metric.k, folds) for argument in arguments]
            present = [total for total in totals if total is not None]
            if len(present) < len(totals):
                return None
            return Column(where, name, present[0] * inside, present[1] * inside, function)
        if name not in self.rows.column_names:
            return None
        return _mean(self.by_user(name, folds), inside, name, where)

    def _totals(self, argument: str, k: int | None, folds: list[str]) -> FloatArray | None:
        candidates = (names.column_name(argument, k), argument)
        present = [name for name in candidates if name in self.rows.column_names]
        return np.nansum(self.by_user(present[0], folds), axis=0) if present else None


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
    mean = (np.nansum(values, axis=0) / np.maximum(defined, 1)).round(12)  # ties stay ties
    return Column(where, name, mean * inside, (defined > 0) * inside.astype(float), None)


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
    for row in (
        members.group_by(["attribute", "group"], use_threads=False).aggregate([]).to_pylist()
    ):
        group = names.Group(row["attribute"], row["group"])
        chosen = (pc.field("attribute") == group.attribute) & (pc.field("group") == group.group)
        inside[group] = np.isin(users, members.filter(chosen)["user"].to_numpy())
    return inside


def _of_items(scores: Scores, item_recall: pa.Table) -> Iterator[Column]:
    """Yield the metrics on the items of one group alone, in the order of the table."""
    keys = ["metric", "k", "attribute", "group"]
    everybody = np.ones(len(scores.users), dtype=bool)
    for key in item_recall.group_by(keys, use_threads=False).aggregate([]).to_pylist():
        chosen = item_recall
        for name, value in key.items():
            chosen = chosen.filter(pc.field(name) == value)
        values = by_user(chosen, "value", scores.users, scores.folds)
        place = Place("", "items", key["attribute"], key["group"])
        column = _mean(values, everybody, names.column_name(key["metric"], key["k"]), place)
        if column.denominator.any():
            yield column


def numbers(wanted: list[Column]) -> Iterator[tuple[Column, dict[str, Any]]]:
    """Yield each number with its interval, where at least `SMALLEST_SLICE` users stand behind it.

    All of them share their resamples: what is given in one call is resampled in one.
    """
    large = [column for column in wanted if column.n_users >= SMALLEST_SLICE]
    if not large:
        return
    low, high = percentile_interval(_resampled(large))
    for index, column in enumerate(large):
        value = column.finish(column.numerator.sum(), column.denominator.sum())
        bounds = {"ci_low": low[index], "ci_high": high[index]}
        yield column, {"value": value, **bounds, "n_users": column.n_users}


def _resampled(large: list[Column]) -> FloatArray:
    """Return the numbers of each resample of the users, (n_resamples, n_numbers)."""
    numerators, over = _distinct([column.numerator for column in large])
    denominators, under = _distinct([column.denominator for column in large])
    totals = bootstrap_totals(np.column_stack([*numerators, *denominators]))
    resampled = np.empty((len(totals), len(large)))
    for index, column in enumerate(large):
        above = totals[:, over[index]]
        below = totals[:, len(numerators) + under[index]]
        # a resample may draw nobody of a small slice
        with np.errstate(invalid="ignore", divide="ignore"):
            resampled[:, index] = column.finish(above, below)
    return resampled


def _distinct(arrays: list[FloatArray]) -> tuple[list[FloatArray], list[int]]:
    """Return the arrays without repetition, and where each is among them.

    Slices share their denominators.
    """
    place: dict[bytes, int] = {}
    kept: list[FloatArray] = []
    for array in arrays:
        if place.setdefault(array.tobytes(), len(place)) == len(kept):
            kept.append(array)
    return kept, [place[array.tobytes()] for array in arrays]
