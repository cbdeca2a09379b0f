"""Metrics by their names, as settings and tables use them."""

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from types import ModuleType
from typing import Any

from benchmarks.contract.errors import unknown
from benchmarks.metrics import (
    basket_size,
    baskets,
    business,
    calibration,
    coverage,
    dialects,
    diversity,
    freshness,
    popularity,
    ranking,
    rating,
)
from benchmarks.metrics.metric import Declared, Metric, declared, is_metric

# A family is a module, and this is their order.
FAMILIES = (
    rating,
    ranking,
    dialects,
    coverage,
    popularity,
    diversity,
    calibration,
    freshness,
    business,
    baskets,
    basket_size,
)


@cache
def known() -> dict[str, Metric]:
    """Return all metrics by name, in the order of families and files."""
    return dict(_in_files())


@cache
def _in_files() -> dict[str, Metric]:
    metrics: dict[str, Metric] = {}
    for module in FAMILIES:
        metrics |= {name: value for name, value in vars(module).items() if _is_of(module, value)}
    return metrics


def _is_of(module: ModuleType, value: object) -> bool:
    """Tell whether something is a metric of this module, and not one that it imports."""
    return is_metric(value) and getattr(value, "__module__", "") == module.__name__


def select(names: list[str]) -> dict[str, Metric]:
    """Return the metrics of these names; an unknown one is a UserError."""
    everything = known()
    for name in names:
        if name not in everything:
            raise unknown("metric", name, everything, "params.yaml: metrics")
    return {name: everything[name] for name in names}


def columns(names: list[str], cutoffs: list[int]) -> list[str]:
    """Return the names that tables use: `rmse`, and `ndcg@5`, `ndcg@10` for metrics at a cut-off.

    >>> columns(["rmse", "ndcg"], [5, 10])
    ['rmse', 'ndcg@5', 'ndcg@10']
    """
    named = []
    for name, function in select(names).items():
        of_lists = [f"{name}@{k}" for k in cutoffs]
        named += of_lists if declared(function).has_cutoff else [name]
    return named


def of_column(column: str) -> Declared:
    """Return what the metric of a column such as `rmse` or `ndcg@10` declares.

    >>> of_column("ndcg@10").label
    'nDCG'
    """
    name = column.partition("@")[0]
    return declared(select([name])[name])


def label(name: str) -> str:
    """Return a metric's name as people write it, any other name without underscores.

    >>> label("ndcg"), label("some_group")
    ('nDCG', 'some group')
    """
    metric = known().get(name)
    return name.replace("_", " ") if metric is None else declared(metric).label


def falls(column: str) -> bool:
    """Tell whether a column such as `rmse` falls as a baseline improves."""
    return of_column(column).direction == "lower"


def without_direction(columns: Iterable[str]) -> list[str]:
    """Return the columns of metrics of which neither more nor less is better: no headlines.

    A name that is unknown is passed over; `select` refuses it.

    >>> without_direction(["ndcg@10", "item_age@10", "rmse"])
    ['item_age@10']
    """
    undirected = {name for name, function in known().items() if _is_undirected(function)}
    return [column for column in columns if column.partition("@")[0] in undirected]


def _is_undirected(function: Metric) -> bool:
    return declared(function).direction == "neither"


def describe(names: list[str]) -> list[dict[str, Any]]:
    """Return a row for each metric, as metrics.csv has them."""
    rows = []
    for name, function in select(names).items():
        declaration = declared(function)
        row = {"metric": name, **asdict(declaration), "has_interval": declaration.has_interval}
        for inner in ("name", "at_size", "needs_relevant", "arguments"):
            del row[inner]
        rows.append(row)
    return rows


def is_of_ratings(function: Metric) -> bool:
    """Tell whether a metric judges predicted ratings, instead of lists."""
    return declared(function).is_of_ratings


def has_cutoff(function: Metric) -> bool:
    """Tell whether a metric is of lists of a length k that is named with it."""
    return declared(function).has_cutoff


def is_at_size(function: Metric) -> bool:
    """Tell whether a metric cuts each list at the number of the user's relevant items."""
    return declared(function).at_size


def is_of_totals(function: Metric) -> bool:
    """Tell whether a metric is a function of sums over users, not a mean of users' values."""
    return declared(function).averaged == "totals"


def is_of_lists(function: Metric) -> bool:
    """Tell whether a metric is one number for all lists together."""
    return declared(function).averaged == "lists"


def needs_relevant(function: Metric) -> bool:
    """Tell whether users without anything relevant in the test are left out of a metric."""
    return declared(function).needs_relevant


def identifier(function: Metric) -> str:
    """Return what pins the definition of a metric."""
    return declared(function).identifier


def arguments(function: Metric) -> list[str]:
    """Return what a metric wants to be given, by name."""
    return list(declared(function).arguments)
