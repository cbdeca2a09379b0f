"""Judge the predicted ratings of one cell in one fold, seed by seed."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.contract import tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.errors import UserError
from benchmarks.results.folds import Fold
from benchmarks.results.per_user import Columns, Rows, mean, over_seeds, total

# totals per user, for the metrics of ratings
ERRORS = ("squared_error", "absolute_error", "n_ratings")


def of_predictions(
    predictions: pa.Table | None, fold: Fold, wanted: list[str]
) -> tuple[Columns, dict[int, Columns], Rows]:
    """Return error totals and metrics of ratings per user: means over seeds, and of each; totals.

    wanted : names of metrics, of which those of ratings are taken
    """
    every = metrics.select(wanted).items()
    chosen = {name: metric for name, metric in every if metrics.is_of_ratings(metric)}
    if predictions is None or not chosen:
        return {name: np.full(len(fold.users), np.nan) for name in ERRORS}, {}, []
    of_fold = predictions.filter(pc.field("fold") == fold.name)
    of_seeds: dict[int, Columns] = {}
    totals: Rows = []
    for seed in of_fold["seed"].unique().to_pylist():
        of_seed = of_fold.filter(pc.field("seed") == seed)
        errors = _errors(of_seed, fold.test, fold.users)
        values = _of_errors(errors, chosen)
        totals += [total(seed, name, value) for name, value in values.items()]
        of_seeds[seed] = errors
    return over_seeds(list(of_seeds.values())), of_seeds, totals


def _of_errors(errors: Columns, chosen: dict[str, metrics.Metric]) -> dict[str, float]:
    """Return the metrics of ratings of all users; those of single users are added to `errors`."""
    sums = {name: values.sum() for name, values in errors.items()}
    numbers = {}
    for name, metric in chosen.items():
        if metrics.is_of_totals(metric):
            numbers[name] = float(metrics.call(metric, sums))
        else:
            errors[name] = metrics.call(metric, errors)
            numbers[name] = mean(errors[name])
    return numbers


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
    places = np.searchsorted(users, tables.column(actual, "user"))
    weights = {
        "squared_error": difference**2,
        "absolute_error": abs(difference),
        "n_ratings": np.ones(len(places)),
    }
    totals: Columns = {}
    for name, of_rows in weights.items():
        of_users = np.bincount(places, of_rows, minlength=len(users))
        totals[name] = of_users.astype(np.float64)
    return totals
