"""A comparison laid out: text for a terminal, Markdown for a pull request."""

from collections.abc import Iterator, Sequence

from benchmarks.exchange.comparing.told import HEADS, MOST_CHANGES, MOST_LINES, Told, shortened
from benchmarks.report.markdown.table import table
from benchmarks.report.text import cell

_RIGHT = {"A", "B", "B − A", "p (Holm)"}
_ALIGN = "".join("r" if head in _RIGHT else "l" for head in HEADS)


def text(told: Told) -> str:
    """Return a comparison for a terminal; it ends with the sentence."""
    lines = [f"A: {told.before}", f"B: {told.after}"]
    for note in told.notes:
        lines.append(f"{note.heading}:")
        lines += [f"  {line}" for line in shortened(note.lines, MOST_LINES)]
    if told.rows:
        lines += ["", *grid(told.rows)]
    return "\n".join([*lines, "", told.sentence])


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the first of the figures that changed as lines of a table, with its heads."""
    more = len(rows) - MOST_CHANGES
    aligned = list(_aligned([HEADS, *rows[:MOST_CHANGES]]))
    return [*aligned, *([f"… and {more:,} more"] if more > 0 else [])]


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as lines whose columns stand below each other."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    for row in rows:
        cells = [
            value.rjust(width) if side == "r" else value.ljust(width)
            for value, width, side in zip(row, widths, _ALIGN, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def markdown(told: Told) -> str:
    """Return a comparison as Markdown: the sentence, the figures, all else to unfold."""
    parts = [f"**{cell(told.sentence)}**", f"A: {cell(told.before)} · B: {cell(told.after)}"]
    if told.rows:
        parts.append(table(HEADS, told.rows[:MOST_CHANGES], _ALIGN))
        more = len(told.rows) - MOST_CHANGES
        parts += [f"… and {more:,} more"] if more > 0 else []
    for note in told.notes:
        listed = [f"- {cell(line)}" for line in shortened(note.lines, MOST_LINES)]
        heading = f"<details><summary>{cell(note.heading)}</summary>"
        parts.append("\n".join([heading, "", *listed, "", "</details>"]))
    return "\n\n".join(parts)
