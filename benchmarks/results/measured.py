"""What cells cost: rows of measured.csv."""

from typing import Any

import numpy as np

from benchmarks.contract import paths
from benchmarks.contract.files import read_json

_PERCENTILES = ("p50", "p95", "p99")
_LATER = ("fit_cpu_seconds", "rank_cpu_seconds", "waited", "threads", "machine")
_CPU = "_cpu_seconds"


def row(name: str, benchmark: str, baseline: str, view: str) -> dict[str, Any] | None:
    """Return what a cell cost, medians over seeds and folds; None where it did not run.

    name : under which the benchmark is reported; view : whose ranking is timed
    """
    path = paths.measured(benchmark, baseline)
    cost = read_json(path) if path.exists() else {"runs": []}
    if not cost["runs"]:
        return None
    of = _own_fit(cost, view)
    fit = _median(cost["runs"], f"fit_seconds{of}")
    rank = _median(cost["runs"], f"rank_seconds_{view}")
    asked = cost["request_ms"] or {}  # nobody to serve, nothing to ask
    return {
        "benchmark": name,
        "baseline": baseline,
        "fit_seconds": fit,
        "rank_seconds": rank,
        "users_per_second": float(_median(cost["runs"], "users") / rank) if rank else None,
        **{f"request_ms_{at}": asked.get(at) for at in _PERCENTILES},
        "new_item_seconds": cost["new_item"]["seconds"],
        "new_item_by": cost["new_item"]["by"],
        "model_mib": cost["model_mib"],
        "peak_mib": cost["peak_mib"],
        **_later(cost, view),
    }


def _later(cost: dict[str, Any], view: str) -> dict[str, Any]:
    """Return the columns of version 1.1: empty for what an older version measured."""
    if "machine" not in cost:
        return dict.fromkeys(_LATER)
    figures = (
        _median(cost["runs"], f"fit_cpu_seconds{_own_fit(cost, view)}"),
        _median(cost["runs"], f"rank_cpu_seconds_{view}"),
        _waited(cost["runs"]),
        cost["machine"]["threads"],
        _machine(cost["machine"]),
    )
    return dict(zip(_LATER, figures, strict=True))


def _own_fit(cost: dict[str, Any], view: str) -> str:
    """Return the end of the names of a view's own fit; "" where it ranks the cell's first fit."""
    return f"_{view}" if f"fit_seconds_{view}" in cost["runs"][0] else ""


def _median(runs: list[dict[str, Any]], key: str) -> float:
    return float(np.median([run[key] for run in runs]))


def _waited(runs: list[dict[str, Any]]) -> float:
    """Return the share of its time that a cell had no core, as others had it."""
    wall = cpu = 0.0
    for run in runs:
        for name in run:
            if _CPU in name:
                cpu += run[name]
                wall += run[name.replace(_CPU, "_seconds")]
    return max(0.0, 1 - cpu / wall) if wall else 0.0


def _machine(kind: dict[str, Any]) -> str:
    """Return the class of a machine in words.

    >>> _machine({"processor": "AMD EPYC", "cores": 2})
    'AMD EPYC, 2 cores'
    """
    return f"{kind['processor'] or 'unknown processor'}, {kind['cores']} cores"
