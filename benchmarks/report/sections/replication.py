"""Published figures beside ours: what was reproduced, what differs and why, what could not be run."""

from typing import Any

from benchmarks.report.inputs import Inputs, number

VERDICTS = ("reproduced", "differs", "not run", "not published")


def replicated(inputs: Inputs) -> dict[str, Any] | None:
    """Return the rows of replication.csv by source, with their protocol and notes; None without any."""
    if not inputs.replication:
        return None
    sources = []
    for about in inputs.replication_about["sources"]:
        rows = [row for row in inputs.replication if row["source"] == about["source"]]
        lines = [_line(row, note) for row, note in zip(rows, about["notes"], strict=True)]
        where = about["source"].removeprefix(about["name"] + ", ")
        sources.append(
            {"name": about["name"], "where": where, "protocol": about["protocol"], "lines": lines}
        )
    verdicts = [row["verdict"] for row in inputs.replication]
    counts = {word: verdicts.count(word) for word in VERDICTS}
    return {
        "sources": sources,
        "counts": counts,
        "compared": counts["reproduced"] + counts["differs"],
    }


def _line(row: dict[str, str], note: str) -> dict[str, Any]:
    published, ours, tolerance = (number(row[name]) for name in ("published", "ours", "tolerance"))
    decimals = max(len(row["tolerance"].rstrip("0").partition(".")[2]), 3)
    return {
        **row,
        "published": published,
        "ours": ours,
        "difference": None
        if published is None or ours is None
        else round(ours - published, decimals) + 0.0,
        "tolerance": tolerance,
        "decimals": decimals,
        "note": note,
    }
