"""What a shop would look at, where the data has purchases: offline proxies, not causal effects."""

from typing import Any

from benchmarks.contract.documents import Reported
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.beyond import span
from benchmarks.report.sections.grids import Column, grid

HEADINGS = {
    "products_purchased": "Purchases",
    "revenue": "Revenue",
    "revenue_share": "Revenue",
    "revenue_new": "Revenue",
    "reach": "Reach",
    "reach_returning": "Subscription (proxy)",
    "new_categories": "Growth (proxy)",
}
DIGITS = {"products_purchased": 2, "revenue": 2, "revenue_new": 2}


def business(shown: Reported, board: dict[str, Any], inputs: Inputs) -> dict[str, Any] | None:
    """Return the table of the business metrics and who captures most of the test revenue; None without purchases."""
    length = inputs.settings.list_length
    found = {
        name: inputs.estimates.get((shown.name, "all", f"{name}@{length}"), {}) for name in HEADINGS
    }
    columns = [
        Column(name, numbers, HEADINGS[name], DIGITS.get(name, 3))
        for name, numbers in found.items()
    ]
    table = grid(columns, [row["baseline"] for row in board["rows"]])
    if table is None:
        return None
    share = found["revenue_share"]
    return {
        "length": length,
        "table": table,
        "share": span({"revenue_share": share}, board) if share else None,
    }
