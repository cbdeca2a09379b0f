"""What the numbers of a report are not about: lists of the fallback, groups that are too small."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.report.rows import Cell
from benchmarks.report.rows_beside import Slice
from benchmarks.stats.levels import SMALLEST_SLICE


@dataclass(frozen=True)
class Lapses:
    """How often a baseline could not tell, and how many groups of users have no number.

    fallback : share of a cell's lists that are in order of popularity; the mean over cells, which
    count alike, however many lists they have
    falling : cells with such lists; cells : those with results
    suppressed : groups of users with too few of them; groups : all
    """

    fallback: float
    falling: int
    cells: int
    suppressed: int
    groups: int


def lapses(cells: Iterable[Cell], slices: Iterable[Slice]) -> Lapses:
    """Count what has no number of its own; `cells` are those that ran here."""
    shares = [cell.fallback_share for cell in cells if cell.fallback_share is not None]
    sizes = [group.n for group in slices if group.subject == "users"]
    return Lapses(
        fallback=_mean(shares),
        falling=sum(share > 0 for share in shares),
        cells=len(shares),
        suppressed=sum(size < SMALLEST_SLICE for size in sizes),
        groups=len(sizes),
    )


def _mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares) if shares else 0.0
