"""How the places of lists are shared among groups of items: brands, decades, what is popular, what is old."""

from statistics import median
from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.grids import natural


def providers(shown: Reported, board: dict[str, Any], inputs: Inputs) -> list[dict[str, Any]]:
    """Return for each attribute of items the shares of catalogue, relevance and places that its groups have."""
    rows = inputs.exposure[shown.name]
    order = [row["baseline"] for row in board["rows"]]
    found = (
        _attribute(name, [row for row in rows if row["attribute"] == name], order)
        for name in _names(inputs)
    )
    return [one for one in found if one]


def _names(inputs: Inputs) -> list[str]:
    return inputs.settings.groups.items


def _attribute(name: str, rows: list[dict[str, str]], order: list[str]) -> dict[str, Any] | None:
    """Return the table of an attribute, and the groups with most more and most fewer places than their relevance."""
    groups = sorted({row["group"] for row in rows}, key=natural)
    if len(groups) < 2:
        return None
    places = {(row["baseline"], row["group"]): float(row["exposure"]) for row in rows}
    first = {row["group"]: row for row in reversed(rows)}
    relevance = {group: float(first[group]["relevance"]) for group in groups}
    usual = {group: median(places[key] for key in places if key[1] == group) for group in groups}
    by_excess = sorted(groups, key=lambda group: relevance[group] - usual[group])
    return {
        "attribute": name,
        "groups": groups,
        "catalogue": [float(first[group]["catalogue"]) for group in groups],
        "relevance": [relevance[group] for group in groups],
        "rows": [
            (baseline, [places.get((baseline, group)) for group in groups])
            for baseline in order
            if any((baseline, group) in places for group in groups)
        ],
        "most": {
            "group": by_excess[0],
            "places": usual[by_excess[0]],
            "relevance": relevance[by_excess[0]],
        },
        "least": {
            "group": by_excess[-1],
            "places": usual[by_excess[-1]],
            "relevance": relevance[by_excess[-1]],
        },
    }
