"""The next basket: what of it users had before, what is new to them, what lists hold of both."""

from dataclasses import dataclass

from benchmarks.contract.names import column_name
from benchmarks.report.inputs import Facts, Inputs, Leaderboard
from benchmarks.report.sections.beyond import Span, span
from benchmarks.report.sections.grids import Column, Extreme, Grid, extremes, grid
from benchmarks.report.sections.leaderboard import Board

REPEATS, EXPLORED, SHARE = "recall_repeat", "recall_explore", "repeat_share"
HEADINGS = {
    REPEATS: "Repeats alone",
    "ndcg_repeat": "Repeats alone",
    "hit_rate_repeat": "Repeats alone",
    EXPLORED: "New items alone",
    "ndcg_explore": "New items alone",
    "hit_rate_explore": "New items alone",
    SHARE: "Lists",
}
AT_SIZE = ("recall_at_size", "recall_repeat_at_size", "recall_explore_at_size")
_AT_SIZE = "As long as the basket"


@dataclass(frozen=True)
class NextBasket:
    """The metrics of repeats and of new items, of lists of a length and as long as the basket.

    repeats, explored : the highest recall of each
    share : the range of what lists hold of the user's earlier items
    of_test : the share of the test rows that are repeats; None before the split is audited
    """

    length: int
    table: Grid
    repeats: Extreme | None
    explored: Extreme | None
    share: Span | None
    of_test: float | None


def next_basket(
    shown: Leaderboard, board: Board, audit: Facts | None, inputs: Inputs
) -> NextBasket | None:
    """Return what the lists are worth on repeats and on new items; None where it is not computed.

    audit : of the split
    """
    length = inputs.settings.list_length
    titles = {name: column_name(name, length) for name in HEADINGS}
    numbers = {name: inputs.numbers(shown.name, title) for name, title in titles.items()}
    columns = [Column(titles[name], numbers[name], above) for name, above in HEADINGS.items()]
    columns += [Column(name, inputs.numbers(shown.name, name), _AT_SIZE) for name in AT_SIZE]
    table = grid(columns, board.baselines)
    if table is None:
        return None
    first = {name: extremes(numbers[name])[1] for name in (REPEATS, EXPLORED) if numbers[name]}
    share = span(SHARE, numbers[SHARE], board) if numbers[SHARE] else None
    return NextBasket(
        length, table, first.get(REPEATS), first.get(EXPLORED), share, _of_test(audit)
    )


def _of_test(audit: Facts | None) -> float | None:
    """Return the share of the test rows whose pair of user and item is known."""
    if audit is None or not audit["rows"]["test"]:
        return None
    return float(audit["pairs_in_training_and_test"] / audit["rows"]["test"])
