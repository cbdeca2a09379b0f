"""What relevance costs in breadth, variety and time: scatter plots with the Pareto front."""

from collections.abc import Iterator
from typing import Any

from matplotlib.figure import Figure

from benchmarks import metrics
from benchmarks.contract.documents import Reported
from benchmarks.report.figures.scatter import Labels, tradeoff
from benchmarks.report.inputs import Inputs, number
from benchmarks.report.sections.leaderboard import in_order
from benchmarks.report.text import display, slug
from benchmarks.stats.pareto import front

Drawn = tuple[
    str, str, Figure, dict[str, Any]
]  # kind, end of the file's name, picture, what the caption needs
GAINS = ("coverage", "content_diversity")
COSTS = {"request_ms_p50": "median request, ms", "fit_seconds": "fit, s"}


def tradeoffs(shown: Reported, metric: str, inputs: Inputs) -> Iterator[Drawn]:
    """Yield the leaderboard's metric against what lists offer besides, and against what they cost (measured)."""
    name, _, cutoff = metric.partition("@")
    for other in GAINS:
        found = inputs.estimates.get((shown.name, "all", f"{other}@{cutoff}"), {})
        if name != other and found:
            label = display(f"{other}@{cutoff}")
            values = {baseline: one.value for baseline, one in found.items()}
            yield from _against(
                shown, metric, values, inputs, label, {"other": f"{other}@{cutoff}"}
            )
    for column, label in COSTS.items():
        cells = {
            row["baseline"]: number(row.get(column, "")) for row in inputs.measured[shown.name]
        }
        values = {baseline: value for baseline, value in cells.items() if value is not None}
        if values:
            yield from _against(
                shown, metric, values, inputs, label, {"other": column, "measured": True}
            )


def _against(
    shown: Reported,
    metric: str,
    values: dict[str, float],
    inputs: Inputs,
    label: str,
    facts: dict[str, Any],
) -> Iterator[Drawn]:
    numbers = inputs.estimates.get((shown.name, "all", metric), {})
    points = [
        (name, values[name], numbers[name].value)
        for name in in_order(numbers, metric)
        if name in values
    ]
    if not points:
        return
    measured = facts.get("measured", False)
    on_front = front(points, lower_x=measured, lower_y=metrics.falls(metric))
    picture = tradeoff(points, on_front, Labels(label, display(metric)), measured)
    end = f"{slug(metric)}-vs-{slug(facts['other'])}"
    yield "tradeoff", end, picture, {"part": "all", "front": on_front, **facts}
