"""The tables of reports/ that MLflow's runs are made of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.contract import names, paths, reading, reports
from benchmarks.contract.csv import read_csv
from benchmarks.contract.fields import Table
from benchmarks.contract.older import Views
from benchmarks.contract.reports_beside import BASELINES, BENCHMARKS, SUBMISSIONS
from benchmarks.tracking.board import Board

STANDINGS = paths.REPORTS / "standings.csv"  # none in older reports
Row = dict[str, Any]
ByBenchmark = dict[str, list[Row]]
READ = (
    *(reports.RESULTS, reports.MEASURED, reports.CELLS, reports.COMPARISONS, reports.RESOLUTION),
    *(SUBMISSIONS, BASELINES, BENCHMARKS),
)


@dataclass(frozen=True)
class Tables:
    """Rows by benchmark; of `baselines` the row of each name, of `benchmarks` that of each view.

    All of it is text, but for `results`. A report older than a table has no row of it.
    """

    results: ByBenchmark
    measured: ByBenchmark
    cells: ByBenchmark
    comparisons: ByBenchmark
    resolution: ByBenchmark
    submissions: ByBenchmark
    standings: ByBenchmark
    baselines: dict[str, Row]
    benchmarks: dict[tuple[str, str], Row]

    def asked(self, board: Board) -> Row | None:
        """Return what a leaderboard asks, None where the report does not say it."""
        return self.benchmarks.get((board.name, board.view))

    def called(self, baseline: str) -> str:
        """Return what people call a baseline."""
        return str(self.baselines.get(baseline, {}).get("label") or baseline)

    def standing(self, board: Board, metric: str) -> dict[str, Row]:
        """Return the standing of each baseline of a leaderboard by one metric."""
        of_metric = _of(self.standings[board.name], board, metric)
        return {row["baseline"]: row for row in of_metric}

    def tests(self, board: Board, metric: str) -> Iterable[Row]:
        """Return the paired tests of a leaderboard by one metric."""
        return _of(self.comparisons[board.name], board, metric)

    def resolved(self, board: Board, metric: str) -> Row:
        """Return how many ranks of a leaderboard are told apart, {} where nothing says so."""
        return next(iter(_of(self.resolution[board.name], board, metric)), {})


def tables_of(boards: list[Board]) -> Tables:
    """Read the tables of the report."""
    views = Views({board.name: board.view for board in boards})  # for a report of version 1
    return Tables(
        results=_by_benchmark(reading.read(paths.REPORTS, reports.RESULTS, views)),
        measured=_by_benchmark(_text(reports.MEASURED)),
        cells=_by_benchmark(_text(reports.CELLS)),
        comparisons=_by_benchmark(_text(reports.COMPARISONS)),
        resolution=_by_benchmark(_text(reports.RESOLUTION)),
        submissions=_by_benchmark(_text(SUBMISSIONS)),
        standings=_by_benchmark(read_csv(STANDINGS) if STANDINGS.exists() else []),
        baselines={row["baseline"]: row for row in _text(BASELINES)},
        benchmarks={(row["benchmark"], row["view"]): row for row in _text(BENCHMARKS)},
    )


def _of(rows: Iterable[Row], board: Board, metric: str) -> list[Row]:
    name, k = names.column(metric)
    wanted = (board.view, name, "" if k is None else str(k))
    return [row for row in rows if (row["view"], row["metric"], row["k"]) == wanted]


def _text(table: Table) -> list[Row]:
    """Return a table's rows; none where the report is older than the table."""
    path = paths.REPORTS / f"{table.name}.csv"
    return list(reading.read_text(paths.REPORTS, table)) if path.exists() else []


def _by_benchmark(rows: Iterable[Row]) -> ByBenchmark:
    by_benchmark: ByBenchmark = defaultdict(list)
    for row in rows:
        by_benchmark[row["benchmark"]].append(row)
    return by_benchmark
