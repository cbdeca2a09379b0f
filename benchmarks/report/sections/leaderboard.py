"""The leaderboard: which numbers it shows, and in which order."""

from collections import defaultdict
from typing import Any

from benchmarks import metrics
from benchmarks.contract.documents import Reported, Study
from benchmarks.report.inputs import Estimate, Inputs, number
from benchmarks.report.sections.parameters import origin
from benchmarks.report.sections.verdicts import Standing


def leaderboard(shown: Reported, inputs: Inputs, found: dict[str, Standing]) -> dict[str, Any]:
    """Return the rows of a benchmark's table, by the first headline metric, and who is best or tied by each metric.

    found : what the tests say, by metric

    Baselines without that number come last, by name; metrics without any number are left out.
    """
    first, *others = columns(inputs.settings)
    lower = metrics.falls(first)
    numbers = {
        metric: inputs.estimates.get((shown.name, "all", metric), {}) for metric in (first, *others)
    }
    others = [metric for metric in others if numbers[metric]]
    seconds = {row["baseline"]: number(row["fit_seconds"]) for row in inputs.measured[shown.name]}
    rows = [
        {
            "baseline": cell["baseline"],
            "headline": numbers[first].get(cell["baseline"]),
            "others": [numbers[metric].get(cell["baseline"]) for metric in others],
            "marks": [
                found[metric].label(cell["baseline"]) if metric in found else ""
                for metric in (first, *others)
            ],
            "fit_seconds": seconds.get(cell["baseline"]),
            "fallback_share": number(cell["fallback_share"]),
            "rating_fallback_share": number(cell["rating_fallback_share"]),
            "origin": origin(cell["baseline"], shown.benchmark, inputs.settings),
        }
        for cell in inputs.cells[shown.name]
        if cell["status"] == "ok"
    ]
    rows.sort(key=lambda row: (*_rank(row["headline"], lower), row["baseline"]))
    leader = rows[0]["headline"] if rows else None
    bounds = [row["headline"].high or row["headline"].value for row in rows if row["headline"]]
    return {
        "metric": first,
        "lower": lower,
        "others": others,
        "falls": [metrics.falls(metric) for metric in (first, *others)],
        "tested": first in found,
        "rows": rows,
        "rating_fallback": any(row["rating_fallback_share"] is not None for row in rows),
        "leader": rows[0] if leader else None,
        "scale": max(bounds, default=1) or 1,
    }


def columns(settings: Study) -> list[str]:
    """Return the metrics of a leaderboard: the headline ones of lists, coverage and Gini, then those of ratings."""
    first = settings.headline[0]
    reach = [
        f"{name}@{first.partition('@')[2]}"
        for name in ("coverage", "gini")
        if name in settings.metrics and "@" in first
    ]
    wanted = (
        [m for m in settings.headline if "@" in m]
        + reach
        + [m for m in settings.headline if "@" not in m]
    )
    return list(dict.fromkeys([first, *wanted]))


def in_order(numbers: dict[str, Estimate], metric: str) -> list[str]:
    """Return the baselines by a metric, the leading one first, equal ones by name."""
    return sorted(
        numbers, key=lambda baseline: (*_rank(numbers[baseline], metrics.falls(metric)), baseline)
    )


def on_average(inputs: Inputs) -> list[str]:
    """Return the baselines by their average rank over the benchmarks, by the headline metric."""
    metric = inputs.settings.headline[0]
    ranks: dict[str, list[int]] = defaultdict(list)
    for shown in inputs.shown:
        for rank, baseline in enumerate(
            in_order(inputs.estimates.get((shown.name, "all", metric), {}), metric)
        ):
            ranks[baseline].append(rank)
    return sorted(ranks, key=lambda b: (sum(ranks[b]) / len(ranks[b]), b))


def _rank(estimate: Estimate | None, lower: bool) -> tuple[bool, float]:
    """Return what sorts the higher (or lower) number first and what is missing last."""
    return (
        (True, 0.0) if estimate is None else (False, estimate.value if lower else -estimate.value)
    )
