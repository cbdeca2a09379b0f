"""Across benchmarks: average ranks, and whether rankings of the same data agree."""

from typing import Any

from benchmarks.report.inputs import Inputs


def across(inputs: Inputs) -> dict[str, Any] | None:
    """Return average ranks and Kendall's tau by headline metric; None where no baseline has a rank."""
    ranks = {(row["metric"], row["baseline"]): row for row in inputs.ranks}
    metrics = [
        metric for metric in inputs.settings.headline if any(key[0] == metric for key in ranks)
    ]
    if not metrics:
        return None
    most = {
        metric: max(int(row["benchmarks"]) for key, row in ranks.items() if key[0] == metric)
        for metric in metrics
    }
    first = metrics[0]
    names = sorted(
        {name for _, name in ranks},
        key=lambda name: _place(ranks.get((first, name)), most[first], name),
    )
    return {
        "metrics": metrics,
        "most": most,
        "rows": [
            (name, [_rank(ranks.get((metric, name))) for metric in metrics]) for name in names
        ],
        "agreement": agreement(metrics, inputs),
    }


def _place(row: dict[str, str] | None, most: int, name: str) -> tuple[bool, bool, float, str]:
    """Return what sorts by average rank, those that run on fewer benchmarks after those that run on all."""
    if row is None:
        return True, True, 0.0, name
    return False, int(row["benchmarks"]) < most, float(row["average_rank"]), name


def _rank(row: dict[str, str] | None) -> dict[str, Any] | None:
    return (
        {"rank": float(row["average_rank"]), "benchmarks": int(row["benchmarks"])} if row else None
    )


def agreement(metrics: list[str], inputs: Inputs) -> dict[str, Any] | None:
    """Return tau of each two benchmarks on the same data, and its extremes by the first metric; None without any."""
    at = {
        (row["benchmark"], row["other"], row["metric"]): row
        for row in inputs.agreement
        if row["tau"]
    }
    pairs = list(dict.fromkeys((one, other) for one, other, _ in at))
    columns = [metric for metric in metrics if any(key[2] == metric for key in at)]
    rows = [
        {
            "one": one,
            "other": other,
            "taus": [_tau(at.get((one, other, metric))) for metric in columns],
        }
        for one, other in pairs
    ]
    judged = [row for row in rows if row["taus"][0]]
    if not judged:
        return None
    judged.sort(key=lambda row: row["taus"][0]["tau"])
    return {"metrics": columns, "rows": rows, "low": judged[0], "high": judged[-1]}


def _tau(row: dict[str, str] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    shares = {name: float(row[name]) for name in ("tau", "same_order", "reversed", "tied")}
    return {**shares, "baselines": int(row["baselines"])}
