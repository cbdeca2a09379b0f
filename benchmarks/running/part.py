"""Which part of the benchmarks is verified, and which rows of the tables belong to it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from benchmarks.config.model import Params
from benchmarks.contract.reports_online import ONLINE
from benchmarks.exchange.comparing.figures import KEYS, Row
from benchmarks.exchange.comparing.reports import Report
from benchmarks.running.cells import Cell, in_order
from benchmarks.running.choice import choose, listed

OF_ALL_BENCHMARKS = ("ranks", "agreement")
_OF_ALL_BASELINES = ("resolution", "standings")  # counts over all of a benchmark
# Tables that another stage than `tables` writes, by stage.
BESIDE = {"replication": ["replication"], "online": [table.name for table in ONLINE]}
_ONLY_WHOLE = {*OF_ALL_BENCHMARKS, *BESIDE["replication"], *BESIDE["online"]}


@dataclass(frozen=True)
class Part:
    """What is verified.

    names : the reported benchmarks; cells : what must run for them
    baselines : those that were asked for, none for all; whole : whether this is everything
    """

    names: frozenset[str]
    cells: list[Cell]
    baselines: frozenset[str]
    reference: str | None
    whole: bool

    @staticmethod
    def of(settings: Params, benchmark: str, baseline: str, but: Container[str] = ()) -> "Part":
        """Return all, or some benchmarks (by any name they are reported under) or baselines.

        benchmark, baseline : names with commas between, "" for all
        but : benchmarks, by the names of params.yaml, that must be asked for by name

        With a baseline the reference runs as well, for their comparison. An unknown name is a
        UserError.
        """
        chosen = choose(settings, benchmark, baseline)
        home = {view.name: view.benchmark for view in settings.reported()}
        asked, wanted = listed(benchmark), frozenset(listed(baseline))
        names = [name for name in chosen.reported if asked or home[name] not in but]
        reference = settings.comparison.reference
        runs = {*chosen.baselines, reference}
        methods = [name for name in settings.baselines if name in runs]
        cells = in_order(dict.fromkeys(home[name] for name in names), methods)
        return Part(frozenset(names), cells, wanted, reference, not (asked or wanted))

    @property
    def benchmarks(self) -> list[str]:
        """The benchmarks that must run."""
        return list(dict.fromkeys(benchmark for benchmark, _ in self.cells))

    def within(self, report: Report) -> Report:
        """Return what of a report belongs to the part."""
        tables = {name: self.rows(name, rows) for name, rows in report.tables.items()}
        return replace(report, tables=tables)

    def rows(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """Return those rows of a table that belong to the part."""
        if table in _ONLY_WHOLE or "benchmark" not in KEYS[table]:
            return list(rows) if self.whole else []
        if table in _OF_ALL_BASELINES and self.baselines:
            return []
        return [row for row in rows if row["benchmark"] in self.names and self._has(row)]

    def _has(self, row: Row) -> bool:
        if not self.baselines or "baseline" not in row:
            return True
        pair = {row["baseline"], row.get("other", row["baseline"])}
        return bool(pair & self.baselines) and pair <= {*self.baselines, self.reference}
