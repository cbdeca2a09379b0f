"""Which figures a benchmark gets, and what their captions need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks.report.figures import saving
from benchmarks.report.figures.bars import dots
from benchmarks.report.figures.lines import Line, Looks, curves
from benchmarks.report.figures.style import SERIES, Dot
from benchmarks.report.figures.tradeoffs import tradeoffs
from benchmarks.report.inputs import EVERYBODY, Inputs, Leaderboard, Numbers, Part
from benchmarks.report.rows import Estimate
from benchmarks.report.sections.leaderboard import in_order, on_average
from benchmarks.report.sections.verdicts import Standing
from benchmarks.report.sections.views import histories
from benchmarks.report.text import display, slug

ALL = "all"  # the part that is everybody


@dataclass(frozen=True)
class Drawing:
    """A figure of a benchmark.

    kind : dots, curves, known (over sizes of history) or tradeoff
    part : all, known or the name of a second view
    measured : of measured values: such a figure has no file and no number
    """

    kind: str
    slug: str
    svg: str
    part: str
    measured: bool = False
    number: int | None = None


@dataclass(frozen=True)
class DotPlot(Drawing):
    """One number of each baseline; `standing` is None where it was not tested."""

    leader: Estimate | None = None
    first: Dot | None = None
    last: Dot | None = None
    n: int = 0
    standing: Standing | None = None


@dataclass(frozen=True)
class Curves(Drawing):
    """A line for each baseline; `leaders` is who leads at each place."""

    leaders: tuple[tuple[int, str], ...] = ()
    tied: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scatter(Drawing):
    """A dot for each baseline; `front` are those on the Pareto front."""

    other: str = ""
    front: tuple[str, ...] = ()


def illustrations(
    board: Leaderboard,
    metric: str,
    standings: dict[str, Standing],
    inputs: Inputs,
    folder: Path,
) -> list[Drawing]:
    """Draw a benchmark's figures by its first metric, and write them to `folder`.

    Figures and what is told of them name baselines as people call them.

    Figures of measured values get no file: reports/figures is compared byte for byte.
    """
    studio = _Studio(board, metric, standings.get(metric), inputs, folder)
    drawings = [*studio.dots(ALL, EVERYBODY), *studio.over_k(), *studio.tradeoffs()]
    for view in board.second_views:
        drawings += studio.dots(view, Part(view=view))
    return [*drawings, *studio.over_history()]


class _Studio:
    """Draws and saves the figures of one benchmark by one metric."""

    def __init__(
        self,
        board: Leaderboard,
        metric: str,
        standing: Standing | None,
        inputs: Inputs,
        folder: Path,
    ) -> None:
        self._board = board
        self._metric = metric
        self._standing = standing
        self._inputs = inputs
        self._folder = folder
        self._called = inputs.label
        self._tied = tuple(map(self._called, standing.tied)) if standing else ()

    def dots(self, part: str, where: Part) -> Iterator[Drawing]:
        """Draw the numbers of a part; a second view was not tested."""
        numbers = self._inputs.numbers(self._board.name, self._metric, where)
        names = in_order(numbers, self._metric)
        if not names:
            return
        standing = self._standing if part == ALL else None
        filled = standing.tied if standing else names[:1]
        lines = [_dot(self._called(name), numbers[name], name in filled) for name in names]
        end = slug(self._metric) if part == ALL else f"{part}-{slug(self._metric)}"
        name, svg = self._saved(end, dots(lines, display(self._metric)))
        yield DotPlot(
            "dots",
            name,
            svg,
            part,
            leader=numbers[names[0]],
            first=lines[0],
            last=lines[-1],
            n=len(lines),
            standing=standing,
        )

    def over_k(self) -> Iterator[Drawing]:
        """Draw the metric over the length of lists."""
        name, _, cutoff = self._metric.partition("@")
        lengths = self._inputs.settings.cutoffs
        if not cutoff or len(lengths) < 2:
            return
        at = {k: self._inputs.numbers(self._board.name, f"{name}@{k}") for k in lengths}
        labels = (f"{display(name)}@k", "k, length of the list")
        yield from self._curves("curves", ALL, f"{slug(name)}-over-k", at, labels)

    def over_history(self) -> Iterator[Drawing]:
        """Draw the metric over how much is known of a new user."""
        parts = histories(self._board, self._inputs)
        name, metric = self._board.name, self._metric
        at = {size: self._inputs.numbers(name, metric, part) for size, part in parts.items()}
        if len(at) < 2:
            return
        labels = (display(metric), "interactions known of a new user")
        yield from self._curves("known", "known", f"{slug(metric)}-over-history", at, labels)

    def _curves(
        self, kind: str, part: str, end: str, at: Mapping[int, Numbers], labels: tuple[str, str]
    ) -> Iterator[Drawing]:
        lines = [(self._called(name), values) for name, values in _lines(at, self._metric)]
        if not lines:
            return
        looks = Looks(_coloured(self._inputs), self._tied)
        upwards, across = labels
        name, svg = self._saved(end, curves(lines, list(at), upwards, across, looks))
        leaders = tuple(
            (place, self._called(in_order(of, self._metric)[0])) for place, of in at.items()
        )
        yield Curves(kind, name, svg, part, leaders=leaders, tied=self._tied)

    def tradeoffs(self) -> Iterator[Drawing]:
        """Draw the metric against what lists offer besides and what they cost."""
        for drawn in tradeoffs(self._board, self._metric, self._inputs):
            end = f"{slug(self._metric)}-vs-{slug(drawn.other)}"
            name, svg = self._saved(end, drawn.picture, drawn.measured)
            front = tuple(drawn.front)
            yield Scatter("tradeoff", name, svg, ALL, drawn.measured, None, drawn.other, front)

    def _saved(self, end: str, picture: Figure, measured: bool = False) -> tuple[str, str]:
        """Write a figure's files unless it is of measured values; return its name and its SVG."""
        name = f"{self._board.name}-{end}"
        return name, saving.drawn(picture) if measured else saving.save(picture, self._folder, name)


def _dot(name: str, estimate: Estimate, filled: bool) -> Dot:
    return Dot(name, estimate.value, estimate.low, estimate.high, filled)


def _lines(at: Mapping[int, Numbers], metric: str) -> list[Line]:
    """Return the values of each baseline that has one everywhere, the last place's leader first."""
    names = in_order(at[max(at)], metric) if at else []
    lines = []
    for name in names:
        numbers = [by_baseline.get(name) for by_baseline in at.values()]
        values = [number.value for number in numbers if number]
        if len(values) == len(at):
            lines.append((name, values))
    return lines


def _coloured(inputs: Inputs) -> list[str]:
    """Return the baselines with a colour in all figures: those that rank high on average."""
    return list(map(inputs.label, on_average(inputs)[: len(SERIES)]))
