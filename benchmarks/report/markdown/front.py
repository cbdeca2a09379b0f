"""The tables of report.md: who is near the top of a leaderboard, ranks across, steps of cost."""

from collections.abc import Sequence

from benchmarks.report.figures.axes import Mark
from benchmarks.report.markdown.table import table
from benchmarks.report.prose.fronting import rank_range, told_apart
from benchmarks.report.prose.words import NONE, fixed, percent
from benchmarks.report.rows_beside import Stand
from benchmarks.report.sections.front import Front, Panel
from benchmarks.report.sections.ranking import Cell
from benchmarks.report.text import display

_SHOWN = 5  # of a leaderboard, beside the reference


def leaders(panel: Panel) -> str:
    """Return the first lines of a leaderboard, and the reference's."""
    heads = ["baseline", display(panel.metric), "95 % interval", "ranks", "against the reference"]
    stands = {stand.baseline: stand for stand in panel.stands}
    shown = [mark for place, mark in enumerate(panel.marks) if place < _SHOWN or mark.is_reference]
    return table(heads, [_line(mark, stands.get(mark.baseline)) for mark in shown], "lr")


def _line(mark: Mark, stand: Stand | None) -> list[str]:
    bounds = NONE if mark.low is None else f"{fixed(mark.low)} to {fixed(mark.high)}"
    label = f"**{mark.label}**" if mark.kind == "tied" else mark.label
    if stand is None:
        return [label, fixed(mark.value), bounds, NONE, NONE]
    against = NONE if stand.relative is None else _signed(stand.relative)
    return [label, fixed(mark.value), bounds, rank_range(stand), against]


def _signed(share: float) -> str:
    return f"{'−' if share < 0 else '+'}{percent(abs(share))}"


def ranks(front: Front) -> str:
    """Return the ranges of ranks on all leaderboards."""
    heads = ["baseline", "wins", *(f"[{panel.title}]({panel.name}.html)" for panel in front.panels)]
    lines: list[Sequence[object]] = [
        [line.label, percent(line.rank.win_rate), *(_cell(cell) for cell in line.cells)]
        for line in front.ranks
    ]
    lines.append(["neighbouring ranks told apart", "", *map(told_apart, front.told_apart)])
    return table(heads, lines, "lr")


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return NONE
    said = rank_range(cell.stand)
    return f"**{said}**" if cell.stand.is_tied_for_best and cell.stand.is_claimed else said


def costs(front: Front) -> str:
    """Return the steps that are worth their cost, the cheapest first."""
    lines = []
    for panel in front.panels:
        drawn = (panel.fit, panel.request)
        steps = [" → ".join(each.steps) if each and each.steps else NONE for each in drawn]
        lines.append([panel.title, *steps])
    return table(["leaderboard", "time to fit", "time of a request"], lines, "l")
