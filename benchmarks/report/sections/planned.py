"""Tests of baselines that were not run: what they need, and what simulated users say of them."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.contract.names import column_name
from benchmarks.contract.rows_of_plans import Detectable, Planned, Simulated, Winner
from benchmarks.report.online_tables import OnlineTables

DESIGNS = {"ab": "A/B", "interleaving": "interleaving"}  # of simulated tests, as people write them
_DAYS = 14  # of the test whose smallest difference is shown
Source = Callable[[str, str], str]  # of a benchmark and a view


@dataclass(frozen=True)
class Need:
    """What each design needs to find a pair's difference in an outcome.

    difference : the row of the A/B test; cuped : users by the better history; None for never
    explained : variance that history foretells, the largest share; detectable : in 14 days
    """

    source: str
    pair: tuple[str, str]
    outcome: str
    difference: Planned
    cuped: int | None
    within: int | None
    explained: float | None
    detectable: float | None

    @property
    def subject(self) -> str:
        """Both baselines."""
        return subject(self.pair)


@dataclass(frozen=True)
class Duel:
    """What simulated tests of a pair need.

    sizes, power : users, and by design the share of tests that find the winner, for each size
    users : needed, by design; ratio : the row of interleaving
    """

    source: str
    pair: tuple[str, str]
    sizes: list[int]
    power: dict[str, list[float]]
    users: dict[str, int | None]
    ratio: Simulated

    @property
    def subject(self) -> str:
        """Both baselines."""
        return subject(self.pair)


@dataclass(frozen=True)
class Foretold:
    """How often a metric's winner has more simulated clicks, over pairs; Kendall's tau."""

    metric: str
    same: float
    tau: float | None
    pairs: int


@dataclass(frozen=True)
class Agreement:
    """The metrics of a benchmark by how often they tell the winner, best first."""

    source: str
    lines: list[Foretold]

    @property
    def best(self) -> list[Foretold]:
        """Those that tell it most often."""
        return [line for line in self.lines if line.same == self.lines[0].same]


def needs(tables: OnlineTables, source: Source) -> list[Need]:
    """Return what each pair and outcome needs."""
    groups: dict[tuple[str, ...], list[Planned]] = defaultdict(list)
    for row in tables.plans:
        groups[_outcome(row)].append(row)
    least = {
        _outcome(row): row.detectable_difference
        for row in tables.detectable
        if row.design == "ab" and row.days == _DAYS
    }
    return [_need(rows, source, least.get(key)) for key, rows in groups.items()]


def duels(tables: OnlineTables, source: Source) -> list[Duel]:
    """Return what simulated tests of each pair need, with power by the number of users."""
    groups: dict[tuple[str, str, str, str], list[Simulated]] = defaultdict(list)
    for row in tables.simulated:
        groups[row.benchmark, row.view, row.baseline, row.other].append(row)
    powers = {
        (row.benchmark, row.view, row.baseline, row.other, row.design, row.users): row.power
        for row in tables.power
        if not row.at_need
    }
    shown = []
    for pair, rows in groups.items():
        by_design = {row.design: row for row in rows if row.design in DESIGNS}
        sizes = sorted({key[5] for key in powers if key[:4] == pair})
        power = {
            name: [powers.get((*pair, design, size), math.nan) for size in sizes]
            for design, name in DESIGNS.items()
        }
        users = {name: by_design[design].users_needed for design, name in DESIGNS.items()}
        where = source(pair[0], pair[1])
        shown.append(Duel(where, pair[2:], sizes, power, users, by_design["interleaving"]))
    return shown


def agreement(tables: OnlineTables, source: Source) -> list[Agreement]:
    """Return for each benchmark its metrics by how often they tell the winner."""
    groups: dict[tuple[str, str], list[Foretold]] = defaultdict(list)
    for row in tables.winners:
        if row.users is None and row.same_winner is not None:
            groups[row.benchmark, row.view].append(_foretold(row, row.same_winner))
    shown = []
    for where, lines in groups.items():
        lines.sort(key=lambda line: (-line.same, line.metric))
        shown.append(Agreement(source(*where), lines))
    return shown


def subject(pair: tuple[str, str], called: Callable[[str], str] = str) -> str:
    """Return both baselines, by their names or by what people call them."""
    return " → ".join(called(name) for name in pair)


def _foretold(row: Winner, same: float) -> Foretold:
    return Foretold(column_name(row.metric, row.k), same, row.kendall_tau, row.pairs)


def _outcome(row: Planned | Detectable) -> tuple[str, ...]:
    pair = (row.benchmark, row.view, row.baseline, row.other)
    return (*pair, column_name(row.outcome, row.k))


def _need(rows: list[Planned], source: Source, detectable: float | None) -> Need:
    by_design = {row.design: row for row in rows if not row.covariate}
    cuped = [row for row in rows if row.design == "ab_cuped"]
    first = by_design["ab"]
    return Need(
        source=source(first.benchmark, first.view),
        pair=(first.baseline, first.other),
        outcome=column_name(first.outcome, first.k),
        difference=first,
        cuped=min(_present(row.users_needed for row in cuped), default=None),
        within=by_design["within_users"].users_needed,
        explained=max(_some(row.variance_explained for row in cuped), default=None),
        detectable=detectable,
    )


def _present(counts: Iterable[int | None]) -> list[int]:
    return [count for count in counts if count is not None]


def _some(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]
