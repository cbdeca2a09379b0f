"""Judge the lists and predictions of one cell in one fold, seed by seed.

Values per user are averaged over seeds; sums and averages of each seed are kept beside them.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.contract import names, tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.errors import UserError
from benchmarks.protocol.evidence import Evidence, Facts
from benchmarks.results import item_groups
from benchmarks.results.folds import Fold, ItemGroups
from benchmarks.results.item_groups import GroupColumn

# totals per user, for the metrics of ratings
ERRORS = ("squared_error", "absolute_error", "n_ratings")
Rows = list[dict[str, Any]]
Columns = dict[str, FloatArray]
Name = TypeVar("Name")


@dataclass(frozen=True)
class Judged:
    """What the lists of a cell are worth, in one fold and under one view.

    per_user : of each column such as `ndcg@10` the value of each user, (n_users,)
    item_recall : the same on the items of one group alone
    totals : rows `seed`, `metric`, `k`, `attribute`, `group`, `value`
    exposures : rows `seed`, `attribute`, `group` and shares
    """

    per_user: Columns
    item_recall: dict[GroupColumn, FloatArray]
    totals: Rows
    exposures: Rows


def of_lists(
    run: pa.Table, seeds: list[int], judged: Evidence, groups: ItemGroups, plan: ScorePlan
) -> Judged:
    """Judge the lists of each seed; one without any list scores 0."""
    values, recalls, totals, exposed = [], [], [], []
    for seed in seeds:
        of_seed = run.filter(pc.field("seed") == seed)
        items, fallback = matrix(of_seed, judged.users, max(plan.cutoffs))
        lists = judged.of_lists(items, fallback)
        per_user, single = _values(lists, plan)
        of_groups = item_groups.recall_of_groups(lists, judged, groups, plan.headline)
        values.append(per_user)
        recalls.append(of_groups)
        totals += _totals(seed, single, per_user, of_groups)
        listed = lists["items"][:, : plan.list_length]
        shares = item_groups.exposures(listed, judged, groups)
        exposed += [{"seed": seed, **row} for row in shares]
    averaged = _over_seeds(values) | {"test_revenue": judged.constants["test_revenue"]}
    return Judged(averaged, _over_seeds(recalls), totals, exposed)


def _totals(
    seed: int,
    single: dict[str, float],
    per_user: Columns,
    of_groups: dict[GroupColumn, FloatArray],
) -> Rows:
    """Return the number of each metric for all users of a run."""
    means = {name: _mean(values) for name, values in per_user.items()}
    totals = [_total(seed, name, value) for name, value in (*single.items(), *means.items())]
    for column, values in of_groups.items():
        totals.append({"seed": seed, **column._asdict(), "value": _mean(values)})
    return totals


def _total(seed: int, name: str, value: float) -> dict[str, Any]:
    column = names.column(name)
    return {"seed": seed, "metric": column.metric, "k": column.k, "value": value}


def _values(lists: Facts, plan: ScorePlan) -> tuple[Columns, dict[str, float]]:
    """Return every metric of lists at every cut-off: those per user, those that are one number."""
    per_user: Columns = {}
    single: dict[str, float] = {}
    scored = lists["n_relevant"] > 0
    for k in plan.cutoffs:
        available = lists.cut(k)
        for name, metric in _in_order(plan.metrics).items():
            column = names.column_name(name, k)
            if metrics.is_of_totals(metric):
                value = metrics.call(metric, _sums(metric, per_user, lists, k))
            else:
                value = metrics.call(metric, available)
            if value is None:
                continue
            if np.ndim(value) == 0:
                single[column] = float(value)
            elif metrics.needs_relevant(metric):
                per_user[column] = np.where(scored, value, np.nan)
            else:
                per_user[column] = value
    return per_user, single


def _sums(metric: metrics.Metric, per_user: Columns, lists: Facts, k: int) -> dict[str, Any]:
    """Return what a metric of totals adds up: other metrics, or what is known of users."""
    sums = {}
    for argument in metrics.arguments(metric):
        values = per_user.get(names.column_name(argument, k), lists.get(argument))
        sums[argument] = None if values is None else np.nansum(values)
    return sums


def _in_order(wanted: list[str]) -> dict[str, metrics.Metric]:
    """Return the metrics of lists with those that they add up, metrics of totals last."""
    every, chosen = metrics.known(), metrics.select(wanted)
    arguments = [name for metric in chosen.values() for name in metrics.arguments(metric)]
    added_up = [name for name in arguments if name in every]
    of_lists = {}
    for name in (*chosen, *added_up):
        if not metrics.is_of_ratings(every[name]):
            of_lists[name] = every[name]
    return dict(sorted(of_lists.items(), key=lambda item: metrics.is_of_totals(item[1])))


def _mean(values: FloatArray) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def matrix(run: pa.Table, users: IntArray, length: int) -> tuple[IntArray, BoolArray]:
    """Return lists as item codes, (n_users, length), and which are fallbacks, (n_users,).

    A list that is shorter ends in -1.
    """
    rows = np.searchsorted(users, tables.column(run, "user"))
    items = np.full((len(users), length), -1, dtype=np.int32)
    items[rows, tables.column(run, "rank") - 1] = tables.column(run, "item")
    fallback = np.zeros(len(users), dtype=bool)
    fallback[rows] = tables.column(run, "fallback")
    return items, fallback


def of_predictions(
    predictions: pa.Table | None, fold: Fold, wanted: list[str]
) -> tuple[Columns, Rows]:
    """Return error totals and metrics of ratings per user, averaged over seeds, and those by seed.

    wanted : names of metrics, of which those of ratings are taken
    """
    every = metrics.select(wanted).items()
    chosen = {name: metric for name, metric in every if metrics.is_of_ratings(metric)}
    if predictions is None or not chosen:
        return {name: np.full(len(fold.users), np.nan) for name in ERRORS}, []
    of_fold = predictions.filter(pc.field("fold") == fold.name)
    per_seed, totals = [], []
    for seed in of_fold["seed"].unique().to_pylist():
        of_seed = of_fold.filter(pc.field("seed") == seed)
        errors = _errors(of_seed, fold.test, fold.users)
        values = _of_errors(errors, chosen)
        totals += [_total(seed, name, value) for name, value in values.items()]
        per_seed.append(errors)
    return _over_seeds(per_seed), totals


def _of_errors(errors: Columns, chosen: dict[str, metrics.Metric]) -> dict[str, float]:
    """Return the metrics of ratings of all users; those of single users are added to `errors`."""
    sums = {name: values.sum() for name, values in errors.items()}
    numbers = {}
    for name, metric in chosen.items():
        if metrics.is_of_totals(metric):
            numbers[name] = float(metrics.call(metric, sums))
        else:
            errors[name] = metrics.call(metric, errors)
            numbers[name] = _mean(errors[name])
    return numbers


def _over_seeds(per_seed: list[dict[Name, FloatArray]]) -> dict[Name, FloatArray]:
    """Return the means over seeds.

    Rounded, so that equal values of any number of seeds have an equal mean: ties stay ties.
    """
    means = {}
    for name in per_seed[0]:
        values = [of_seed[name] for of_seed in per_seed]
        means[name] = np.mean(values, axis=0).round(12)
    return means


def _errors(predicted: pa.Table, actual: pa.Table, users: IntArray) -> Columns:
    """Return the totals of errors per user.

    Predictions and test rows must be the same pairs in the same order.
    """
    for name in ("user", "item"):
        if not predicted[name].equals(actual[name]):
            raise UserError(
                "the predicted pairs are not those of the test; run `make repro` to fit again."
            )
    ratings = tables.column(predicted, "rating").astype(np.float64)
    difference = ratings - tables.column(actual, "rating")
    rows = np.searchsorted(users, tables.column(actual, "user"))
    weights = {
        "squared_error": difference**2,
        "absolute_error": abs(difference),
        "n_ratings": np.ones(len(rows)),
    }
    totals: Columns = {}
    for name, of_rows in weights.items():
        totals[name] = np.bincount(rows, of_rows, minlength=len(users)).astype(np.float64)
    return totals
