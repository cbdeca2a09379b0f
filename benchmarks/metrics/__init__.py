"""The metrics: pure functions, one module per family, found by their names.

A metric is a public function marked by `@metric(...)`, which declares its direction, unit, range
and what it is averaged over (see `metric.py`). Its parameters say what it is given (see the head of
each module, and `benchmarks/protocol/evidence.py`, which makes them). Averaged over users it
returns (n_users,) values, whose mean is of those that are not NaN; over lists a scalar, one number
for all of them; over totals it is a function of sums over users. To add a metric, write the
function and put its name in `metrics` of params.yaml. Where the data lacks what it is to be given,
it is left out.
"""

from benchmarks.metrics.metric import Declared, Metric, call, declared
from benchmarks.metrics.names import (
    FAMILIES,
    arguments,
    columns,
    describe,
    falls,
    has_cutoff,
    identifier,
    is_at_size,
    is_of_lists,
    is_of_ratings,
    is_of_totals,
    known,
    label,
    needs_relevant,
    of_column,
    select,
    without_direction,
)

__all__ = [
    "FAMILIES",
    "Declared",
    "Metric",
    "arguments",
    "call",
    "columns",
    "declared",
    "describe",
    "falls",
    "has_cutoff",
    "identifier",
    "is_at_size",
    "is_of_lists",
    "is_of_ratings",
    "is_of_totals",
    "known",
    "label",
    "needs_relevant",
    "of_column",
    "select",
    "without_direction",
]
