"""The metrics: pure functions, one module per family, found by their names.

A metric is a public function here with an `Identifier:` line in its docstring. Its parameters say
what it is given (see the head of each module, and `benchmarks/evidence.py`, which makes them); what
it returns says what it is: (n_users,) values are averaged over the users where they are not NaN, a
scalar is one number for all lists, and one marked `of_totals` is a function of sums over users. To
add a metric, write the function and put its name in `metrics` of params.yaml. Where the data lacks
what it is to be given, it is left out.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.contract.errors import unknown
from benchmarks.metrics import (
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
)
# What only users with something relevant in the test can be judged by; averages of other metrics
# are over all served.
LOWER_IS_BETTER = {"miscalibration"}  # and all errors of ratings
JUDGED_BY_TEST = {"hits", "ratings", "units", "paid"}

Metric = Callable[..., Any]


def known() -> dict[str, Metric]:
    """Return all metrics by name, in the order of families and files."""
    return {
        name: function
        for module in FAMILIES
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and identifier(function)
    }


def select(names: list[str]) -> dict[str, Metric]:
    """Return the metrics of these names; an unknown one is a UserError."""
    everything = known()
    for name in names:
        if name not in everything:
            raise unknown("metric", name, everything, "params.yaml: metrics")
    return {name: everything[name] for name in names}


def is_of_ratings(metric: Metric) -> bool:
    """Tell whether a metric judges predicted ratings, instead of lists."""
    return metric.__module__ == rating.__name__


def is_of_totals(metric: Metric) -> bool:
    """Tell whether a metric is a function of sums over users, instead of a mean of users' values."""
    return getattr(metric, "of_totals", False)


def falls(column: str) -> bool:
    """Tell whether a column such as `rmse` falls as a baseline improves."""
    name = column.partition("@")[0]
    return name in LOWER_IS_BETTER or is_of_ratings(known()[name])


def needs_relevant(metric: Metric) -> bool:
    """Tell whether users without anything relevant in the test are left out of a metric."""
    return bool(JUDGED_BY_TEST & set(arguments(metric)))


def identifier(metric: Metric) -> str:
    """Return what pins the definition of a metric; "" for a function that is none."""
    found = re.search(r"Identifier:\s+(\S+)", metric.__doc__ or "")
    return found.group(1) if found else ""


def arguments(metric: Metric) -> list[str]:
    """Return what a metric wants to be given."""
    return list(inspect.signature(metric).parameters)


def call(metric: Metric, available: Mapping[str, Any]) -> Any:
    """Call a metric with what its parameters name; None where the data lacks one of them."""
    given = {name: available[name] for name in arguments(metric)}
    return None if any(value is None for value in given.values()) else metric(**given)


def columns(names: list[str], cutoffs: list[int]) -> list[str]:
    """Return the names that tables use: `rmse`, and `ndcg@5`, `ndcg@10` for metrics of lists.

    >>> columns(["rmse", "ndcg"], [5, 10])
    ['rmse', 'ndcg@5', 'ndcg@10']
    """
    return [
        column
        for name, metric in select(names).items()
        for column in ([name] if is_of_ratings(metric) else [f"{name}@{k}" for k in cutoffs])
    ]
