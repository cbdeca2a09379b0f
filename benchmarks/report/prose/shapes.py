"""What sentences are made from: the parts of sections that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from benchmarks.report.inputs import Estimate
from benchmarks.report.sections.verdicts import Pair, Standing


class First(Protocol):
    """A number and the baseline that has it."""

    @property
    def name(self) -> str:
        """The baseline."""

    @property
    def value(self) -> float:
        """Its number."""


class End(First, Protocol):
    """The lowest or highest number, and how many others have the same."""

    @property
    def others(self) -> int:
        """How many other baselines have this number."""


class Span(Protocol):
    """The range of a metric over baselines."""

    @property
    def metric(self) -> str:
        """The metric's name."""

    @property
    def digits(self) -> int:
        """How many decimals its numbers have."""

    @property
    def unit(self) -> str:
        """Its unit, or nothing."""

    @property
    def low(self) -> End:
        """The lowest number."""

    @property
    def high(self) -> End:
        """The highest number."""

    @property
    def leader(self) -> First | None:
        """The number of the first in the leaderboard."""


class Gap(Protocol):
    """The gap between the groups that fare best and worst under a baseline."""

    @property
    def ahead(self) -> str:
        """The group that fares best."""

    @property
    def behind(self) -> str:
        """The group that fares worst."""

    @property
    def gap(self) -> float | None:
        """The difference of their numbers."""

    @property
    def p(self) -> float | None:
        """The adjusted p."""

    @property
    def larger(self) -> bool:
        """Whether chance hardly makes such a gap."""


class GapLine(Protocol):
    """The gaps of all baselines by one attribute."""

    @property
    def attribute(self) -> str:
        """The attribute of users."""

    @property
    def baselines(self) -> int:
        """How many baselines have a gap."""

    @property
    def larger(self) -> int:
        """How many of them have one that is larger than chance."""

    @property
    def behind(self) -> tuple[str, int] | None:
        """The group that is behind most often, and how often."""


class Share(Protocol):
    """What a group of items gets of the places, beside its share of the relevance."""

    @property
    def group(self) -> str:
        """The group of items."""

    @property
    def places(self) -> float:
        """Its share of the places in lists."""

    @property
    def relevance(self) -> float:
        """Its share of what was relevant."""


class Detectable(Protocol):
    """What the tests against the reference could find, as medians over baselines."""

    @property
    def difference(self) -> float:
        """The smallest difference found with 80 % power."""

    @property
    def share(self) -> float | None:
        """The same as a share of the reference's number."""

    @property
    def users(self) -> int:
        """How many users a difference of 1 % would take."""


class Row(Protocol):
    """A row of the leaderboard."""

    @property
    def baseline(self) -> str:
        """The baseline."""

    @property
    def headline(self) -> Estimate | None:
        """Its number by the metric that orders the table."""

    @property
    def marks(self) -> Sequence[str]:
        """What stands beside each of its numbers."""


class Leader(Row, Protocol):
    """The first row, which has a number."""

    @property
    def headline(self) -> Estimate:
        """Its number."""


class Board(Protocol):
    """What sentences read of a leaderboard."""

    @property
    def metric(self) -> str:
        """The metric that orders it."""

    @property
    def lower(self) -> bool:
        """Whether lower numbers are better."""

    @property
    def leader(self) -> Leader | None:
        """Its first row, if that has a number."""

    @property
    def rows(self) -> Sequence[Row]:
        """All its rows."""

    @property
    def others(self) -> Sequence[str]:
        """Its other metrics."""

    @property
    def rating_fallback(self) -> bool:
        """Whether it has the fallback of predicted ratings."""


class Summary(Protocol):
    """Who leads a benchmark, and how it compares with the second and with the reference."""

    @property
    def standing(self) -> Standing | None:
        """What the tests say; None where nothing was tested."""

    @property
    def next(self) -> Pair | None:
        """The leader against the second."""

    @property
    def reference(self) -> Pair | None:
        """The leader against the reference."""

    @property
    def reference_is_next(self) -> bool:
        """Whether the second is the reference."""

    @property
    def cost(self) -> Mapping[str, float | None]:
        """Measured seconds and milliseconds of the leader, by column."""


class Dot(Protocol):
    """A number in a dot plot."""

    @property
    def name(self) -> str:
        """The baseline."""

    @property
    def value(self) -> float:
        """Its number."""

    @property
    def low(self) -> float | None:
        """The lower bound of its interval."""


class Figure(Protocol):
    """What captions read of a figure; which of it there is depends on the kind."""

    @property
    def kind(self) -> str:
        """One of dots, tradeoff, known and curves."""

    @property
    def part(self) -> str:
        """The slice that it shows."""

    @property
    def measured(self) -> bool:
        """Whether it shows measured values."""

    @property
    def n(self) -> int:
        """Of dots: how many."""

    @property
    def first(self) -> Dot:
        """Of dots: the first."""

    @property
    def last(self) -> Dot:
        """Of dots: the last."""

    @property
    def leader(self) -> Estimate:
        """Of dots: the first one's number."""

    @property
    def standing(self) -> Standing | None:
        """Of dots: what the tests say."""

    @property
    def other(self) -> str:
        """Of a trade-off: the metric or the column on the other axis."""

    @property
    def front(self) -> Sequence[str]:
        """Of a trade-off: the baselines on the Pareto front."""

    @property
    def leaders(self) -> Sequence[tuple[int, str]]:
        """Of lines: who leads at each place."""

    @property
    def tied(self) -> Sequence[str]:
        """Of lines: the baselines that are tied for first."""


class Rank(Protocol):
    """An average rank."""

    @property
    def rank(self) -> float:
        """The rank, 1 the first."""

    @property
    def benchmarks(self) -> int:
        """Over how many benchmarks."""


class Tau(Protocol):
    """How far two rankings agree."""

    @property
    def tau(self) -> float:
        """Kendall's tau-b."""

    @property
    def same_order(self) -> float:
        """The share of the pairs of baselines in the same order."""

    @property
    def reversed(self) -> float:
        """The share of those reversed."""

    @property
    def tied(self) -> float:
        """The share of those tied in one of the two."""


class Agreement(Protocol):
    """Two benchmarks on the same data."""

    @property
    def one(self) -> str:
        """The one."""

    @property
    def other(self) -> str:
        """The other."""

    @property
    def taus(self) -> Sequence[Tau]:
        """How far they agree by each metric; the first is always there."""


class Runners(Protocol):
    """The first two of a leaderboard."""

    @property
    def first(self) -> Leader:
        """The first."""

    @property
    def second(self) -> Leader:
        """The second."""


class Notes(Protocol):
    """What holds of single baselines."""

    @property
    def repeat(self) -> Runners | None:
        """The first two, where what users had before leads."""

    @property
    def below_popular(self) -> Sequence[str]:
        """Baselines that predict ratings and rank below popularity."""

    @property
    def predictors(self) -> int:
        """How many baselines predict ratings."""


class Band(Protocol):
    """A table by an attribute of users or items."""

    @property
    def attribute(self) -> str:
        """The attribute."""


class Curve(Protocol):
    """The table by size of history."""

    @property
    def users(self) -> int:
        """How many users it is over."""

    @property
    def claim(self) -> bool:
        """Whether these are enough for a claim."""


class ViewGroup(Curve, Protocol):
    """The numbers under a second view."""

    @property
    def name(self) -> str:
        """The slice that is everybody under it."""


class Family(Protocol):
    """The comparisons of a benchmark by one metric."""

    @property
    def metric(self) -> str:
        """The metric."""

    @property
    def n_users(self) -> int:
        """How many users they are over."""

    @property
    def shows(self) -> Detectable | None:
        """What those with the reference could find."""


class Searches(Protocol):
    """The searches on a benchmark."""

    @property
    def name(self) -> str:
        """The benchmark."""

    @property
    def also(self) -> Sequence[str]:
        """Other names under which the same fits are ranked."""

    @property
    def rows(self) -> Sequence[Search]:
        """The searches made."""

    @property
    def waiting(self) -> Sequence[str]:
        """Baselines that could be searched and are not."""


class Search(Protocol):
    """One search."""

    @property
    def baseline(self) -> str:
        """The baseline."""

    @property
    def flat(self) -> bool:
        """Whether its trials do not differ."""


class Value(Protocol):
    """A chosen value."""

    @property
    def text(self) -> str:
        """Its name and value."""

    @property
    def edge(self) -> bool:
        """Whether it is at the edge of its space."""
