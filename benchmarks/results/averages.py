"""Averages over users: for everybody, for slices of users, and for groups of items; with intervals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.config.benchmarks import Reported
from benchmarks.config.model import Params
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.levels import SMALLEST_SLICE


@dataclass(frozen=True)
class Column:
    """One number to be: a metric of a slice, as a ratio of totals over users.

    numerator, denominator : (n_users,); the number is finish(sum of numerators, sum of
    denominators)
    """

    slice: str
    metric: str
    numerator: FloatArray
    denominator: FloatArray
    totals: metrics.Metric | None

    def finish(self, numerator: Any, denominator: Any) -> Any:
        """Turn totals into the number: a mean, or a metric of totals."""
        if self.totals is None:
            return numerator / denominator
        return self.totals(numerator, denominator)


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
        """Return a column as a matrix, (n_folds, n_users); NaN where a fold does not serve a user."""
        values = np.full((len(folds), len(self.users)), np.nan)
        for number, fold in enumerate(folds):
            of_fold = self.rows.filter(pc.field("fold") == fold)
            found = of_fold[column].to_numpy(zero_copy_only=False)
            values[number, np.searchsorted(self.users, of_fold["user"].to_numpy())] = found
        return values

    def everybody(self, metric: str) -> Column | None:
        """Return a metric's column for all users and folds, or None where nobody is judged by it."""
        column = self.column(metric, np.ones(len(self.users), dtype=bool), self.folds, "all")
        return column if column is not None and column.denominator.any() else None

    def column(self, name: str, inside: BoolArray, folds: list[str], where: str) -> Column | None:
        """Return a metric's column for some users, or None where it is no average over users.

        name : such as `rmse` or `ndcg@10`, or `recall@10|item_age=1-4 years`
        """
        metric, _, cutoff = name.partition("|")[0].partition("@")
        function = metrics.known()[metric]
        if metrics.is_of_totals(function):
            totals = [
                self._totals(argument, cutoff, folds) for argument in metrics.arguments(function)
            ]
            if any(total is None for total in totals):
                return None
            return Column(where, name, totals[0] * inside, totals[1] * inside, function)
        if name not in self.rows.column_names:
            return None
        values = self.by_user(name, folds)
        defined = np.isfinite(values).sum(axis=0)
        mean = (np.nansum(values, axis=0) / np.maximum(defined, 1)).round(12)  # ties stay ties
        return Column(where, name, mean * inside, (defined > 0) * inside.astype(float), None)

    def _totals(self, argument: str, cutoff: str, folds: list[str]) -> FloatArray | None:
        names = [
            name for name in (f"{argument}@{cutoff}", argument) if name in self.rows.column_names
        ]
        return np.nansum(self.by_user(names[0], folds), axis=0) if names else None


def columns(
    shown: Reported, scores: Scores, members: pa.Table, settings: Params
) -> Iterator[Column]:
    """Yield the numbers that are averages over users: for everybody, for folds that are slices, for each group."""
    everybody = np.ones(len(scores.users), dtype=bool)
    slices = {shown.everybody: (everybody, scores.folds)}
    slices |= {fold: (everybody, [fold]) for fold in scores.folds if "=" in fold}
    for name in members["slice"].unique().to_pylist() if shown.everybody == "all" else ():
        inside = np.isin(scores.users, members.filter(pc.field("slice") == name)["user"].to_numpy())
        slices[name] = (inside, scores.folds)
    for name, (inside, used) in slices.items():
        wanted = (
            metrics.columns(settings.metrics, settings.cutoffs)
            if name == shown.everybody
            else settings.headline
        )
        for metric in wanted:
            yield from _present(scores.column(metric, inside, used, name))
    for name in scores.rows.column_names if shown.everybody == "all" else ():
        metric, _, items = name.partition("|")
        if items:
            for column in _present(scores.column(name, everybody, scores.folds, items)):
                yield Column(items, metric, column.numerator, column.denominator, None)


def _present(column: Column | None) -> list[Column]:
    return [column] if column is not None and column.denominator.any() else []


def numbers(found: list[Column]) -> Iterable[tuple[Column, dict[str, Any]]]:
    """Yield each number with its bootstrap interval, where at least `SMALLEST_SLICE` users stand behind it."""
    large = [column for column in found if np.count_nonzero(column.denominator) >= SMALLEST_SLICE]
    if not large:
        return
    numerators, over = _distinct([column.numerator for column in large])
    denominators, under = _distinct([column.denominator for column in large])
    totals = bootstrap_totals(np.column_stack([*numerators, *denominators]))
    resampled = np.empty((len(totals), len(large)))
    for index, column in enumerate(large):
        with np.errstate(
            invalid="ignore", divide="ignore"
        ):  # a resample may draw nobody of a small slice
            resampled[:, index] = column.finish(
                totals[:, over[index]], totals[:, len(numerators) + under[index]]
            )
    low, high = percentile_interval(resampled)
    for index, column in enumerate(large):
        value = column.finish(column.numerator.sum(), column.denominator.sum())
        n_users = np.count_nonzero(column.denominator)
        yield (
            column,
            {"value": value, "ci_low": low[index], "ci_high": high[index], "n_users": n_users},
        )


def _distinct(arrays: list[FloatArray]) -> tuple[list[FloatArray], list[int]]:
    """Return the arrays without repetition, and where each is among them: slices share their denominators."""
    place: dict[bytes, int] = {}
    kept = []
    for array in arrays:
        if place.setdefault(array.tobytes(), len(place)) == len(kept):
            kept.append(array)
    return kept, [place[array.tobytes()] for array in arrays]
