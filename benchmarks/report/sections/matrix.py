"""The matrix of all pairs as a picture: a path for each kind of cell, so that pages stay small."""

from dataclasses import dataclass

from benchmarks.report.sections.tested import Tested

SIDE = 22  # of a cell
_LETTER, _GAP = 6.8, 12  # at most, of a name's text; between names and cells
_KINDS = {"better": "ahead", "worse": "ahead", "practically equal": "equal", "undecided": "open"}
_SIGNS = {"equal": "M{x} {y}m7 8.5h8m-8 5h8", "open": "M{x} {y}m8 11a3 3 0 1 0 6 0a3 3 0 1 0-6 0"}


@dataclass(frozen=True)
class Matrix:
    """All pairs: the row against the column, both in the order of the leaderboard.

    names : each with where it ends; cells : a path by kind; signs : the path of all signs
    counts : pairs by kind
    """

    width: float
    height: float
    names: list[tuple[str, float, float]]
    cells: dict[str, str]
    signs: str
    counts: dict[str, int]


def matrix(tested: Tested | None) -> Matrix | None:
    """Return the picture; None where not all pairs are tested."""
    if tested is None or tested.standing is None:
        return None
    order, verdicts = tested.standing.order, tested.standing.pairs
    reach = [_LETTER * len(name) + _GAP - SIDE * row for row, name in enumerate(order, 1)]
    left = max(0.0, *reach)
    cells: dict[str, str] = {}
    counts: dict[str, int] = {}
    signs = ""
    for row, name in enumerate(order):
        for column in range(row + 1, len(order)):
            kind = _KINDS.get(verdicts[name, order[column]].verdict, "unlike")
            x, y = left + SIDE * column, SIDE * row
            cells[kind] = cells.get(kind, "") + f"M{x + 1.5:g} {y + 1.5:g}h19v19h-19z"
            signs += _SIGNS.get(kind, "").format(x=f"{x:g}", y=y)
            counts[kind] = counts.get(kind, 0) + 1
    names = [(name, left + SIDE * row - 5, SIDE * row - 7.0) for row, name in enumerate(order, 1)]
    size = SIDE * len(order)
    return Matrix(left + size, size, names, cells, signs, counts)
