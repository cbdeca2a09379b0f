"""What lists are besides relevant: how far they reach, how popular, varied, fitting and new."""

from dataclasses import dataclass

from benchmarks.report.inputs import Inputs, Leaderboard, Numbers
from benchmarks.report.sections.grids import Column, Extreme, Grid, extremes, grid
from benchmarks.report.sections.leaderboard import Board

FRESHNESS = "Freshness"
FAMILIES = {
    "Coverage and exposure": ("coverage", "user_coverage", "gini", "entropy"),
    "Popularity bias": ("popularity_lift", "long_tail", "novelty"),
    "Diversity": ("category_diversity", "content_diversity", "personalization", "serendipity"),
    "Calibration": ("miscalibration",),
    FRESHNESS: ("item_age", "fresh_share", "fresh_recall"),
}
UNITS = {"item_age": "days", "entropy": "bits", "novelty": "bits", "miscalibration": "nats"}
DIGITS = {"item_age": 0, "popularity_lift": 2, "entropy": 2, "novelty": 2}
_USUAL_DIGITS = 3


@dataclass(frozen=True)
class OfLeader:
    """The number of the first in the leaderboard."""

    name: str
    value: float


@dataclass(frozen=True)
class Span:
    """The lowest and highest number of a metric, and that of the leaderboard's first."""

    metric: str
    digits: int
    unit: str
    low: Extreme
    high: Extreme
    leader: OfLeader | None


@dataclass(frozen=True)
class Family:
    """The table of a family of metrics, and the range of the first that has numbers."""

    title: str
    table: Grid
    range: Span


@dataclass(frozen=True)
class Beyond:
    """What lists are besides relevant.

    length : of the lists; fresh_days : younger items are fresh
    released : whether items have dates of release; None where the data are not prepared
    """

    length: int
    families: list[Family]
    fresh_days: float
    released: bool | None

    @property
    def has_ages(self) -> bool:
        """Whether any number tells how new items are."""
        return any(family.title == FRESHNESS for family in self.families)


def beyond(shown: Leaderboard, board: Board, inputs: Inputs) -> Beyond:
    """Return the table and the range of each family of metrics that has numbers.

    Numbers are at the length that the headline has; coverage and what else is one number for all
    lists has a spread over seeds in place of an interval.
    """
    block = inputs.settings.benchmark(shown.benchmark)
    length = inputs.settings.list_length
    families = []
    for title, names in FAMILIES.items():
        numbers = {name: inputs.numbers(shown.name, f"{name}@{length}") for name in names}
        family = _family(title, numbers, board)
        if family:
            families.append(family)
    return Beyond(length, families, block.fresh_days, inputs.released[block.dataset])


def _family(title: str, numbers: dict[str, Numbers], board: Board) -> Family | None:
    columns = [
        Column(_heading(name), by_baseline, digits=DIGITS.get(name, _USUAL_DIGITS))
        for name, by_baseline in numbers.items()
    ]
    table = grid(columns, board.baselines)
    if table is None:
        return None
    first = next(name for name, by_baseline in numbers.items() if by_baseline)
    return Family(title, table, span(first, numbers[first], board))


def span(name: str, numbers: Numbers, board: Board) -> Span:
    """Return the lowest and highest number of a metric, and that of the leaderboard's first."""
    low, high = extremes(numbers)
    leader = board.leading
    of_leader = OfLeader(leader, numbers[leader].value) if leader and leader in numbers else None
    return Span(name, DIGITS.get(name, _USUAL_DIGITS), UNITS.get(name, ""), low, high, of_leader)


def _heading(name: str) -> str:
    return f"{name}, {UNITS[name]}" if name in UNITS else name
