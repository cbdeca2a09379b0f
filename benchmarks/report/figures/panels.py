"""Dot plots that a template draws on a page: where each mark, tick and label stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report.figures.axes import SIZE, Axis, Mark, Tick, outer, reach, text_width, ticks

_ROW = 12.5
_VALUE = 36  # right of the axes, for a number
_BELOW = 18  # for the ticks
_GAP = 8  # between a name and the axes


@dataclass(frozen=True)
class Row:
    """A line of a dot plot: the mark, and where it stands."""

    mark: Mark
    x: float
    y: float
    from_x: float | None
    to_x: float | None


@dataclass(frozen=True)
class DotPlot:
    """A dot with its interval for each baseline, one below the other, the first on top.

    reference : where the reference stands, None where it has no number
    """

    width: float
    height: float
    row: float
    ticks: list[Tick]
    rows: list[Row]
    reference: float | None
    starts_at_zero: bool


def dot_plot(marks: Sequence[Mark], width: float) -> DotPlot:
    """Return where the marks of a dot plot of a width stand."""
    left = max(text_width(mark.label, SIZE) for mark in marks) + _GAP
    low, high = outer([end for mark in marks for end in reach(mark)])
    axis = Axis(low, high, left, width - _VALUE)
    rows = []
    for number, mark in enumerate(marks):
        middle = round(_ROW * (number + 0.5), 1)
        ends = [None if end is None else axis.at(end) for end in (mark.low, mark.high)]
        rows.append(Row(mark, axis.at(mark.value), middle, ends[0], ends[1]))
    references = [row.x for row in rows if row.mark.is_reference]
    return DotPlot(
        width=width,
        height=_ROW * len(marks) + _BELOW,
        row=_ROW,
        ticks=[Tick(axis.at(value), f"{value:g}") for value in ticks(low, high, 3)],
        rows=rows,
        reference=references[0] if references else None,
        starts_at_zero=low == 0,
    )
