"""One quantity against another: a dot and a name for each baseline, a line along the best."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from benchmarks.report.figures.bars import draw_circles
from benchmarks.report.figures.labels import Box, Point, place_labels
from benchmarks.report.figures.style import (
    ACCENT,
    LEFT_OF_NUMBERS,
    MUTED,
    STYLE,
    WIDTH,
    frame,
    height_for,
    label_upwards,
    text_width,
)

_SHORTEST = 1e-3  # on a logarithmic axis: what takes less time stands here
_NAME_HEIGHT = 12.0  # points
_SIZE = 5  # points, of a dot
_NEAR = 14  # points: a name that is nearer needs no line to its dot


Turn = Literal["post", "pre"]  # whether a step line goes across first, or up


@dataclass(frozen=True)
class Labels:
    """What the axes of a scatter plot show."""

    x: str
    y: str


@mpl.rc_context(STYLE)
def tradeoff(
    points: Sequence[tuple[str, float, float]],
    front: Sequence[str],
    labels: Labels,
    faster: bool = False,
) -> Figure:
    """Draw a dot and its name for each (name, x, y), and a step line along the Pareto front.

    front : names, by x; their dots are filled
    faster : whether less is better on the horizontal axis, which is then logarithmic
    """
    figure, axes = frame(height_for(len(points)), left=LEFT_OF_NUMBERS, top=24)
    if faster:
        points = [(name, max(x, _SHORTEST), y) for name, x, y in points]
        _logarithmic(axes, [x for _, x, _ in points])
    at = {name: (x, y) for name, x, y in points}
    steps = [at[name] for name in front]
    where: Turn = "post" if faster else "pre"
    xs, ys = zip(*steps, strict=True)
    axes.step(list(xs), list(ys), where=where, color=ACCENT, linewidth=0.9, zorder=2)
    behind = [point for name, point in at.items() if name not in front]
    for places, filled in ((behind, False), (steps, True)):
        draw_circles(axes, [x for x, _ in places], [y for _, y in places], filled, _SIZE)
    axes.margins(0.1 if faster else 0.08, 0.1)
    if not faster:
        axes.set_xlim(left=max(0, axes.get_xlim()[0]))
    axes.set_ylim(bottom=0)
    axes.grid()
    axes.set_xlabel(labels.x)
    label_upwards(axes, labels.y)
    figure.draw_without_rendering()  # fixes the limits that the places of labels depend on
    _write_names(axes, at, _along(axes, steps, where))
    return figure


def _logarithmic(axes: Axes, values: Sequence[float]) -> None:
    """Make the horizontal axis logarithmic, with numbers so few that none touches another."""
    decades = math.log10(max(values) / min(values))
    subdivided = (1, 2, 5) if decades < 2 else (1,)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=subdivided, numticks=6))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())


def _along(axes: Axes, steps: Sequence[Point], where: Turn) -> list[Box]:
    """Return thin boxes along a step line, in pixels."""
    corners = []
    at = [_in_pixels(axes, step) for step in steps]
    for (x, y), (to_x, to_y) in pairwise(at):
        turn = (to_x, y) if where == "post" else (x, to_y)
        corners += [((x, y), turn), (turn, (to_x, to_y))]
    return [_box_around(start, end) for start, end in corners]


def _box_around(start: Point, end: Point) -> Box:
    """Return a box a pixel wider than the line between two points."""
    left, right = sorted((start[0], end[0]))
    bottom, top = sorted((start[1], end[1]))
    return Box(left - 1, bottom - 1, right + 1, top + 1)


def _in_pixels(axes: Axes, point: Point) -> Point:
    x, y = axes.transData.transform(point)
    return x, y


def _write_names(axes: Axes, at: dict[str, Point], drawn: Sequence[Box]) -> None:
    """Write each name near its dot, over no other name, dot or part of the line."""
    centres = [_in_pixels(axes, point) for point in at.values()]
    sizes = [(text_width([name]), _NAME_HEIGHT) for name in at]
    area = axes.get_window_extent()
    room = Box(area.x0 + 2, area.y0 + 2, WIDTH - 2, area.y1 + 8)
    places = place_labels(centres, sizes, room, drawn)
    for name, centre, size, place in zip(at, centres, sizes, places, strict=True):
        shift = (place[0] - centre[0], place[1] - centre[1])
        _write_name(axes, name, at[name], shift, size[0])


_SIDES: dict[int, Literal["center", "left", "right"]] = {0: "center", 1: "left", -1: "right"}


def _write_name(axes: Axes, name: str, at: Point, shift: Point, width: float) -> None:
    """Write a name beside a point, on the side it was shifted to, with a thin line if it is far."""
    across, up = shift
    above_or_below = abs(across) < width / 2
    side = 0 if above_or_below else int(math.copysign(1, across))
    near = (across - side * width / 2, up)
    line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.5, "shrinkA": 2, "shrinkB": 4}
    axes.annotate(
        name,
        at,
        xytext=near,
        textcoords="offset points",
        ha=_SIDES[side],
        va="center",
        arrowprops=line if math.hypot(*near) > _NEAR else None,
        annotation_clip=False,
    )
