"""Groups of users: how well each is served, and whether gaps are larger than chance makes them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report import rows
from benchmarks.report.inputs import Inputs, Leaderboard, Part
from benchmarks.report.sections.grids import Column, Grid, grid, natural
from benchmarks.report.sections.leaderboard import Board
from benchmarks.stats.levels import ALPHA

_ELSEWHERE = "history"  # groups by size of history are in the section on cold start


@dataclass(frozen=True)
class GroupTable:
    """The groups of an attribute by one metric."""

    metric: str
    table: Grid


@dataclass(frozen=True)
class Attribute:
    """The groups of an attribute, by the headline metric and by those of ratings."""

    attribute: str
    groups: int
    tables: list[GroupTable]


@dataclass(frozen=True)
class Gap:
    """Which groups fare best and worst under a baseline, out of how many.

    p : adjusted; larger : whether the gap is larger than chance makes it
    """

    ahead: str
    behind: str
    gap: float | None
    groups: int
    p: float | None

    @property
    def larger(self) -> bool:
        """Whether chance hardly makes such a gap."""
        return self.p is not None and self.p < ALPHA


@dataclass(frozen=True)
class GapTable:
    """The gaps of a metric: a row for each baseline, a cell for each attribute."""

    metric: str
    attributes: list[str]
    rows: list[tuple[str, list[Gap | None]]]


@dataclass(frozen=True)
class GapLine:
    """What an attribute's gaps come to.

    baselines, larger : how many have a gap, and one that is no chance
    behind : the group that is behind in most of those, and in how many
    leader, gap : the first in the leaderboard and its gap
    """

    attribute: str
    groups: int
    baselines: int
    larger: int
    behind: tuple[str, int] | None
    leader: str
    gap: Gap | None


@dataclass(frozen=True)
class Fairness:
    """A line for each attribute by the first headline metric, and all gaps by metric."""

    lines: list[GapLine]
    tables: list[GapTable]


def user_groups(shown: Leaderboard, board: Board, inputs: Inputs) -> list[Attribute]:
    """Return the numbers of the groups of users, by the attributes that have any."""
    names = [name for name in inputs.settings.groups.users if name != _ELSEWHERE]
    ratings = [metric for metric in inputs.settings.headline if "@" not in metric]
    wanted = list(dict.fromkeys([board.metric, *ratings]))
    attributes = [_attribute(name, shown, wanted, board, inputs) for name in names]
    return [attribute for attribute in attributes if attribute.tables]


def _attribute(
    name: str, shown: Leaderboard, metrics: Sequence[str], board: Board, inputs: Inputs
) -> Attribute:
    groups = sorted(inputs.groups(shown.name, name), key=natural)
    parts = {group: Part(attribute=name, group=group) for group in groups}
    tables = []
    for metric in metrics:
        numbers = {group: inputs.numbers(shown.name, metric, part) for group, part in parts.items()}
        columns = [Column(group, by_baseline) for group, by_baseline in numbers.items()]
        table = grid(columns, board.baselines)
        if table:
            tables.append(GroupTable(metric, table))
    return Attribute(name, len(groups), tables)


def fairness(shown: Leaderboard, board: Board, inputs: Inputs) -> Fairness | None:
    """Return the gaps between groups of users; None without any by the first headline metric."""
    attributes, gaps = inputs.settings.groups.users, inputs.fairness[shown.name]
    tables = []
    for metric in inputs.settings.headline:
        of_metric = [row for row in gaps if row.metric == metric]
        table = _gaps(metric, of_metric, board.baselines, attributes)
        if table:
            tables.append(table)
    if not tables or tables[0].metric != board.metric:
        return None
    lines = [_line(attribute, tables[0]) for attribute in tables[0].attributes]
    return Fairness(lines, tables)


def _gaps(
    metric: str, gaps: Sequence[rows.Gap], baselines: Sequence[str], wanted: Sequence[str]
) -> GapTable | None:
    at = {(row.baseline, row.attribute): _gap(row) for row in gaps}
    having = {attribute for _, attribute in at}
    attributes = [name for name in wanted if name in having]
    lines = []
    for name in baselines:
        cells = [at.get((name, attribute)) for attribute in attributes]
        if any(cells):
            lines.append((name, cells))
    return GapTable(metric, attributes, lines) if lines else None


def _gap(row: rows.Gap) -> Gap:
    return Gap(row.ahead, row.behind, row.gap, row.groups, row.p)


def _line(attribute: str, table: GapTable) -> GapLine:
    """Return what an attribute's gaps come to; of groups behind equally often the first by name."""
    place = table.attributes.index(attribute)
    leader, first = table.rows[0]
    gaps = [gap for _, cells in table.rows if (gap := cells[place])]
    behind = Counter(gap.behind for gap in gaps if gap.larger)
    most_often = sorted(behind.items(), key=lambda item: (-item[1], item[0]))
    return GapLine(
        attribute=attribute,
        groups=max(gap.groups for gap in gaps),
        baselines=len(gaps),
        larger=behind.total(),
        behind=most_often[0] if most_often else None,
        leader=leader,
        gap=first[place],
    )
