"""Slices that are everybody: under a second view, or with a history of one size."""

from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.leaderboard import in_order
from benchmarks.report.sections.parameters import NO_DIFFERENCE
from benchmarks.stats.levels import NO_CLAIM_BELOW


def slices(shown: Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Return the headline metrics of everybody under each second view, baselines in the order of the first of them."""
    groups = []
    for part in second_views(shown, inputs):
        found = {
            metric: inputs.estimates.get((shown.name, part, metric), {})
            for metric in inputs.settings.headline
        }
        users = max((estimate.n_users for estimate in found[board["metric"]].values()), default=0)
        numbers = {metric: numbers for metric, numbers in found.items() if numbers}
        if numbers:
            groups.append(
                {"name": part, "users": users, "claim": users >= NO_CLAIM_BELOW, "metrics": numbers}
            )
    ranked = (
        in_order(groups[0]["metrics"].get(board["metric"], {}), board["metric"]) if groups else []
    )
    names = [row["baseline"] for row in board["rows"]]
    flat = [row["baseline"] for row in board["rows"] if row["origin"] == NO_DIFFERENCE]
    return {
        "groups": groups,
        "baselines": ranked + [name for name in names if name not in ranked],
        "flat": flat,
    }


def histories(shown: Reported, inputs: Inputs) -> dict[int, str]:
    """Return the slice of each size of history that a benchmark gives new users."""
    rule = inputs.settings.benchmark(shown.benchmark).split
    return {size: f"known={size}" for size in rule.history_sizes}


def second_views(shown: Reported, inputs: Inputs) -> list[str]:
    """Return the slices that are everybody under another view."""
    others = (other for other in inputs.settings.reported() if other.name == shown.name)
    return [other.everybody for other in others if other.everybody != "all"]
