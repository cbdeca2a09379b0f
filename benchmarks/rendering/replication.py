"""Published figures beside ours: what was reproduced, what differs and why, what could not be run."""

from typing import Any

from benchmarks import replication
from benchmarks.rendering.inputs import Inputs, number


def replicated(inputs: Inputs) -> dict[str, Any] | None:
    """Return the rows of replication.csv by source, with their protocol and notes; None without any."""
    if not inputs.replication:
        return None
    rows = iter(inputs.replication)
    sources = []
    for module in replication.modules():
        lines = [_line(next(rows), target, inputs) for target in module.TARGETS]
        label = lines[0]["source"].removeprefix(module.SOURCE.name + ", ")
        sources.append({"name": module.SOURCE.name, "where": label, "protocol": module.SOURCE.protocol, "lines": lines})
    verdicts = [line["verdict"] for source in sources for line in source["lines"]]
    counts = {word: verdicts.count(word) for word in ("reproduced", "differs", "not run", "not published")}
    return {"sources": sources, "counts": counts, "compared": counts["reproduced"] + counts["differs"]}


def _line(row: dict[str, str], target: replication.Target, inputs: Inputs) -> dict[str, Any]:
    published, ours = number(row["published"]), number(row["ours"])
    note = target.note
    if row["verdict"] == "not run" and row["dataset"] not in inputs.settings.datasets:
        unreachable = f"{row['dataset']} comes from its official home only and is not among the datasets of params.yaml"
        note = f"{note}; {unreachable}" if note else unreachable
    decimals = max(len(f"{target.tolerance:.6f}".rstrip("0").partition(".")[2]), 3)
    return {
        **row,
        "published": published,
        "ours": ours,
        "difference": None if published is None or ours is None else ours - published,
        "tolerance": target.tolerance,
        "decimals": decimals,
        "note": note,
    }
