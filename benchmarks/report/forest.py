"""Estimates with their intervals under what they estimate, in groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.report.figures import ACCENT, BAND, INK, MUTED, PAPER, STYLE, Dot, frame, text_width


@dataclass(frozen=True)
class Group:
    """What really was, and its estimates; those whose interval holds it are filled."""

    title: str
    truth: Dot
    estimates: Sequence[Dot]


@mpl.rc_context(STYLE)
def forest(groups: Sequence[Group], label: str) -> Figure:
    """Draw a line for each estimate; the truth is a thin line with its interval as a band behind its group."""
    names = [dot.name for group in groups for dot in group.estimates]
    lines = sum(len(group.estimates) + 1 for group in groups)
    figure, axes = frame(height=17 * lines + 54, left=text_width(names) + 14)
    at, ticks = 0, []
    for group in groups:
        axes.annotate(
            group.title,
            (0, at),
            xycoords=("axes fraction", "data"),
            color=INK,
            weight="bold",
            va="center",
        )
        low, high = at + 0.5, at + len(group.estimates) + 0.5
        axes.fill_betweenx(
            (low, high), group.truth.low, group.truth.high, color=BAND, linewidth=0, zorder=0
        )
        axes.vlines(group.truth.value, low, high, color=MUTED, linewidth=1, zorder=1)
        for dot in group.estimates:
            at += 1
            ticks.append((at, dot.name))
            axes.hlines(at, dot.low, dot.high, color=ACCENT, linewidth=1.4, zorder=2)
            inside = ACCENT if dot.filled else PAPER
            axes.plot(
                dot.value, at, "o", color=ACCENT, markerfacecolor=inside, markersize=5, zorder=3
            )
        at += 1
    axes.set_ylim(at - 0.4, -0.7)
    axes.set_yticks([place for place, _ in ticks], [name for _, name in ticks], color=INK)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    lows = [dot.low for group in groups for dot in group.estimates if dot.low is not None]
    axes.set_xlim(left=min([0.0, *lows]))
    axes.grid(axis="x")
    axes.set_xlabel(label)
    return figure
