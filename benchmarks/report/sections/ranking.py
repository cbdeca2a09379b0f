"""The table of ranks across leaderboards: the ranges that the tests leave open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.report import rows
from benchmarks.report.inputs import Inputs
from benchmarks.report.rows_beside import Stand

SHADES = 6  # of the table, from the last to the first


@dataclass(frozen=True)
class Cell:
    """A baseline on a leaderboard in the table of ranks; `shade` from 0, the last, upwards."""

    stand: Stand
    shade: int


@dataclass(frozen=True)
class RankLine:
    """A baseline across leaderboards; a cell is None where it does not run, or has no test."""

    baseline: str
    label: str
    is_reference: bool
    rank: rows.Rank
    cells: list[Cell | None]
    is_on_few: bool


def ranking(stands: Mapping[str, Sequence[Stand]], inputs: Inputs) -> list[RankLine]:
    """Return the baselines by how many others they beat, those on few leaderboards at the end.

    stands : on each leaderboard, the first first
    """
    metric, reference = inputs.settings.headline[0], inputs.settings.comparison.reference
    own = [row for row in inputs.ranks if row.metric == metric]
    most = max((row.benchmarks for row in own), default=0)
    lines = []
    for row in sorted(own, key=lambda row: _place(row, most)):
        cells = [_cell(row.baseline, of_board) for of_board in stands.values()]
        label, is_reference = inputs.label(row.baseline), row.baseline == reference
        is_on_few = _is_on_few(row, most)
        lines.append(RankLine(row.baseline, label, is_reference, row, cells, is_on_few))
    return lines


def _is_on_few(row: rows.Rank, most: int) -> bool:
    """Tell whether a baseline is on fewer than half of the leaderboards; `most` : of any."""
    return 2 * row.benchmarks < most


def _place(row: rows.Rank, most: int) -> tuple[bool, float, float, str]:
    """Return what sorts baselines: by average rank where an older report has no win rates."""
    return _is_on_few(row, most), -(row.win_rate or 0.0), row.rank, row.baseline


def _cell(baseline: str, stands: Sequence[Stand]) -> Cell | None:
    stand = next((each for each in stands if each.baseline == baseline), None)
    if stand is None:
        return None
    middle, last = (stand.rank_low + stand.rank_high) / 2, max(len(stands) - 1, 1)
    share = 1 - (middle - 1) / last
    return Cell(stand, min(SHADES - 1, int(share * SHADES)))
