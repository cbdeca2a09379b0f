"""What a shop would look at, where the data has purchases: offline proxies, not causal effects."""

from dataclasses import dataclass

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.sections.beyond import Span, span
from benchmarks.report.sections.grids import Column, Grid, grid
from benchmarks.report.sections.leaderboard import Board

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
_CAPTURED = "revenue_share"


@dataclass(frozen=True)
class Business:
    """The business metrics of lists of a length; `share` is the range of the test revenue."""

    length: int
    table: Grid
    share: Span | None


def business(shown: Leaderboard, board: Board, inputs: Inputs) -> Business | None:
    """Return the business metrics, and who captures most revenue; None without purchases."""
    length = inputs.settings.list_length
    numbers = {name: inputs.numbers(shown.name, f"{name}@{length}") for name in HEADINGS}
    columns = [
        Column(name, by_baseline, HEADINGS[name], DIGITS.get(name, 3))
        for name, by_baseline in numbers.items()
    ]
    table = grid(columns, board.baselines)
    if table is None:
        return None
    share = numbers[_CAPTURED]
    return Business(length, table, span(_CAPTURED, share, board) if share else None)
