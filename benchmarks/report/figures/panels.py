"""Small pictures that a template draws on a page: where each mark, tick and label stands.

Lengths are the units of the picture's viewBox, pixels at its own width; y points downwards.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.report.figures.labels import Box, place_labels

SIZE = 11  # of the letters of a name
_CHARACTER = 0.56  # of the size, as wide as a letter of Arial gets on average
_ROW = 12.5
_VALUE = 36  # right of the axes, for a number
_BELOW = 18  # for the ticks
_GAP = 8  # between a name and the axes
_NARROW = 0.6  # an axis starts at 0 unless all numbers are above this share of the largest
_STEPS = (1, 2, 2.5, 5, 10)  # between ticks, times a power of ten


@dataclass(frozen=True)
class Mark:
    """A number that a picture shows.

    kind : `tied` (for best), `behind` or `plain`, where nothing was tested
    low, high : its interval, None where there is none
    """

    baseline: str
    label: str
    value: float
    low: float | None
    high: float | None
    kind: str
    is_reference: bool


@dataclass(frozen=True)
class Row:
    """A line of a dot plot: the mark, and where it stands."""

    mark: Mark
    x: float
    y: float
    from_x: float | None
    to_x: float | None


@dataclass(frozen=True)
class Tick:
    """A number on an axis; `at` along it."""

    at: float
    text: str


@dataclass(frozen=True)
class DotPlot:
    """A dot with its interval for each baseline, one below the other, the first on top.

    reference : where the reference stands, None where it has no number
    """

    width: float
    height: float
    row: float
    ticks: list[Tick]
    rows: list[Row]
    reference: float | None
    starts_at_zero: bool


def dot_plot(marks: Sequence[Mark], width: float) -> DotPlot:
    """Return where the marks of a dot plot of a width stand."""
    left = max(text_width(mark.label, SIZE) for mark in marks) + _GAP
    low, high = _ends([end for mark in marks for end in _reach(mark)])
    axis = _Axis(low, high, left, width - _VALUE)
    rows = []
    for number, mark in enumerate(marks):
        middle = round(_ROW * (number + 0.5), 1)
        ends = [None if end is None else axis.at(end) for end in (mark.low, mark.high)]
        rows.append(Row(mark, axis.at(mark.value), middle, ends[0], ends[1]))
    references = [row.x for row in rows if row.mark.is_reference]
    return DotPlot(
        width=width,
        height=_ROW * len(marks) + _BELOW,
        row=_ROW,
        ticks=[Tick(axis.at(value), f"{value:g}") for value in ticks(low, high, 3)],
        rows=rows,
        reference=references[0] if references else None,
        starts_at_zero=low == 0,
    )


@dataclass(frozen=True)
class Dot:
    """A baseline where cost and quality cross; `amount` is the cost."""

    mark: Mark
    amount: float
    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """A name, its middle at x, its line at y; `leader` leads to the dot where it is far."""

    text: str
    baseline: str
    x: float
    y: float
    leader: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Frontier:
    """A scatter of cost and quality with the steps that are worth their cost as a staircase."""

    width: float
    height: float
    left: float
    right: float
    floor: float
    dots: list[Dot]
    steps: list[str]
    stairs: list[tuple[float, float]]
    labels: list[Label]
    across: list[Tick]
    upwards: list[Tick]


@dataclass(frozen=True)
class Costs:
    """The axis of costs: its ends, and the ticks that are named; what is less is drawn at `low`."""

    low: float
    high: float
    named: Mapping[float, str]


FIT = Costs(0.001, 600.0, {0.001: "≤ 1 ms", 1.0: "1 s", 60.0: "1 min"})
REQUEST = Costs(0.1, 100.0, {0.1: "≤ 0.1 ms", 1.0: "1 ms", 10.0: "10 ms", 100.0: "100 ms"})


def frontier(
    marks: Sequence[Mark],
    amounts: Mapping[str, float],
    steps: Sequence[str],
    costs: Costs,
    size: tuple[float, float],
) -> Frontier:
    """Return where the marks of a frontier stand.

    amounts : the cost of each baseline that was measured
    steps : baselines that are worth their cost, the cheapest first
    """
    width, height = size
    left, right, floor = 30.0, width - 8, height - 20
    low, high = _ends([mark.value for mark in marks])
    upwards = _Axis(low, high, floor, 10)
    top = max(costs.high, *amounts.values())
    across = _Axis(math.log10(costs.low), math.log10(top), left + 6, right)
    dots = []
    for mark in (mark for mark in marks if mark.baseline in amounts):
        amount = amounts[mark.baseline]
        x = across.at(math.log10(max(amount, costs.low)))
        dots.append(Dot(mark, amount, x, upwards.at(mark.value)))
    at = {dot.mark.baseline: (dot.x, dot.y) for dot in dots}
    stairs = _stairs([at[name] for name in steps], right)
    named = [dot for dot in dots if dot.mark.baseline in steps or dot.mark.is_reference]
    return Frontier(
        *(width, height, left, right, floor),
        dots=dots,
        steps=[dot.mark.label for name in steps for dot in dots if dot.mark.baseline == name],
        stairs=stairs,
        labels=_labels(named, dots, stairs, Box(left, -floor, width, 0)),
        across=[
            Tick(across.at(math.log10(value)), text)
            for value, text in costs.named.items()
            if costs.low <= value <= top
        ],
        upwards=[Tick(upwards.at(value), f"{value:g}") for value in ticks(low, high, 3)],
    )


def _stairs(points: Sequence[tuple[float, float]], right: float) -> list[tuple[float, float]]:
    """Return the corners of a staircase through points, to the right end of the axes."""
    corners: list[tuple[float, float]] = []
    for x, y in points:
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    return [*corners, (right, corners[-1][1])] if corners else []


def _labels(
    named: Sequence[Dot], dots: Sequence[Dot], stairs: Sequence[tuple[float, float]], frame: Box
) -> list[Label]:
    """Return names near their dots, over no dot, line or name; a far one has a leader."""
    if not named:
        return []
    lines = [
        Box(min(a, c) - 1, -max(b, d) - 1, max(a, c) + 1, -min(b, d) + 1)
        for (a, b), (c, d) in pairwise(stairs)
    ]
    others = [dot for dot in dots if dot not in named]
    taken = [Box(dot.x - 3, -dot.y - 3, dot.x + 3, -dot.y + 3) for dot in others]
    sizes = [(text_width(dot.mark.label, SIZE) + 2, float(SIZE)) for dot in named]
    centres = place_labels([(dot.x, -dot.y) for dot in named], sizes, frame, [*taken, *lines])
    labels = []
    for dot, (x, up), (wide, tall) in zip(named, centres, sizes, strict=True):
        near_x = min(max(dot.x, x - wide / 2), x + wide / 2)
        near_y = min(max(dot.y, -up - tall / 2), -up + tall / 2)
        is_far = math.hypot(near_x - dot.x, near_y - dot.y) > SIZE
        leader = (dot.x, dot.y, round(near_x, 1), round(near_y, 1)) if is_far else None
        place = round(x, 1), round(-up + tall / 2 - 2, 1)
        labels.append(Label(dot.mark.label, dot.mark.baseline, *place, leader))
    return labels


def text_width(text: str, size: float) -> float:
    """Return how wide a text gets, with some room."""
    return round(_CHARACTER * size * len(text), 1)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round numbers between two ends, about as many.

    >>> ticks(0, 0.23, 3)
    [0.0, 0.1, 0.2]
    """
    step = 10.0 ** math.floor(math.log10((high - low) / most))
    step *= next(times for times in _STEPS if (high - low) / (step * times) <= most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 9) for number in range(first, last + 1)]


@dataclass(frozen=True)
class _Axis:
    """What lies between `low` and `high` is drawn between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + (self.end - self.start) * share, 1)


def _reach(mark: Mark) -> list[float]:
    return [end for end in (mark.value, mark.low, mark.high) if end is not None]


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis: from 0, unless all numbers lie close together far from it."""
    low, high = min(values), max(values)
    room = 0.06 * (high - low)
    start = 0.0 if 0 <= low < _NARROW * high else low - room
    return (start, high + room) if high > start else (start, start + 1)
