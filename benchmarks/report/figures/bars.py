"""One line for each baseline: its number as a dot, its interval as a bar."""

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.report.figures.style import (
    ACCENT,
    BAND,
    INK,
    PAPER,
    ROW,
    STYLE,
    Dot,
    frame,
    text_width,
)

_SIZE = 5.5  # points, of a dot


@mpl.rc_context(STYLE)
def dots(rows: Sequence[Dot], label: str) -> Figure:
    """Draw a line for each baseline, in the order given; the first one's interval is a band."""
    left = text_width(row.name for row in rows) + 14
    figure, axes = frame(height=ROW * len(rows) + 54, left=left)
    leading = rows[0].interval
    if leading:
        axes.axvspan(*leading, color=BAND, linewidth=0, zorder=0)
    for position, row in enumerate(rows):
        draw_dot(axes, row, position, _SIZE)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [row.name for row in rows], color=INK)
    axes.tick_params(axis="y", length=0, labelsize=10)
    axes.spines["left"].set_visible(False)
    axes.set_xlim(left=0)
    axes.grid(axis="x")
    axes.set_xlabel(label)
    return figure


def draw_dot(axes: Axes, dot: Dot, line: float, size: float) -> None:
    """Draw a number as a dot of `size` points on a line, over its interval if it has one."""
    if dot.interval:
        axes.hlines(line, *dot.interval, color=ACCENT, linewidth=1.4, zorder=2)
    draw_circles(axes, [dot.value], [line], dot.filled, size)


def draw_circles(
    axes: Axes, xs: Sequence[float], ys: Sequence[float], filled: bool, size: float
) -> None:
    """Draw circles of `size` points, filled or hollow."""
    inside = ACCENT if filled else PAPER
    axes.plot(xs, ys, "o", color=ACCENT, markerfacecolor=inside, markersize=size, zorder=3)
