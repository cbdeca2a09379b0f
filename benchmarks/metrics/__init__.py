"""The metrics: pure functions, one module per family, found by their names.

A metric is a public function here with an `Identifier:` line in its docstring. Its parameters say what it is given
(see the head of each module); what it returns says what it is: (n_users,) values are averaged over users, a scalar
is one number for all lists. To add one, write the function and put its name in `metrics` of params.yaml.
"""

import inspect
import re
from collections.abc import Callable
from typing import Any

from benchmarks.metrics import coverage, ranking, rating
from benchmarks.shared.errors import unknown

FAMILIES = (rating, ranking, coverage)

Metric = Callable[..., Any]


def known() -> dict[str, Metric]:
    """Return all metrics by name, in the order of families and files."""
    return {
        name: function
        for module in FAMILIES
        for name, function in vars(module).items()
        if inspect.isfunction(function) and "Identifier:" in (function.__doc__ or "")
    }


def select(names: list[str]) -> dict[str, Metric]:
    """Return the metrics of these names; an unknown one is a UserError."""
    everything = known()
    for name in names:
        if name not in everything:
            raise unknown("metric", name, everything, "params.yaml: metrics")
    return {name: everything[name] for name in names}


def is_pooled(metric: Metric) -> bool:
    """Tell whether a metric is a function of totals over ratings, instead of a mean over users."""
    return metric.__module__ == rating.__name__


def identifier(metric: Metric) -> str:
    """Return what pins the definition of a metric."""
    return re.search(r"Identifier: (\S+)", metric.__doc__ or "").group(1)


def arguments(metric: Metric) -> list[str]:
    """Return what a metric wants to be given."""
    return list(inspect.signature(metric).parameters)


def call(metric: Metric, available: dict[str, Any]) -> Any:
    """Call a metric with what its parameters name."""
    return metric(**{name: available[name] for name in arguments(metric)})


def columns(names: list[str], cutoffs: list[int]) -> list[str]:
    """Return the names that tables use: `rmse`, and `ndcg@5`, `ndcg@10` for metrics of lists.

    >>> columns(["rmse", "ndcg"], [5, 10])
    ['rmse', 'ndcg@5', 'ndcg@10']
    """
    return [
        column
        for name, metric in select(names).items()
        for column in ([name] if is_pooled(metric) else [f"{name}@{k}" for k in cutoffs])
    ]
