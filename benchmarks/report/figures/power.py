"""How likely a test is to find the winner, by how many users it has."""

import math
from collections.abc import Mapping, Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.report.figures.style import INK, MARKERS, MUTED, PAPER, RULE, SERIES, STYLE

_WIDTH, _EACH, _AROUND = 350, 120, 34  # points; of what stands above and below a panel's axes
_TOP = 1.04  # of the axis of power
_LINES = ("-", "--")
_LOWEST, _APART = 6, 12  # points: a name above the ticks, and two names


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
        place = (34 / _WIDTH, bottom / height, 1 - 110 / _WIDTH, (_EACH - _AROUND) / height)
        axes = figure.add_axes(place, facecolor=PAPER)
        axes.set_xscale("log")
        axes.axhline(wanted, color=RULE, linewidth=0.8)
        axes.set_ylim(0, _TOP)
        ends = heights([values[-1] for values in designs.values()])
        for (name, values), end, colour, marker, dash in zip(
            designs.items(), ends, SERIES, MARKERS, _LINES, strict=False
        ):
            axes.plot(sizes, values, dash, color=colour, marker=marker, markersize=4)
            axes.annotate(
                name,
                (sizes[-1], 0),
                xytext=(8, end),
                textcoords="offset points",
                color=colour,
                va="center",
                annotation_clip=False,
            )
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.minorticks_off()
        axes.set_title(title, fontsize=10, color=INK, loc="left", weight="bold")
        if number == len(panels) - 1:
            axes.set_xlabel("users", color=MUTED)
    return figure


def heights(powers: Sequence[float]) -> list[float]:
    """Return how many points above the axis the name of each line stands, none over another.

    powers : where the lines end; a name whose line has no end stands lowest

    >>> heights([0.0, 0.0]), [round(end) for end in heights([0.25, 0.75])]
    ([6.0, 18.0], [21, 62])
    """
    known = [0.0 if math.isnan(power) else power for power in powers]
    found, least = [0.0] * len(known), float(_LOWEST)
    for number in sorted(range(len(known)), key=known.__getitem__):
        found[number] = max(least, known[number] / _TOP * (_EACH - _AROUND))
        least = found[number] + _APART
    return found
