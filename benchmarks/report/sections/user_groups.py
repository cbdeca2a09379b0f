"""Groups of users: how well each is served, and whether gaps between them are larger than chance makes them."""

from collections import Counter
from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.contract.settings import Groups
from benchmarks.report.inputs import Inputs, number
from benchmarks.report.sections.grids import Column, grid, values_of
from benchmarks.stats.levels import ALPHA


def user_groups(shown: Reported, board: dict[str, Any], inputs: Inputs) -> list[dict[str, Any]]:
    """Return for each attribute of users the headline metric, and that of ratings, of its groups.

    Groups by size of history are `cold_start`'s.
    """
    slices = {part for where, part, _ in inputs.estimates if where == shown.name}
    wanted = [
        board["metric"],
        *(metric for metric in inputs.settings.headline if "@" not in metric),
    ]
    found = []
    for attribute in (name for name in inputs.settings.groups.users if name != "history"):
        values = values_of(attribute, slices)
        tables = [
            {"metric": metric, "table": table}
            for metric in dict.fromkeys(wanted)
            if (table := _table(shown, metric, values, board, inputs))
        ]
        if tables:
            found.append({"attribute": attribute, "groups": len(values), "tables": tables})
    return found


def fairness(shown: Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any] | None:
    """Return what fairness.csv says: a line for each attribute by the first metric, and all gaps; None without any."""
    rows = inputs.fairness[shown.name]
    order = [row["baseline"] for row in board["rows"]]
    tables = [
        table
        for metric in inputs.settings.headline
        if (table := _gaps(metric, rows, order, inputs.settings.groups))
    ]
    if not tables or tables[0]["metric"] != board["metric"]:
        return None
    return {
        "lines": [_line(attribute, tables[0]) for attribute in tables[0]["attributes"]],
        "tables": tables,
    }


def _table(
    shown: Reported,
    metric: str,
    values: dict[str, str],
    board: dict[str, Any],
    inputs: Inputs,
) -> dict[str, Any] | None:
    columns = [
        Column(value, inputs.estimates.get((shown.name, part, metric), {}))
        for value, part in values.items()
    ]
    return grid(columns, [row["baseline"] for row in board["rows"]])


def _gaps(
    metric: str, rows: list[dict[str, str]], order: list[str], groups: Groups
) -> dict[str, Any] | None:
    """Return the gaps of a metric: a row for each baseline, a cell for each attribute."""
    cells = {
        (row["baseline"], row["attribute"]): _gap(row) for row in rows if row["metric"] == metric
    }
    attributes = [name for name in groups.users if any(name == attribute for _, attribute in cells)]
    found = [(name, [cells.get((name, attribute)) for attribute in attributes]) for name in order]
    found = [(name, gaps) for name, gaps in found if any(gaps)]
    return {"metric": metric, "attributes": attributes, "rows": found} if found else None


def _gap(row: dict[str, str]) -> dict[str, Any]:
    """Return which groups fare best and worst, and whether chance makes such a gap."""
    adjusted = number(row["p_holm"])
    return {
        "ahead": row["best"],
        "behind": row["worst"],
        "values": (number(row["best_value"]), number(row["worst_value"])),
        "gap": number(row["gap"]),
        "groups": int(row["groups"]),
        "p": adjusted,
        "larger": adjusted is not None and adjusted < ALPHA,
    }


def _line(attribute: str, table: dict[str, Any]) -> dict[str, Any]:
    """Return for how many baselines an attribute's gap is no chance, who is behind most often, and the leader's gap."""
    gaps = [cells[table["attributes"].index(attribute)] for _, cells in table["rows"]]
    gaps = [gap for gap in gaps if gap]
    behind = Counter(gap["behind"] for gap in gaps if gap["larger"])
    leader, cells = table["rows"][0]
    return {
        "attribute": attribute,
        "groups": max(gap["groups"] for gap in gaps),
        "baselines": len(gaps),
        "larger": behind.total(),
        "behind": min(behind.items(), key=lambda item: (-item[1], item[0])) if behind else None,
        "leader": leader,
        "gap": cells[table["attributes"].index(attribute)],
    }
