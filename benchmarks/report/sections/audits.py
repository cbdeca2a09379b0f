"""What the audit of a split says about its numbers, on average over its folds."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.contract.audited import LATER_THAN_OWN_TEST, LATER_THAN_TEST, over_folds
from benchmarks.report.inputs import Facts


@dataclass(frozen=True)
class Leak:
    """Shares of training rows that are later than a test row, on average over the test rows.

    anybody : than a test row of anybody; own : than the same user's first test row
    """

    anybody: float
    own: float


@dataclass(frozen=True)
class Unknown:
    """Shares of the test rows whose user or item is not in training."""

    user: float
    item: float


def leak(audit: Facts | None) -> Leak | None:
    """Return how far a split leaks the future; None where it leaks nothing by nature."""
    if audit is None or not audit["leaks_the_future"]:
        return None
    anybody, own = (over_folds(audit, name) for name in (LATER_THAN_TEST, LATER_THAN_OWN_TEST))
    return Leak(anybody or 0.0, own or 0.0)


def unknown(audit: Facts | None) -> Unknown | None:
    """Return whom and what training does not know; None before the audit."""
    if audit is None:
        return None
    folds = _folds(audit)
    user, item = (_mean([_cold(fold, kind) for fold in folds]) for kind in ("user", "item"))
    return Unknown(user, item)


def _cold(fold: Facts, kind: str) -> float:
    cold_rows: int = fold[f"test_rows_with_cold_{kind}"]
    return cold_rows / max(fold["rows"]["test"], 1)


def _mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares)


def _folds(audit: Facts) -> list[Facts]:
    return list(audit.get("folds", {"all": audit}).values())
