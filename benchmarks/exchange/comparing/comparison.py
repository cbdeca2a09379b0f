"""Two reports compared: figures, which changes are significant, cells, costs."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from benchmarks import metrics
from benchmarks.contract.reports import COMPARISONS, RANKS, RESULTS
from benchmarks.contract.reports_beside import BENCHMARKS, METRICS
from benchmarks.exchange.comparing import cells as of_cells
from benchmarks.exchange.comparing import figures, significance
from benchmarks.exchange.comparing.cells import Cells, Cost
from benchmarks.exchange.comparing.figures import Compared, worded
from benchmarks.exchange.comparing.paired import Paired
from benchmarks.exchange.comparing.reports import Report, compared, read
from benchmarks.exchange.comparing.sides import Side
from benchmarks.exchange.comparing.significance import Change, Meanings
from benchmarks.metrics import of_column

Tested = Literal["headline", "chosen"]


@dataclass(frozen=True)
class Opened:
    """A side with its tables.

    whole : all of them; report : what of them is compared
    """

    side: Side
    whole: Report
    report: Report


@dataclass(frozen=True)
class Comparison:
    """What two reports share and what they do not.

    tables : by name, of those that both have; gone, new : tables that only one has
    tested : which figures of everybody are tested: `headline`, or those that were `chosen`
    shared : how many of those both have; went : how many only the first has
    changes : those of both that differ
    """

    before: str
    after: str
    tables: dict[str, Compared]
    gone: list[str]
    new: list[str]
    tested: Tested
    shared: int
    went: int
    changes: list[Change]
    cells: Cells
    costs: list[Cost]

    @property
    def total(self) -> Compared:
        """All tables as one."""
        return figures.total(self.tables)

    @property
    def verdicts(self) -> Counter[str]:
        """How many tested figures that differ have each verdict."""
        return Counter(change.verdict for change in self.changes)

    @property
    def is_same(self) -> bool:
        """Whether no figure differs, and none has gone with its table."""
        return not self.total.differences and not self.gone


def opened(before: Side, after: Side, within: Callable[[Report], Report]) -> tuple[Opened, Opened]:
    """Return two sides with their tables.

    within : takes what is compared out of a report
    """
    first, second = read(before, after), read(after, before)
    return Opened(before, first, within(first)), Opened(after, second, within(second))


def compare(
    before: Opened,
    after: Opened,
    tested: Tested = "headline",
    but: frozenset[str] = frozenset(),
    tolerance: float = 0.0,
) -> Comparison:
    """Compare two reports.

    tested : `headline`, or `chosen` for all figures of everybody that the reports were cut down to
    but, tolerance : columns that are not compared, and what counts as the same number
    """
    first, second = before.report, after.report
    old, new = (figures.of_everybody(report.rows(RESULTS)) for report in (first, second))
    if tested == "headline":
        headline = _headline([before.whole, after.whole])
        old = {figure: row for figure, row in old.items() if figure.metric in headline}
    both = {figure: (old[figure], new[figure]) for figure in old if figure in new}
    paired = Paired(before.side, after.side, _parents([before.whole, after.whole]))
    return Comparison(
        before=str(before.side),
        after=str(after.side),
        tables=compared(first, second, but, tolerance),
        gone=[name for name in first.tables if name not in second.tables],
        new=[name for name in second.tables if name not in first.tables],
        tested=tested,
        shared=len(both),
        went=len(old) - len(both),
        changes=significance.changes(both, _meanings(first, second), paired, tolerance),
        cells=of_cells.cells(first, second),
        costs=of_cells.costs(first, second),
    )


def _headline(reports: Iterable[Report]) -> set[str]:
    """Return the metrics that either report ranks or tests baselines by."""
    tables = [report.rows(RANKS) or report.rows(COMPARISONS) for report in reports]
    return {worded({"metric": row["metric"], "k": row["k"]}) for rows in tables for row in rows}


def _meanings(first: Report, second: Report) -> Meanings:
    directions: dict[str, str] = {name: str(of_column(name).direction) for name in metrics.known()}
    for report in (first, second):
        directions |= {row["metric"]: row["direction"] for row in report.rows(METRICS)}
    return Meanings(directions, of_cells.codes(first), of_cells.codes(second))


def _parents(reports: Iterable[Report]) -> dict[str, str]:
    """Return the benchmark whose fits a leaderboard ranks, where it is another."""
    rows = [row for report in reports for row in report.rows(BENCHMARKS)]
    return {row["benchmark"]: row["parent"] for row in rows if row["parent"]}
