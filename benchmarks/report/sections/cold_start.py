"""How baselines do where little is known: users of short histories, items new or rarely chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report.inputs import Inputs, Leaderboard, Part
from benchmarks.report.rows import Estimate
from benchmarks.report.sections.grids import Column, Grid, grid, natural
from benchmarks.report.sections.leaderboard import Board, in_order
from benchmarks.report.sections.views import histories
from benchmarks.stats.levels import NO_CLAIM_BELOW

WARMTH = "warmth"  # cold: without training rows; warm: with
_ITEMS = ("item_age", "item_popularity")
_BY_SIZE = "by size"


@dataclass(frozen=True)
class KnownLine:
    """A baseline's numbers at each size of history; None where it has none."""

    baseline: str
    numbers: list[Estimate | None]


@dataclass(frozen=True)
class Known:
    """The headline metric by how many interactions are known of new users."""

    sizes: list[int]
    rows: list[KnownLine]
    users: int

    @property
    def claim(self) -> bool:
        """Whether enough users stand behind the numbers for a claim."""
        return self.users >= NO_CLAIM_BELOW


@dataclass(frozen=True)
class Bands:
    """A table of an attribute's bands.

    leaders : of each band that is large enough for a claim: its name, who leads, the number
    """

    attribute: str
    metric: str
    table: Grid
    leaders: list[tuple[str, str, float]]


@dataclass(frozen=True)
class ColdStart:
    """The curve of new users, and tables by size of history and by age and popularity of items."""

    known: Known | None
    bands: list[Bands]


def cold_start(shown: Leaderboard, board: Board, inputs: Inputs) -> ColdStart:
    """Return what the section on little-known users and items shows."""
    warmth = [word for word in ("cold", "warm") if word not in shown.second_views]
    by_history = _bands(shown, "history", board, inputs, warmth)
    by_item = [_bands(shown, attribute, board, inputs) for attribute in _ITEMS]
    bands = [band for band in (by_history, *by_item) if band]
    return ColdStart(known(shown, board, inputs), bands)


def known(shown: Leaderboard, board: Board, inputs: Inputs) -> Known | None:
    """Return the headline metric for each size of history, or None where users are not new."""
    at = {}
    for size, part in histories(shown, inputs).items():
        numbers = inputs.numbers(shown.name, board.metric, part)
        if numbers:
            at[size] = numbers
    lines = []
    for name in board.baselines:
        by_size = [numbers.get(name) for numbers in at.values()]
        if any(by_size):
            lines.append(KnownLine(name, by_size))
    if not lines:
        return None
    users = min(estimate.n_users for numbers in at.values() for estimate in numbers.values())
    return Known(list(at), lines, users)


def _bands(
    shown: Leaderboard,
    attribute: str,
    board: Board,
    inputs: Inputs,
    warmth: Sequence[str] = (),
) -> Bands | None:
    """Return a table of an attribute's bands, by the first headline metric that has any.

    warmth : groups by warmth that stand beside the bands, under a heading of their own
    """
    groups = sorted(inputs.groups(shown.name, attribute), key=natural)
    for metric in inputs.settings.headline:
        columns = _columns(shown, attribute, groups, metric, inputs, _BY_SIZE)
        if any(column.numbers for column in columns):
            beside = _columns(shown, WARMTH, warmth, metric, inputs, "cold and warm")
            table = grid([*columns, *beside], board.baselines)
            if table is None or len(table.heads) < 2:
                return None
            return Bands(attribute, metric, table, _leaders(columns, metric))
    return None


def _columns(
    shown: Leaderboard,
    attribute: str,
    groups: Sequence[str],
    metric: str,
    inputs: Inputs,
    above: str,
) -> list[Column]:
    parts = {group: Part(attribute=attribute, group=group) for group in groups}
    return [
        Column(group, inputs.numbers(shown.name, metric, part), above)
        for group, part in parts.items()
    ]


def _leaders(columns: Sequence[Column], metric: str) -> list[tuple[str, str, float]]:
    leaders = []
    for column in columns:
        if column.claim:
            highest = max(estimate.value for estimate in column.numbers.values())
            leaders.append((column.title, in_order(column.numbers, metric)[0], highest))
    return leaders
