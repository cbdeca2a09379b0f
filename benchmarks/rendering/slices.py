"""What is not about everybody at once: slices of users, second views, and users with histories of several sizes."""

from typing import Any

from benchmarks.rendering.inputs import Inputs
from benchmarks.rendering.leaderboard import in_order
from benchmarks.shared import params

NO_CLAIM_BELOW = 100  # users; a smaller slice is shown and marked


def slices(shown: params.Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Return the headline metrics of each slice; baselines are in the order of the leaderboard, or of a second view.

    A slice is a group of users, or all of them under another view; history sizes are `cold_start`'s.
    """
    views = second_views(shown, inputs)
    rest = {"all", *histories(shown, inputs).values()}
    names = sorted({part for where, part, _ in inputs.estimates if where == shown.name} - rest)
    groups = []
    for part in names:
        found = {metric: inputs.estimates.get((shown.name, part, metric), {}) for metric in inputs.settings.headline}
        users = max((estimate.n_users for estimate in found[board["metric"]].values()), default=0)
        numbers = {metric: numbers for metric, numbers in found.items() if numbers}
        claim = users >= NO_CLAIM_BELOW
        groups.append({"name": part, "view": part in views, "users": users, "claim": claim, "metrics": numbers})
    first = groups[0]["metrics"].get(board["metric"], {}) if groups and all(g["view"] for g in groups) else {}
    ranked = in_order(first, board["metric"])  # a second view has an order of its own
    names = [row["baseline"] for row in board["rows"]]
    return {"groups": groups, "baselines": ranked + [name for name in names if name not in ranked]}


def cold_start(shown: params.Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any] | None:
    """Return the headline metric of each baseline for each size of history, or None where users are not new."""
    at = {
        size: inputs.estimates.get((shown.name, part, board["metric"]), {})
        for size, part in histories(shown, inputs).items()
    }
    sizes = [size for size, numbers in at.items() if numbers]
    rows = [
        {"baseline": row["baseline"], "numbers": [at[size].get(row["baseline"]) for size in sizes]}
        for row in board["rows"]
        if any(row["baseline"] in at[size] for size in sizes)
    ]
    if not rows:
        return None
    users = min(estimate.n_users for size in sizes for estimate in at[size].values())
    return {"sizes": sizes, "rows": rows, "users": users, "claim": users >= NO_CLAIM_BELOW}


def histories(shown: params.Reported, inputs: Inputs) -> dict[int, str]:
    """Return the slice of each size of history that a benchmark gives new users."""
    return {size: f"known={size}" for size in inputs.settings.benchmark(shown.benchmark).split.known}


def second_views(shown: params.Reported, inputs: Inputs) -> list[str]:
    """Return the slices that are everybody under another view."""
    others = (other for other in inputs.settings.reported() if other.name == shown.name)
    return [other.everybody for other in others if other.everybody != "all"]
