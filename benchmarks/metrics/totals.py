"""Metrics that are a function of totals over users, such as a ratio of sums, instead of a mean of users' values."""

from collections.abc import Callable
from typing import Any


def of_totals(metric: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a metric: its arguments are added up over users before it is called."""
    metric.of_totals = True
    return metric
