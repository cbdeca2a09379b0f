"""Estimates with their intervals under what they estimate, in groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.report.figures.bars import draw_dot
from benchmarks.report.figures.style import BAND, INK, MUTED, STYLE, Dot, frame, text_width

_ROW = 17  # points
_SIZE = 5  # points, of a dot


@dataclass(frozen=True)
class Group:
    """What really was, and its estimates; those whose interval holds it are filled."""

    title: str
    truth: Dot
    estimates: Sequence[Dot]


@mpl.rc_context(STYLE)
def forest(groups: Sequence[Group], label: str) -> Figure:
    """Draw a line for each estimate, over the truth as a line with its interval as a band."""
    estimates = [dot for group in groups for dot in group.estimates]
    lines = len(estimates) + len(groups)
    left = text_width(dot.name for dot in estimates) + 14
    figure, axes = frame(height=_ROW * lines + 54, left=left)
    at, ticks = 0, []
    for group in groups:
        _draw_truth(axes, group, at)
        for dot in group.estimates:
            at += 1
            ticks.append(at)
            draw_dot(axes, dot, at, _SIZE)
        at += 1
    axes.set_ylim(at - 0.4, -0.7)
    axes.set_yticks(ticks, [dot.name for dot in estimates], color=INK)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    lows = [dot.low for dot in estimates if dot.low is not None]
    axes.set_xlim(left=min([0.0, *lows]))
    axes.grid(axis="x")
    axes.set_xlabel(label)
    return figure


def _draw_truth(axes: Axes, group: Group, at: int) -> None:
    """Draw a group's title on line `at`, and the truth behind the lines of its estimates."""
    where = ("axes fraction", "data")
    axes.annotate(group.title, (0, at), xycoords=where, color=INK, weight="bold", va="center")
    top, bottom = at + 0.5, at + len(group.estimates) + 0.5
    if group.truth.interval:
        low, high = group.truth.interval
        axes.fill_betweenx((top, bottom), low, high, color=BAND, linewidth=0, zorder=0)
    axes.vlines(group.truth.value, top, bottom, color=MUTED, linewidth=1, zorder=1)
