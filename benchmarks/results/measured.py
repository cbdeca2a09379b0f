"""What cells cost: rows of measured.csv."""

from typing import Any

import numpy as np

from benchmarks.contract import paths
from benchmarks.contract.files import read_json

_PERCENTILES = ("p50", "p95", "p99")


def row(name: str, benchmark: str, baseline: str, view: str) -> dict[str, Any] | None:
    """Return what a cell cost, medians over seeds and folds; None where it did not run.

    name : under which the benchmark is reported; view : whose ranking is timed
    """
    path = paths.measured(benchmark, baseline)
    cost = read_json(path) if path.exists() else {"runs": []}
    if not cost["runs"]:
        return None
    fit = _median(cost["runs"], "fit_seconds")
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
    }


def _median(runs: list[dict[str, Any]], key: str) -> float:
    return float(np.median([run[key] for run in runs]))
