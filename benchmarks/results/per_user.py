"""Judge the lists and predictions of one cell in one fold, seed by seed; values per user are averaged over seeds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.config.model import Params
from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.metrics.coverage import exposure
from benchmarks.metrics.ranking import recall
from benchmarks.protocol import history
from benchmarks.protocol.evidence import Evidence, Facts

ERRORS = (
    "squared_error",
    "absolute_error",
    "n_ratings",
)  # totals per user, for the metrics of ratings
RECALL_GROUPS = (
    "item_popularity",
    "item_age",
)  # attributes of items whose groups get a recall of their own
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Fold:
    """One fold of a benchmark.

    test : its held-out rows, columns as in `tables.SPLIT`
    users : (n_users,) codes of the users served, ascending
    by_view : what the lists of each view are judged by
    item_groups : for each attribute the members of its groups, (n_items,)
    """

    name: str
    test: pa.Table
    users: IntArray
    known: history.History
    by_view: dict[str, Evidence]
    item_groups: dict[str, dict[str, BoolArray]]


def of_lists(
    run: pa.Table,
    seeds: list[int],
    judged: Evidence,
    item_groups: dict[str, dict[str, BoolArray]],
    settings: Params,
) -> tuple[dict[str, FloatArray], Rows, Rows]:
    """Return values per user, averaged over seeds, the total of every metric and the exposure of groups by seed."""
    per_seed, totals, exposed = [], [], []
    for seed in seeds:  # one without any list scores 0
        of_seed = run.filter(pc.field("seed") == seed)
        about = judged.of_lists(*matrix(of_seed, judged.users, max(settings.cutoffs)))
        values, single = _values(about, settings)
        values |= _recall_of_groups(about, judged, item_groups, settings.headline)
        per_seed.append(values)
        totals += [{"seed": seed, "metric": name, "value": value} for name, value in single.items()]
        totals += [
            {"seed": seed, "metric": name, "value": _mean(column)}
            for name, column in values.items()
        ]
        exposed += [
            {"seed": seed, **row}
            for row in _exposures(about["items"], judged, item_groups, settings.list_length)
        ]
    averaged = _over_seeds(per_seed)
    return averaged | {"test_revenue": judged.constants["test_revenue"]}, totals, exposed


def _values(about: Facts, settings: Params) -> tuple[dict[str, FloatArray], dict[str, float]]:
    """Return every metric of lists at every cut-off: those per user, and those that are one number."""
    per_user, single = {}, {}
    scored = about["n_relevant"] > 0
    for k in settings.cutoffs:
        available = about.cut(k)
        for name, metric in _in_order(settings.metrics).items():
            if metrics.is_of_totals(metric):  # of other metrics, or of what is known of users
                columns = {
                    name: per_user.get(f"{name}@{k}", about.get(name))
                    for name in metrics.arguments(metric)
                }
                sums = {
                    name: None if column is None else np.nansum(column)
                    for name, column in columns.items()
                }
                value = metrics.call(metric, sums)
            else:
                value = metrics.call(metric, available)
            if value is None:
                continue
            if np.ndim(value) == 0:
                single[f"{name}@{k}"] = float(value)
            else:
                per_user[f"{name}@{k}"] = (
                    np.where(scored, value, np.nan) if metrics.needs_relevant(metric) else value
                )
    return per_user, single


def _in_order(names: list[str]) -> dict[str, metrics.Metric]:
    """Return the metrics of lists with those that they add up, metrics of totals last."""
    known, chosen = metrics.known(), metrics.select(names)
    added_up = [
        name for metric in chosen.values() for name in metrics.arguments(metric) if name in known
    ]
    of_lists = {
        name: known[name] for name in (*chosen, *added_up) if not metrics.is_of_ratings(known[name])
    }
    return dict(sorted(of_lists.items(), key=lambda one: metrics.is_of_totals(one[1])))


def _mean(values: FloatArray) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def _recall_of_groups(
    about: Facts,
    judged: Evidence,
    item_groups: dict[str, dict[str, BoolArray]],
    headline: list[str],
) -> dict[str, FloatArray]:
    """Return the headline's recall on the items of each group alone, `recall@10|item_age=1-4 years`."""
    pair_items = judged.relevant.items
    rows = np.searchsorted(judged.users, judged.relevant.users)
    found = {}
    for column in headline:
        name, _, k = column.partition("@")
        if name != "recall":
            continue
        for attribute in RECALL_GROUPS:
            for value, members in item_groups.get(attribute, {}).items():
                n_relevant = np.bincount(rows, members[pair_items], len(judged.users))
                hits = about["hits"][:, : int(k)] & members[about["items"][:, : int(k)]]
                found[f"{column}|{attribute}={value}"] = np.where(
                    n_relevant > 0, recall(hits, n_relevant), np.nan
                )
    return found


def _exposures(
    items: IntArray, judged: Evidence, item_groups: dict[str, dict[str, BoolArray]], k: int
) -> Iterator[dict[str, Any]]:
    """Yield for each group of items its share of the catalogue, of the relevant pairs, and of the places in lists."""
    shown = exposure(items[:, :k], judged.n_items)
    wanted = np.bincount(judged.relevant.items, minlength=judged.n_items)
    for attribute, members in item_groups.items():
        for value, inside in members.items():
            yield {
                "attribute": attribute,
                "group": value,
                "catalogue": float(inside.mean()),
                "relevance": float(wanted[inside].sum() / max(wanted.sum(), 1)),
                "exposure": float(shown[inside].sum() / max(shown.sum(), 1)),
            }


def matrix(run: pa.Table, users: IntArray, length: int) -> tuple[IntArray, BoolArray]:
    """Return the lists as item codes, (n_users, length), -1 where a list is shorter, and which are fallbacks."""
    rows = np.searchsorted(users, tables.column(run, "user"))
    items = np.full((len(users), length), -1, dtype=np.int32)
    items[rows, tables.column(run, "rank") - 1] = tables.column(run, "item")
    fallback = np.zeros(len(users), dtype=bool)
    fallback[rows] = tables.column(run, "fallback")
    return items, fallback


def of_predictions(
    predictions: pa.Table | None, fold: Fold, settings: Params
) -> tuple[dict[str, FloatArray], Rows]:
    """Return error totals and metrics of ratings per user, averaged over seeds, and the metrics for each seed."""
    chosen = {
        name: metric
        for name, metric in metrics.select(settings.metrics).items()
        if metrics.is_of_ratings(metric)
    }
    if predictions is None or not chosen:
        return {name: np.full(len(fold.users), np.nan) for name in ERRORS}, []
    of_fold = predictions.filter(pc.field("fold") == fold.name)
    per_seed, totals = [], []
    for seed in of_fold["seed"].unique().to_pylist():
        errors = _errors(of_fold.filter(pc.field("seed") == seed), fold.test, fold.users)
        sums = {name: values.sum() for name, values in errors.items()}
        for name, metric in chosen.items():
            if metrics.is_of_totals(metric):
                value = float(metrics.call(metric, sums))
            else:
                errors[name] = metrics.call(metric, errors)
                value = _mean(errors[name])
            totals.append({"seed": seed, "metric": name, "value": value})
        per_seed.append(errors)
    return _over_seeds(per_seed), totals


def _over_seeds(per_seed: list[dict[str, FloatArray]]) -> dict[str, FloatArray]:
    """Return the means, rounded so that equal values of any number of seeds have an equal mean: ties stay ties."""
    return {
        name: np.mean([values[name] for values in per_seed], axis=0).round(12)
        for name in per_seed[0]
    }


def _errors(predicted: pa.Table, actual: pa.Table, users: IntArray) -> dict[str, FloatArray]:
    """Return the totals of errors per user; predictions and test rows must be the same pairs in the same order."""
    for name in ("user", "item"):
        if not predicted[name].equals(actual[name]):
            raise UserError(
                "the predicted pairs are not those of the test; run `make repro` to fit again."
            )
    difference = tables.column(predicted, "rating").astype(np.float64) - tables.column(
        actual, "rating"
    )
    rows = np.searchsorted(users, tables.column(actual, "user"))
    weights = {
        "squared_error": difference**2,
        "absolute_error": abs(difference),
        "n_ratings": np.ones(len(rows)),
    }
    return {
        name: np.bincount(rows, values, minlength=len(users)) for name, values in weights.items()
    }


def unknown_pairs(folds: list[Fold]) -> BoolArray:
    """Tell which test rows have a user or an item without rating in training: a prediction of it is a fallback."""
    found = []
    for fold in folds:
        learned = fold.known.learned
        rows, columns = (np.asarray(learned.sum(axis=axis)).ravel() == 0 for axis in (1, 0))
        found.append(
            rows[tables.column(fold.test, "user")] | columns[tables.column(fold.test, "item")]
        )
    return np.concatenate(found)
