"""One line for each baseline over the length of lists or of a history, its name at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.report.figures.labels import spread
from benchmarks.report.figures.style import (
    INK,
    LEFT_OF_NUMBERS,
    MARKERS,
    MUTED,
    SERIES,
    STYLE,
    frame,
    height_for,
    label_upwards,
    text_width,
)

_APART = 12.5  # points between two names
_TO_NAME = 24  # points from the end of a line to its name

Line = tuple[str, list[float]]  # a baseline and its values


@dataclass(frozen=True)
class Looks:
    """How lines are told apart.

    coloured : baselines that have a colour and a marker, in the order of `SERIES`
    first : baselines that lead or tie: thick lines, in ink if they have no colour
    """

    coloured: Sequence[str]
    first: Sequence[str] = ()

    def colour(self, name: str) -> str:
        """Return the colour of a baseline's line; the rest is grey."""
        if name in self.coloured:
            return SERIES[self.coloured.index(name)]
        return INK if name in self.first else MUTED

    def marker(self, name: str) -> str:
        """Return the marker of a baseline's values; the rest has points."""
        return MARKERS[self.coloured.index(name)] if name in self.coloured else "."

    def width(self, name: str) -> float:
        """Return the width of a baseline's line in points."""
        if name in self.first:
            return 2.8
        return 1.6 if name in self.coloured else 0.9


@mpl.rc_context(STYLE)
def curves(
    lines: Sequence[Line],
    places: list[int],
    label: str,
    x_label: str,
    looks: Looks,
    from_zero: bool = True,
) -> Figure:
    """Draw a line for each (name, values), with its name at its end.

    places : where on the horizontal axis the values are
    from_zero : whether the vertical axis begins at 0
    """
    right = text_width(name for name, _ in lines) + 30
    figure, axes = frame(height_for(len(lines)), left=LEFT_OF_NUMBERS, right=right, top=24)
    for name, values in reversed(lines):  # the first line is drawn on top
        (line,) = axes.plot(places, values, color=looks.colour(name), linewidth=looks.width(name))
        line.set_marker(looks.marker(name))
        line.set_markersize(4.5)
    axes.set_xticks(places)
    if from_zero:
        axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.set_xlabel(x_label)
    label_upwards(axes, label)
    figure.draw_without_rendering()  # fixes the limits that the places of names depend on
    _name_ends(axes, lines, places[-1], looks)
    return figure


def _name_ends(axes: Axes, lines: Sequence[Line], at: int, looks: Looks) -> None:
    """Write each name right of its line's end, moved up or down so that none covers another."""
    heights = [axes.transData.transform((at, values[-1]))[1] for _, values in lines]
    area = axes.get_window_extent()
    places = spread(heights, _APART, area.y0, area.y1)
    for (name, values), height, place in zip(lines, heights, places, strict=True):
        colour = looks.colour(name)
        link = {"arrowstyle": "-", "color": colour, "linewidth": 0.6, "relpos": (0, 0.5)}
        axes.annotate(
            name,
            (at, values[-1]),
            xytext=(_TO_NAME, place - height),
            textcoords="offset points",
            va="center",
            ha="left",
            color=colour,
            arrowprops=link | {"shrinkA": 2, "shrinkB": 4},
            annotation_clip=False,
        )
