"""How likely a test is to find the winner, by how many users it has."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.report.figures.style import INK, MARKERS, MUTED, PAPER, RULE, SERIES, STYLE

_WIDTH, _EACH = 350, 120  # points
_LINES = ("-", "--")


@mpl.rc_context(STYLE)
def power(
    panels: Sequence[tuple[str, Sequence[int], Mapping[str, Sequence[float]]]], wanted: float
) -> Figure:
    """Draw one panel for each (title, numbers of users, design to power).

    Users are on a logarithmic axis.

    wanted : the power that a test should have, drawn as a thin line
    """
    height = _EACH * len(panels) + 40
    figure = Figure(figsize=(_WIDTH / 72, height / 72), facecolor=PAPER)
    for number, (title, sizes, designs) in enumerate(panels):
        bottom = height - _EACH * (number + 1) + 12
        place = (34 / _WIDTH, bottom / height, 1 - 110 / _WIDTH, (_EACH - 34) / height)
        axes = figure.add_axes(place, facecolor=PAPER)
        axes.set_xscale("log")
        axes.axhline(wanted, color=RULE, linewidth=0.8)
        for (name, values), colour, marker, dash in zip(
            designs.items(), SERIES, MARKERS, _LINES, strict=False
        ):
            axes.plot(sizes, values, dash, color=colour, marker=marker, markersize=4)
            axes.annotate(
                name,
                (sizes[-1], values[-1]),
                xytext=(8, 0 if dash == "-" else -11),
                textcoords="offset points",
                color=colour,
                va="center",
                annotation_clip=False,
            )
        axes.set_ylim(0, 1.04)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.minorticks_off()
        axes.set_title(title, fontsize=10, color=INK, loc="left", weight="bold")
        if number == len(panels) - 1:
            axes.set_xlabel("users", color=MUTED)
    return figure
