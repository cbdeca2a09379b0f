"""How the places of lists are shared among groups of items: brands, decades, popular, old."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.rows import Exposure
from benchmarks.report.sections.grids import natural
from benchmarks.report.sections.leaderboard import Board


@dataclass(frozen=True)
class GroupShares:
    """A group's share of the places, as the median over baselines, and of what was relevant."""

    group: str
    places: float
    relevance: float


@dataclass(frozen=True)
class Provider:
    """The shares that the groups of an attribute have.

    catalogue, relevance : of each group; rows : of the places, by baseline
    most, least : the groups with most more and most fewer places than their relevance
    """

    attribute: str
    groups: list[str]
    catalogue: list[float]
    relevance: list[float]
    rows: list[tuple[str, list[float | None]]]
    most: GroupShares
    least: GroupShares


def providers(shown: Leaderboard, board: Board, inputs: Inputs) -> list[Provider]:
    """Return the shares of catalogue, relevance and places, by the attributes that have groups."""
    found = []
    for name in inputs.settings.groups.items:
        shares = [row for row in inputs.exposure[shown.name] if row.attribute == name]
        groups = sorted({row.group for row in shares}, key=natural)
        if len(groups) > 1:
            found.append(_provider(name, groups, shares, board.baselines))
    return found


def _provider(
    name: str, groups: list[str], shares: Sequence[Exposure], baselines: Sequence[str]
) -> Provider:
    first = {row.group: row for row in reversed(shares)}
    by_excess = sorted(
        (_usual(first[group], shares) for group in groups),
        key=lambda usual: usual.relevance - usual.places,
    )
    return Provider(
        attribute=name,
        groups=groups,
        catalogue=[first[group].catalogue for group in groups],
        relevance=[first[group].relevance for group in groups],
        rows=_places(groups, shares, baselines),
        most=by_excess[0],
        least=by_excess[-1],
    )


def _usual(first: Exposure, shares: Sequence[Exposure]) -> GroupShares:
    """Return a group's median share of the places; `first` is its row of the first baseline."""
    places = median(row.exposure for row in shares if row.group == first.group)
    return GroupShares(first.group, places, first.relevance)


def _places(
    groups: Sequence[str], shares: Sequence[Exposure], baselines: Sequence[str]
) -> list[tuple[str, list[float | None]]]:
    """Return the shares of the places, for each baseline that has any."""
    places = {(row.baseline, row.group): row.exposure for row in shares}
    having = {row.baseline for row in shares}
    return [
        (name, [places.get((name, group)) for group in groups])
        for name in baselines
        if name in having
    ]
