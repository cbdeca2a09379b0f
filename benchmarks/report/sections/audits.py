"""What the audit of a split says about its numbers, on average over its folds."""

from typing import Any

from benchmarks.report.inputs import Inputs


def audit(benchmark: str, inputs: Inputs) -> dict[str, Any]:
    """Return the audit of a benchmark, whether and how far its split leaks, and whom training does not know."""
    found = inputs.audits[benchmark]
    return {
        "audit": found,
        "leak": leak(found) if found else None,
        "unknown": unknown(found) if found else None,
    }


def leak(audit: dict[str, Any]) -> dict[str, float] | None:
    """Return the shares of training rows that are later than test rows; None where the split leaks nothing by nature.

    anybody : later than a test row, on average over the test rows; own : later than the same user's
    first test row
    """
    if not audit["leaks_the_future"]:
        return None
    kinds = {"anybody": "training_later_than_test", "own": "training_later_than_test_same_user"}
    folds = _folds(audit)
    return {kind: sum(fold[key] for fold in folds) / len(folds) for kind, key in kinds.items()}


def unknown(audit: dict[str, Any]) -> dict[str, float]:
    """Return the shares of the test rows whose user or item is not in training."""
    folds = _folds(audit)
    return {
        kind: sum(
            fold[f"test_rows_with_cold_{kind}"] / max(fold["rows"]["test"], 1) for fold in folds
        )
        / len(folds)
        for kind in ("user", "item")
    }


def _folds(audit: dict[str, Any]) -> list[dict[str, Any]]:
    return list(audit.get("folds", {"all": audit}).values())
