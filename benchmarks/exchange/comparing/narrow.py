"""Which benchmarks and metrics a comparison is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.reports import CELLS, RESULTS
from benchmarks.exchange.comparing.figures import KEYS, Row, worded
from benchmarks.exchange.comparing.reports import Report


@dataclass(frozen=True)
class Wanted:
    """What is compared; nothing named is everything.

    benchmarks : by the names of the report; metrics : `ndcg`, of all cut-offs, or `ndcg@10`
    """

    benchmarks: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()

    @staticmethod
    def of(benchmarks: Sequence[str], metrics: Sequence[str]) -> "Wanted":
        """Return what is asked for; several in one word are parted by commas."""
        return Wanted(_parted(benchmarks), _parted(metrics))

    def check(self, reports: Iterable[Report]) -> None:
        """Raise UserError for a benchmark or metric that no report has."""
        results = [row for report in reports for row in report.rows(RESULTS)]
        there = {row["benchmark"] for row in results}
        columns = {_metric(row) for row in results} | {row["metric"] for row in results}
        asked = (("benchmark", self.benchmarks, there), ("metric", self.metrics, columns))
        for kind, names, known in asked:
            for name in sorted(names - known):
                raise unknown(kind, name, known, "results.csv")
        numbers = [row for row in results if self._is_of_benchmark(row) and self.has(row)]
        if self.metrics and not numbers:
            metrics, where = (", ".join(sorted(each)) for each in (self.metrics, self.benchmarks))
            raise UserError(f"results.csv: no number of {metrics} on {where} in either report.")

    def within(self, report: Report) -> Report:
        """Return what of a report is wanted."""
        tables = {name: self._rows(name, rows) for name, rows in report.tables.items()}
        kept = {name: rows for name, rows in tables.items() if rows is not None}
        return replace(report, tables=kept)

    def _rows(self, table: str, rows: list[Row]) -> list[Row] | None:
        """Return the rows of a table that are wanted; None of one that does not tell them apart."""
        if table == CELLS.name:
            return [row for row in rows if self._is_of_benchmark(row)]
        if self.benchmarks and "benchmark" not in KEYS[table]:
            return None
        if self.metrics and "metric" not in KEYS[table]:
            return None
        return [row for row in rows if self._is_of_benchmark(row) and self.has(row)]

    def _is_of_benchmark(self, row: Row) -> bool:
        return not self.benchmarks or row["benchmark"] in self.benchmarks

    def has(self, row: Row) -> bool:
        """Tell whether a row is of a wanted metric."""
        return not self.metrics or bool(self.metrics & {row["metric"], _metric(row)})


def _metric(row: Row) -> str:
    return worded({"metric": row["metric"], "k": row.get("k", "")})


def _parted(words: Sequence[str]) -> frozenset[str]:
    names = {name.strip() for word in words for name in word.split(",")}
    return frozenset(names - {""})
