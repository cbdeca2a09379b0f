"""How baselines do where little is known: users with short histories, items that are new or rarely chosen."""

from collections.abc import Sequence
from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.grids import Column, claims, grid, values_of
from benchmarks.report.sections.leaderboard import in_order
from benchmarks.report.sections.views import histories, second_views
from benchmarks.stats.levels import NO_CLAIM_BELOW

_ITEMS = ("item_age", "item_popularity")


def cold_start(shown: Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any]:
    """Return the curve of new users, and the tables by size of history and by age and popularity of items."""
    others = [part for part in ("cold", "warm") if part not in second_views(shown, inputs)]
    by_history = _bands(shown, "history", board, inputs, others)
    by_item = [_bands(shown, attribute, board, inputs) for attribute in _ITEMS]
    return {
        "known": known(shown, board, inputs),
        "bands": [band for band in (by_history, *by_item) if band],
    }


def known(shown: Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any] | None:
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


def _bands(
    shown: Reported,
    attribute: str,
    board: dict[str, Any],
    inputs: Inputs,
    others: Sequence[str] = (),
) -> dict[str, Any] | None:
    """Return a table of an attribute's bands, by the first headline metric that has any, and who leads in the large.

    others : slices that are shown beside the bands, under a heading of their own
    """
    at = {
        (part, metric): numbers
        for (where, part, metric), numbers in inputs.estimates.items()
        if where == shown.name
    }
    values = values_of(attribute, {part for part, _ in at})
    metrics = [
        metric
        for metric in inputs.settings.headline
        if any((part, metric) in at for part in values.values())
    ]
    if not metrics:
        return None
    metric = metrics[0]
    columns = [
        Column(value, at.get((part, metric), {}), "by size") for value, part in values.items()
    ]
    columns += [Column(part, at.get((part, metric), {}), "cold and warm") for part in others]
    leaders = [
        (
            column.title,
            in_order(column.numbers, metric)[0],
            max(one.value for one in column.numbers.values()),
        )
        for column in columns
        if column.above == "by size" and claims(column)
    ]
    table = grid(columns, [row["baseline"] for row in board["rows"]])
    if table is None or len(table["heads"]) < 2:
        return None
    return {"attribute": attribute, "metric": metric, "table": table, "leaders": leaders}
