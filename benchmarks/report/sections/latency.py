"""What a cell costs: measured, so kept apart from what is computed, and not the same to the digit next time."""

from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs, number

COLUMNS = (
    "fit_seconds",
    "users_per_second",
    "request_ms_p50",
    "request_ms_p95",
    "request_ms_p99",
    "new_item_seconds",
    "model_mib",
    "peak_mib",
)


def latency(shown: Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any] | None:
    """Return the costs of each baseline, None where not measured, and the range of a request; None without any cost."""
    measured = {row["baseline"]: row for row in inputs.measured[shown.name]}
    rows = [
        {
            "baseline": row["baseline"],
            "new_item_by": measured[row["baseline"]].get("new_item_by", ""),
            **{name: number(measured[row["baseline"]].get(name, "")) for name in COLUMNS},
        }
        for row in board["rows"]
        if row["baseline"] in measured
    ]
    if not rows:
        return None
    timed = sorted(
        (row["request_ms_p50"], row["baseline"])
        for row in rows
        if row["request_ms_p50"] is not None
    )
    return {
        "rows": rows,
        "range": (timed[0], timed[-1]) if timed else None,
        "adding": [row["baseline"] for row in rows if row["new_item_by"] == "add_items"],
    }
