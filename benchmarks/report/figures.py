"""The figures of the report: drawn with equal bytes from equal numbers, and made fit for a page of either theme."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from benchmarks.report.labels import Box, Point, place_labels, spread

INK, MUTED, RULE, BAND, PAPER, ACCENT = (
    "#1c2127",
    "#68727d",
    "#d5dade",
    "#e3edf6",
    "#ffffff",
    "#1a66a8",
)
SERIES = ("#0072b2", "#d55e00", "#009e73", "#b8578f", "#a67a00", "#7b4fb5")  # after Okabe and Ito
MARKERS = ("o", "s", "^", "D", "v", "P")
_WIDTH = 350  # points: a phone shows the figure at its own size
_SHORTEST = 1e-3  # on a logarithmic axis: what takes less time stands here
STYLE = {
    "figure.dpi": 72,  # a pixel is a point
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "axes.labelsize": 9.5,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": RULE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "levelground",
}


@dataclass(frozen=True)
class Dot:
    """A baseline's number; `low` and `high` are None where there is no interval. Those that lead or tie are filled."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    filled: bool = False


@mpl.rc_context(STYLE)
def dots(rows: Sequence[Dot], label: str) -> Figure:
    """Draw one line for each baseline, in the order given; the first one's interval is a band behind all."""
    figure, axes = frame(height=18 * len(rows) + 54, left=text_width(row.name for row in rows) + 14)
    if rows[0].low is not None:
        axes.axvspan(rows[0].low, rows[0].high, color=BAND, linewidth=0, zorder=0)
    for position, row in enumerate(rows):
        if row.low is not None:
            axes.hlines(position, row.low, row.high, color=ACCENT, linewidth=1.4, zorder=2)
        inside = ACCENT if row.filled else PAPER
        axes.plot(
            row.value, position, "o", color=ACCENT, markerfacecolor=inside, markersize=5.5, zorder=3
        )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [row.name for row in rows], color=INK)
    axes.tick_params(axis="y", length=0, labelsize=10)
    axes.spines["left"].set_visible(False)
    axes.set_xlim(left=0)
    axes.grid(axis="x")
    axes.set_xlabel(label)
    return figure


@mpl.rc_context(STYLE)
def tradeoff(
    points: Sequence[tuple[str, float, float]],
    front: Sequence[str],
    x_label: str,
    y_label: str,
    faster: bool = False,
) -> Figure:
    """Draw a dot and its name for each (name, x, y), and a step line through those on the Pareto front.

    front : names, by x; their dots are filled
    faster : whether less is better on the horizontal axis, which is then logarithmic
    """
    figure, axes = frame(height=_height(len(points)), left=34, top=24)
    if faster:
        points = [(name, max(x, _SHORTEST), y) for name, x, y in points]
        _logarithmic(axes, [x for _, x, _ in points])
    at = {name: (x, y) for name, x, y in points}
    steps = [at[name] for name in front]
    where = "post" if faster else "pre"
    axes.step(
        [x for x, _ in steps],
        [y for _, y in steps],
        where=where,
        color=ACCENT,
        linewidth=0.9,
        zorder=2,
    )
    behind = [point for name, point in at.items() if name not in front]
    for inside, group in ((PAPER, behind), (ACCENT, steps)):
        style = {"color": ACCENT, "markerfacecolor": inside, "markersize": 5, "zorder": 3}
        axes.plot([x for x, _ in group], [y for _, y in group], "o", **style)
    axes.margins(0.1 if faster else 0.08, 0.1)
    if not faster:
        axes.set_xlim(left=max(0, axes.get_xlim()[0]))
    axes.set_ylim(bottom=0)
    axes.grid()
    axes.set_xlabel(x_label)
    _label_upwards(axes, y_label)
    figure.draw_without_rendering()  # fixes the limits that the places of labels depend on
    centres = [tuple(axes.transData.transform(point)) for point in at.values()]
    sizes = [(text_width([name]), 12.0) for name in at]
    area = axes.get_window_extent()
    room = (area.x0 + 2, area.y0 + 2, _WIDTH - 2, area.y1 + 8)
    places = place_labels(centres, sizes, room, _along(axes, steps, where))
    for (name, point), centre, size, place in zip(at.items(), centres, sizes, places, strict=True):
        _name(axes, name, point, (place[0] - centre[0], place[1] - centre[1]), size[0])
    return figure


@mpl.rc_context(STYLE)
def curves(
    lines: Sequence[tuple[str, list[float]]],
    places: list[int],
    label: str,
    x_label: str,
    colours: Sequence[str],
    first: Sequence[str] = (),
) -> Figure:
    """Draw a line for each (name, values), with its name at its end; lines beyond `colours` are grey.

    places : where on the horizontal axis the values are
    colours : names of the baselines that have a colour, in the order of `SERIES`
    first : names of those that lead or tie: their lines are thick, and in ink if they have no
    colour
    """
    right = text_width(name for name, _ in lines) + 30
    figure, axes = frame(height=_height(len(lines)), left=34, right=right, top=24)
    for name, values in reversed(lines):  # the first line is drawn on top
        marker = MARKERS[colours.index(name)] if name in colours else "."
        width = 2.8 if name in first else 1.6 if name in colours else 0.9
        axes.plot(
            places,
            values,
            color=_colour(name, colours, first),
            marker=marker,
            markersize=4.5,
            linewidth=width,
        )
    axes.set_xticks(places)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.set_xlabel(x_label)
    _label_upwards(axes, label)
    figure.draw_without_rendering()
    ends = [axes.transData.transform((places[-1], values[-1]))[1] for _, values in lines]
    area = axes.get_window_extent()
    for (name, values), end, place in zip(
        lines, ends, spread(ends, 12.5, area.y0, area.y1), strict=True
    ):
        colour = _colour(name, colours, first)
        line = {
            "arrowstyle": "-",
            "color": colour,
            "linewidth": 0.6,
            "relpos": (0, 0.5),
            "shrinkA": 2,
            "shrinkB": 4,
        }
        where = {
            "xytext": (24, place - end),
            "textcoords": "offset points",
            "va": "center",
            "ha": "left",
        }
        axes.annotate(
            name,
            (places[-1], values[-1]),
            **where,
            color=colour,
            arrowprops=line,
            annotation_clip=False,
        )
    return figure


def _colour(name: str, colours: Sequence[str], first: Sequence[str]) -> str:
    return SERIES[colours.index(name)] if name in colours else INK if name in first else MUTED


def _logarithmic(axes: Axes, values: Sequence[float]) -> None:
    """Make the horizontal axis logarithmic, with numbers so few and plain that none touches another."""
    decades = math.log10(max(values) / min(values))
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 2 else (1,), numticks=6))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())


def _along(axes: Axes, steps: Sequence[Point], where: str) -> list[Box]:
    """Return thin boxes along a step line, in pixels."""
    at = [tuple(axes.transData.transform(step)) for step in steps]
    boxes = []
    for (x, y), (to_x, to_y) in pairwise(at):
        turn = (to_x, y) if where == "post" else (x, to_y)
        for one, other in (((x, y), turn), (turn, (to_x, to_y))):
            low, high = (
                (min(one[0], other[0]), min(one[1], other[1])),
                (max(one[0], other[0]), max(one[1], other[1])),
            )
            boxes.append((low[0] - 1, low[1] - 1, high[0] + 1, high[1] + 1))
    return boxes


def frame(height: float, left: float, right: float = 10, top: float = 8) -> tuple[Figure, Axes]:
    """Return a figure of the report's width with one pair of axes; all in points."""
    figure = Figure(figsize=(_WIDTH / 72, height / 72), facecolor=PAPER)
    place = (left / _WIDTH, 38 / height, 1 - (left + right) / _WIDTH, 1 - (38 + top) / height)
    axes = figure.add_axes(place, facecolor=PAPER)
    axes.locator_params(nbins=6)
    return figure, axes


def _height(names: int) -> float:
    """Return a height in points that leaves room for as many names."""
    return max(250, 13 * names + 80)


def _label_upwards(axes: Axes, label: str) -> None:
    """Write what goes upwards over the axis, where it can be read without turning the head."""
    axes.annotate(
        label,
        (0, 1),
        xytext=(-28, 10),
        xycoords="axes fraction",
        textcoords="offset points",
        color=MUTED,
    )


def text_width(names: Iterable[str]) -> float:
    """Return a width in points that holds each of the names."""
    return max(6.2 * len(name) for name in names)


def _name(axes: Axes, name: str, at: Point, shift: Point, width: float) -> None:
    """Write a name beside a point, on the side it was shifted to, with a thin line where it is far."""
    side = 0 if abs(shift[0]) < width / 2 else math.copysign(1, shift[0])
    near = (shift[0] - side * width / 2, shift[1])
    line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.5, "shrinkA": 2, "shrinkB": 4}
    axes.annotate(
        name,
        at,
        xytext=near,
        textcoords="offset points",
        ha={0: "center", 1: "left", -1: "right"}[side],
        va="center",
        arrowprops=line if math.hypot(*near) > 14 else None,
        annotation_clip=False,
    )
