"""The leaderboard: which numbers it shows, and in which order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import metrics
from benchmarks.report.inputs import Inputs, Leaderboard, Numbers
from benchmarks.report.labels import SUBMITTED
from benchmarks.report.rows import Cell, Estimate
from benchmarks.report.sections.parameters import origin
from benchmarks.report.sections.verdicts import Standing

_REACH = ("coverage", "gini")  # metrics of all lists that stand beside the headline


@dataclass(frozen=True)
class Line:
    """A baseline's line in the leaderboard.

    headline, others : its numbers by the first metric and by the rest; None where it has none
    marks : the word beside each number, or ""; of the first metric, then of the others
    origin : where its parameters come from; "" for what was submitted
    submitted : whether it was made elsewhere, and its seconds are as reported
    """

    baseline: str
    headline: Estimate | None
    others: list[Estimate | None]
    marks: list[str]
    fit_seconds: float | None
    fallback_share: float | None
    rating_fallback_share: float | None
    origin: str
    submitted: bool = False


@dataclass(frozen=True)
class Board:
    """The leaderboard of a benchmark.

    metric, others : the first headline metric and the rest that have numbers
    lower, falls : whether lower is better by the first metric; and by each
    tested : whether baselines were compared by the first metric
    leader : the first line, None where nobody has a number
    scale : the highest number or bound by the first metric
    """

    metric: str
    lower: bool
    others: list[str]
    falls: list[bool]
    tested: bool
    rows: list[Line]
    rating_fallback: bool
    leader: Line | None
    scale: float

    @property
    def baselines(self) -> list[str]:
        """The baselines in the order of the lines."""
        return [row.baseline for row in self.rows]

    @property
    def leading(self) -> str | None:
        """The baseline that leads, if any has a number."""
        return self.leader.baseline if self.leader else None


def leaderboard(shown: Leaderboard, inputs: Inputs, standings: dict[str, Standing]) -> Board:
    """Return the lines of a benchmark's table, by the first headline metric.

    standings : what the tests say, by metric

    Baselines without that number come last, by name; metrics without any number are left out.
    """
    first, *wanted = columns(inputs.settings.headline, inputs.settings.metrics)
    numbers = {metric: inputs.numbers(shown.name, metric) for metric in (first, *wanted)}
    shared = [metric for metric in (first, *wanted) if metric == first or numbers[metric]]
    given = _Given(shown, inputs, {metric: numbers[metric] for metric in shared}, standings)
    lines = [given.line(cell) for cell in inputs.cells[shown.name] if cell.status == "ok"]
    lower = metrics.falls(first)
    lines.sort(key=lambda line: (*_rank(line.headline, lower), line.baseline))
    bounds = [line.headline.high or line.headline.value for line in lines if line.headline]
    return Board(
        metric=first,
        lower=lower,
        others=shared[1:],
        falls=[metrics.falls(metric) for metric in shared],
        tested=first in standings,
        rows=lines,
        rating_fallback=any(line.rating_fallback_share is not None for line in lines),
        leader=lines[0] if lines and lines[0].headline else None,
        scale=max(bounds, default=1) or 1,
    )


class _Given:
    """What the lines of a leaderboard are made of; `numbers` by metric, the first one first."""

    def __init__(
        self,
        shown: Leaderboard,
        inputs: Inputs,
        numbers: dict[str, Numbers],
        standings: dict[str, Standing],
    ) -> None:
        self._shown = shown
        self._settings, self._called = inputs.settings, inputs.label
        self._numbers = numbers
        self._standings = standings
        claimed = inputs.submitted(shown.benchmark)
        self._seconds = {row.baseline: row.fit_seconds for row in claimed}
        self._seconds |= {row.baseline: row.fit for row in inputs.measured[shown.name]}

    def line(self, cell: Cell) -> Line:
        name = cell.baseline
        headline, *others = [numbers.get(name) for numbers in self._numbers.values()]
        return Line(
            baseline=name,
            headline=headline,
            others=others,
            marks=[self._mark(metric, name) for metric in self._numbers],
            fit_seconds=self._seconds.get(name),
            fallback_share=cell.fallback_share,
            rating_fallback_share=cell.rating_fallback_share,
            origin=origin(name, self._shown, self._settings),
            submitted=cell.tier == SUBMITTED,
        )

    def _mark(self, metric: str, baseline: str) -> str:
        standing = self._standings.get(metric)
        return standing.label(baseline, self._called) if standing else ""


def columns(headline: Sequence[str], computed: Sequence[str]) -> list[str]:
    """Return the metrics of a leaderboard, the first headline one first.

    Those of lists come first, coverage and Gini at the same length after them, then those of
    ratings.
    """
    first = headline[0]
    at_length = first.partition("@")[2]
    lists = [metric for metric in headline if "@" in metric]
    ratings = [metric for metric in headline if "@" not in metric]
    reach = [f"{name}@{at_length}" for name in _REACH if name in computed and at_length]
    return list(dict.fromkeys([first, *lists, *reach, *ratings]))


def in_order(numbers: Numbers, metric: str) -> list[str]:
    """Return the baselines by a metric, the leading one first, equal ones by name."""
    lower = metrics.falls(metric)
    return sorted(numbers, key=lambda baseline: (*_rank(numbers[baseline], lower), baseline))


def on_average(inputs: Inputs) -> list[str]:
    """Return the baselines by their average rank over the benchmarks, by the headline metric."""
    metric = inputs.settings.headline[0]
    ranks: dict[str, list[int]] = defaultdict(list)
    for shown in inputs.shown:
        numbers = inputs.numbers(shown.name, metric)
        for rank, baseline in enumerate(in_order(numbers, metric)):
            ranks[baseline].append(rank)
    average = {baseline: sum(places) / len(places) for baseline, places in ranks.items()}
    return sorted(average, key=lambda baseline: (average[baseline], baseline))


def _rank(estimate: Estimate | None, lower: bool) -> tuple[bool, float]:
    """Return what sorts the higher (or lower) number first and what is missing last."""
    if estimate is None:
        return True, 0.0
    return False, estimate.value if lower else -estimate.value
