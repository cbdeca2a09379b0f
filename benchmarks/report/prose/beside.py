"""What is said of the extra study, which stands beside the default one."""

from itertools import groupby

from benchmarks.report.prose.words import listed, plural, verb
from benchmarks.report.sections.extra import OfBenchmark


def last_run(date: str, commit: str) -> str:
    """Return the sentence on when the extra study was run.

    >>> last_run("2026-11-26", "0123456789abcdef")
    'Not rerun by default, last run on 2026-11-26 at commit 0123456789ab.'
    """
    if not date:
        return "Not rerun by default."
    at = f" at commit {commit[:12]}" if commit else ""
    return f"Not rerun by default, last run on {date}{at}."


def cells(board: OfBenchmark) -> str:
    """Return the sentences on what the baselines of a benchmark ran with, and which could not."""
    said = []
    if board.tunable:
        known = f"Of {plural(board.tunable, 'baseline')} with parameters"
        were = verb(board.searched, "was", "were")
        searched = f"{board.searched} {were} searched" if board.searched else "none was searched"
        rest = "the others" if board.searched else "they"
        said.append(f"{known} {searched}: {rest} have their defaults.")
    by_reason = sorted(board.impossible, key=lambda pair: pair[1])
    for reason, pairs in groupby(by_reason, key=lambda pair: pair[1]):
        said.append(f"Not applicable ({reason}): {listed([name for name, _ in pairs])}.")
    return " ".join(said)
