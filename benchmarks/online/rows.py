"""The rows of reports/online.csv."""

from typing import Any

COLUMNS = (
    "kind",
    "topic",
    "source",
    "subject",
    "method",
    "measure",
    "value",
    "low",
    "high",
    "n",
    "note",
)
KINDS = ("real", "estimated", "offline", "simulated")

Row = dict[str, Any]


def row(
    kind: str, topic: str, source: str, subject: str, measure: str, value: float, **rest: Any
) -> Row:
    """Make a row.

    kind : real (what happened), estimated (what would have), offline (what held-out data say, which
    no list has influenced) or simulated (in a world whose truth is known)
    topic : the module that it comes from; source : dataset and campaign, or benchmark and view;
    subject : a policy or baseline, or `one → other`
    rest : method, low, high (an interval of 95 %), n (rows, or replications), note (a sentence)
    """
    made = {"kind": kind, "topic": topic, "source": source, "subject": subject, "measure": measure}
    return {"method": "", **made, **rest, "value": float(value)}


def interval(bounds: Any) -> Row:
    """Return low and high as columns."""
    return {"low": float(bounds[0]), "high": float(bounds[1])}
