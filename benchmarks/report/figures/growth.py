"""How a number grows with the size of data: a line for each stage, both axes logarithmic."""

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.report.figures.labels import spread
from benchmarks.report.figures.style import (
    INK,
    LEFT_OF_NUMBERS,
    MARKERS,
    RULE,
    SERIES,
    STYLE,
    frame,
    label_upwards,
    text_width,
)

_HEIGHT = 260  # points
_APART = 12.5  # points between two names
_TO_NAME = 8  # points from the end of a line to its name


@mpl.rc_context(STYLE)
def growth(
    lines: Sequence[tuple[str, Sequence[float], Sequence[float]]], label: str, x_label: str
) -> Figure:
    """Draw a line for each (name, sizes, values); a name stands right of its line's end."""
    right = text_width(name for name, _, _ in lines) + 2 * _TO_NAME
    figure, axes = frame(_HEIGHT, left=LEFT_OF_NUMBERS + 10, right=right, top=24)
    looks = [(colour, marker) for marker in MARKERS[:2] for colour in (*SERIES, INK)]
    for (_, sizes, values), (colour, marker) in zip(lines, looks, strict=False):
        axes.plot(sizes, values, color=colour, marker=marker, markersize=4.5, linewidth=1.4)
    for axis, scale in ((axes.xaxis, axes.set_xscale), (axes.yaxis, axes.set_yscale)):
        scale("log")
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("")
    axes.set_xticks(sorted({size for _, sizes, _ in lines for size in sizes}))
    axes.grid(which="major", color=RULE)
    axes.set_xlabel(x_label)
    label_upwards(axes, label)
    figure.draw_without_rendering()  # fixes the limits that the places of names depend on
    ends = [axes.transData.transform((sizes[-1], values[-1])) for _, sizes, values in lines]
    area = axes.get_window_extent()
    places = spread([height for _, height in ends], _APART, area.y0, area.y1)
    for (name, sizes, values), (colour, _), (_, height), place in zip(
        lines, looks, ends, places, strict=False
    ):
        axes.annotate(
            name,
            (sizes[-1], values[-1]),
            xytext=(_TO_NAME, place - height),
            textcoords="offset points",
            va="center",
            color=colour,
            annotation_clip=False,
        )
    return figure
