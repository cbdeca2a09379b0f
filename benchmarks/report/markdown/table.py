"""Tables in Markdown."""

from collections.abc import Iterable, Sequence

from benchmarks.report.text import cell

_RULES = {"l": "---", "r": "---:"}


def row(cells: Iterable[object]) -> str:
    """Return a row of a table.

    >>> row(["ease", 1])
    '| ease | 1 |'
    """
    return f"| {' | '.join(cell(text) for text in cells)} |"


def table(heads: Sequence[object], rows: Iterable[Sequence[object]], align: str) -> str:
    """Return a table.

    align : `l` or `r` for each column; the last is that of all that follow

    >>> print(table(["baseline", "n", "k"], [["ease", 1, 2]], "lr"))
    | baseline | n | k |
    | --- | ---: | ---: |
    | ease | 1 | 2 |
    """
    sides = align.ljust(len(heads), align[-1])
    rule = f"| {' | '.join(_RULES[side] for side in sides)} |"
    return "\n".join([row(heads), rule, *(row(cells) for cells in rows)])
