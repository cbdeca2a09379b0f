"""What lists are besides relevant: how far they reach, how popular, varied, fitting and new their items are."""

from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.grids import Column, extremes, grid

FAMILIES = {
    "Coverage and exposure": ("coverage", "user_coverage", "gini", "entropy"),
    "Popularity bias": ("popularity_lift", "long_tail", "novelty"),
    "Diversity": ("category_diversity", "content_diversity", "personalization", "serendipity"),
    "Calibration": ("miscalibration",),
    "Freshness": ("item_age", "fresh_share", "fresh_recall"),
}
UNITS = {"item_age": "days", "entropy": "bits", "novelty": "bits", "miscalibration": "nats"}
DIGITS = {"item_age": 0, "popularity_lift": 2, "entropy": 2, "novelty": 2}


def beyond(shown: Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Return for each family of metrics its table and the range of its first metric; families without numbers are out.

    Numbers are at the length that the headline has; coverage and what else is one number for all
    lists has a spread over seeds in place of an interval.
    """
    block = inputs.settings.benchmark(shown.benchmark)
    length = inputs.settings.list_length
    families = []
    for title, names in FAMILIES.items():
        found = {
            name: inputs.estimates.get((shown.name, "all", f"{name}@{length}"), {})
            for name in names
        }
        columns = [
            Column(_heading(name), numbers, digits=DIGITS.get(name, 3))
            for name, numbers in found.items()
        ]
        table = grid(columns, [row["baseline"] for row in board["rows"]])
        if table:
            families.append({"title": title, "table": table, "range": span(found, board)})
    return {
        "length": length,
        "families": families,
        "fresh_days": block.fresh_days,
        "released": inputs.released[block.dataset],
    }


def span(found: dict[str, dict[str, Any]], board: dict[str, Any]) -> dict[str, Any]:
    """Return the lowest and highest number of the first metric that has any, and that of the leaderboard's first."""
    name, numbers = next((name, numbers) for name, numbers in found.items() if numbers)
    low, high = extremes(numbers)
    leader = board["leader"]["baseline"] if board["leader"] else None
    return {
        "metric": name,
        "digits": DIGITS.get(name, 3),
        "unit": UNITS.get(name, ""),
        "low": low,
        "high": high,
        "leader": {"name": leader, "value": numbers[leader].value} if leader in numbers else None,
    }


def _heading(name: str) -> str:
    return f"{name}, {UNITS[name]}" if name in UNITS else name
