"""The tables in report.md of what was not run by default: submissions and the extra study."""

from collections.abc import Sequence

from benchmarks.report.markdown.table import table
from benchmarks.report.prose import submitting
from benchmarks.report.prose.words import NONE
from benchmarks.report.rows_beside import Submission
from benchmarks.report.text import unlinked


def submissions(rows: Sequence[Submission]) -> str:
    """Return whose the submissions are, what was read of them, and what their authors report."""
    heads = ["submission", "by", "read", "left aside or missing", "as reported"]
    return table(heads, map(_submission, rows), "l")


def _submission(row: Submission) -> list[str]:
    """Return the line of a submission."""
    by = " ".join(filter(None, [row.authors, row.url])) or NONE
    counts = [submitting.counted(row), submitting.dropped(row)]
    return [row.baseline, unlinked(by), *counts, unlinked(submitting.reported(row)) or NONE]
