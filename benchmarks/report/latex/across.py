"""The table for a paper of how baselines stand over all benchmarks."""

from benchmarks.report.latex.table import Table, caption
from benchmarks.report.latex.tex import DASH, escape, in_column, small
from benchmarks.report.prose import across as prose
from benchmarks.report.prose.words import fixed
from benchmarks.report.rows import Rank, Resolution
from benchmarks.report.sections.across import Across
from benchmarks.report.text import display

_HEADS = ["baseline", "benchmarks", "average rank", "win rate", "improvability"]


def table(section: Across) -> Table | None:
    """Return ranks, win rates and improvability by the first metric; None in an older report."""
    if not section.has_win_rates:
        return None
    metric = escape(display(section.metrics[0]))
    rows = [_row(name, by_metric[0]) for name, by_metric in section.rows if by_metric[0]]
    said, left = caption(
        [
            f"Over all benchmarks, by {metric}; in brackets what their users leave open.",
            "Win rate: share of the other baselines that a baseline beats.",
            "Improvability: what it lacks to the best, as a share of the best's number.",
        ]
    )
    note = prose.strength_note().replace("’", "'")
    return Table(
        label="tab:across",
        caption=said,
        heads=_HEADS,
        rows=rows,
        align="lrrll",
        notes=(*left, note, _told_apart(section.resolution)),
    )


def _row(name: str, rank: Rank) -> list[str]:
    return [
        in_column(name),
        str(rank.benchmarks),
        fixed(rank.rank, 1),
        _share(rank.win_rate, rank.win_rate_low, rank.win_rate_high),
        _share(rank.improvability, rank.improvability_low, rank.improvability_high),
    ]


def _share(value: float | None, low: float | None, high: float | None) -> str:
    """Return a share with its bounds, as far as there are any."""
    if value is None:
        return DASH
    bounds = "" if low is None else " " + small(f"[{fixed(low, 2)}, {fixed(high, 2)}]")
    return f"{fixed(value, 2)}{bounds}"


def _told_apart(lines: list[Resolution]) -> str:
    """Return how many neighbouring ranks of each benchmark tests tell apart; "" without any."""
    counts = [
        f"{line.benchmark} {line.neighbours_told_apart} of {line.neighbours}" for line in lines
    ]
    return f"Neighbouring ranks told apart: {', '.join(counts)}." if counts else ""
