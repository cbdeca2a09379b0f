"""Scatters of cost and quality that a template draws on a page, with what is worth its cost."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from benchmarks.report.figures.axes import SIZE, Axis, Mark, Tick, outer, text_width, ticks
from benchmarks.report.figures.labels import Box, place_labels

_TICK, _BETWEEN = 10, 4  # size of the letters below the axis; least between two texts


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
class Amount:
    """A cost that is named below the axis, where the axis has it `at`; the text stands at x."""

    at: float
    text: str
    x: float
    anchor: Literal["start", "middle", "end"]

    def box(self) -> tuple[float, float]:
        """Return the left and the right end of the text."""
        wide = text_width(self.text, _TICK)
        left = self.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, left + wide


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
    across: list[Amount]
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
    as_good: Mapping[str, str],
    costs: Costs,
    size: tuple[float, float],
) -> Frontier:
    """Return where the marks of a frontier stand.

    amounts : the cost of each baseline that was measured
    steps : baselines that are worth their cost, the cheapest first
    as_good : the name of the cheapest that is as good as a step, where that is another
    """
    width, height = size
    left, right, floor = 30.0, width - 8, height - 20
    low, high = outer([mark.value for mark in marks])
    upwards = Axis(low, high, floor, 10)
    top = max(costs.high, *amounts.values())
    across = Axis(math.log10(costs.low), math.log10(top), left + 6, right)
    dots = []
    for mark in (mark for mark in marks if mark.baseline in amounts):
        amount = amounts[mark.baseline]
        x = across.at(math.log10(max(amount, costs.low)))
        dots.append(Dot(mark, amount, x, upwards.at(mark.value)))
    at = {dot.mark.baseline: (dot.x, dot.y) for dot in dots}
    stairs = _stairs([at[name] for name in steps], right)
    names = {mark.baseline: _named(mark, as_good) for mark in marks}
    named = [dot for dot in dots if dot.mark.baseline in steps or dot.mark.is_reference]
    return Frontier(
        *(width, height, left, right, floor),
        dots=dots,
        steps=[names[name] for name in steps],
        stairs=stairs,
        labels=_labels(named, names, dots, stairs, Box(left, -floor, width, 0)),
        across=_amounts(costs, across, top),
        upwards=[Tick(upwards.at(value), f"{value:g}") for value in ticks(low, high, 3)],
    )


def _amounts(costs: Costs, across: Axis, top: float) -> list[Amount]:
    """Return the costs that are named: the least, and from the largest on what meets no other."""
    amounts = []
    for value, text in costs.named.items():
        at = across.at(math.log10(value))
        if value == costs.low:
            amounts.append(Amount(at, text, at - 6, "start"))
        elif value <= top:
            is_last = at > across.end - 12
            amounts.append(Amount(at, text, at, "end" if is_last else "middle"))
    first, *others = amounts
    kept: list[Amount] = []
    for amount in reversed(others):
        left, right = amount.box()
        until = kept[-1].box()[0] if kept else math.inf
        if first.box()[1] + _BETWEEN < left and right + _BETWEEN < until:
            kept.append(amount)
    return [first, *reversed(kept)]


def _named(mark: Mark, as_good: Mapping[str, str]) -> str:
    """Return a name with that of the cheapest that is as good, where that is another."""
    cheaper = as_good.get(mark.baseline)
    return f"{mark.label} ({cheaper})" if cheaper else mark.label


def _stairs(points: Sequence[tuple[float, float]], right: float) -> list[tuple[float, float]]:
    """Return the corners of a staircase through points, to the right end of the axes."""
    corners: list[tuple[float, float]] = []
    for x, y in points:
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    return [*corners, (right, corners[-1][1])] if corners else []


def _labels(
    named: Sequence[Dot],
    names: Mapping[str, str],
    dots: Sequence[Dot],
    stairs: Sequence[tuple[float, float]],
    frame: Box,
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
    texts = [names[dot.mark.baseline] for dot in named]
    sizes = [(text_width(text, SIZE) + 2, float(SIZE)) for text in texts]
    centres = place_labels([(dot.x, -dot.y) for dot in named], sizes, frame, [*taken, *lines])
    labels = []
    for dot, text, (x, up), (wide, tall) in zip(named, texts, centres, sizes, strict=True):
        near_x = min(max(dot.x, x - wide / 2), x + wide / 2)
        near_y = min(max(dot.y, -up - tall / 2), -up + tall / 2)
        is_far = math.hypot(near_x - dot.x, near_y - dot.y) > SIZE
        leader = (dot.x, dot.y, round(near_x, 1), round(near_y, 1)) if is_far else None
        place = round(x, 1), round(-up + tall / 2 - 2, 1)
        labels.append(Label(text, dot.mark.baseline, *place, leader))
    return labels
