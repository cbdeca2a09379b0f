"""Colours, fonts and measures of all figures, and the axes that they are drawn on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#1c2127"
MUTED = "#68727d"
RULE = "#d5dade"
BAND = "#e3edf6"
PAPER = "#ffffff"
ACCENT = "#1a66a8"
SERIES = ("#0072b2", "#d55e00", "#009e73", "#b8578f", "#a67a00", "#7b4fb5")  # after Okabe and Ito
MARKERS = ("o", "s", "^", "D", "v", "P")

WIDTH = 350  # points: a phone shows the figure at its own size
POINTS_PER_INCH = 72
BELOW = 38  # points under the axes: numbers and the label
LEFT_OF_NUMBERS = 34  # points left of the axes where only numbers stand there
ROW = 18  # points for a line with a baseline's name
CHARACTER = 6.2  # points, as wide as a character of a name gets

STYLE: dict[Any, Any] = {  # matplotlib names 300 keys, of all types
    "figure.dpi": POINTS_PER_INCH,  # a pixel is a point
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
    """A number with a name; those that lead, tie or hold the truth are filled.

    low, high : its interval, None where there is none
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    filled: bool = False

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both bounds, None where there is no interval."""
        return None if self.low is None or self.high is None else (self.low, self.high)


def frame(height: float, left: float, right: float = 10, top: float = 8) -> tuple[Figure, Axes]:
    """Return a figure of the report's width with one pair of axes; all in points."""
    size = (WIDTH / POINTS_PER_INCH, height / POINTS_PER_INCH)
    figure = Figure(figsize=size, facecolor=PAPER)
    width = 1 - (left + right) / WIDTH
    place = (left / WIDTH, BELOW / height, width, 1 - (BELOW + top) / height)
    axes = figure.add_axes(place, facecolor=PAPER)
    axes.locator_params(nbins=6)
    return figure, axes


def height_for(names: int) -> float:
    """Return a height in points that leaves room for as many names."""
    return max(250, 13 * names + 80)


def text_width(names: Iterable[str]) -> float:
    """Return a width in points that holds each of the names."""
    return max(CHARACTER * len(name) for name in names)


def label_upwards(axes: Axes, label: str) -> None:
    """Write what goes upwards over the axis, where it can be read without turning the head."""
    axes.annotate(
        label,
        (0, 1),
        xytext=(-28, 10),
        xycoords="axes fraction",
        textcoords="offset points",
        color=MUTED,
    )
