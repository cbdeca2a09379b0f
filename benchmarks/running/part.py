"""Which part of the benchmarks is verified, and which rows of the tables belong to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.config.model import Params
from benchmarks.contract.errors import unknown
from benchmarks.contract.paths import PARAMS
from benchmarks.contract.reports_online import ONLINE
from benchmarks.running.cells import Cell
from benchmarks.running.compare import KEYS, Row

OF_ALL_BENCHMARKS = ("ranks", "agreement")
# Tables that another stage than `tables` writes, by stage.
BESIDE = {"replicate": ["replication"], "online": [table.name for table in ONLINE]}
_ONLY_WHOLE = {*OF_ALL_BENCHMARKS, *BESIDE["replicate"], *BESIDE["online"]}


@dataclass(frozen=True)
class Part:
    """What is verified.

    names : the reported benchmarks; cells : what must run for them
    baseline : the one, or None for all; whole : whether this is everything
    """

    names: frozenset[str]
    cells: list[Cell]
    baseline: str | None
    reference: str | None
    whole: bool

    @staticmethod
    def of(settings: Params, benchmark: str | None, baseline: str | None) -> "Part":
        """Return all, or one benchmark (by any name it is reported under) or baseline.

        With a baseline the reference runs as well, for their comparison. An unknown name is a
        UserError.
        """
        runs_in = {view.name: view.benchmark for view in settings.reported()}
        names = _names(benchmark, runs_in, list(settings.benchmarks))
        if baseline:
            settings.baseline(baseline)
        reference = settings.comparison.reference
        wanted = list(settings.baselines)
        if baseline:
            wanted = [name for name in wanted if name in (baseline, reference)]
        benchmarks = dict.fromkeys(runs_in[name] for name in names)
        cells = [(name, method) for name in benchmarks for method in wanted]
        return Part(frozenset(names), cells, baseline, reference, not (benchmark or baseline))

    @property
    def benchmarks(self) -> list[str]:
        """The benchmarks that must run."""
        return list(dict.fromkeys(benchmark for benchmark, _ in self.cells))

    def rows(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """Return those rows of a table that belong to the part."""
        if table in _ONLY_WHOLE or "benchmark" not in KEYS[table]:
            return list(rows) if self.whole else []
        return [row for row in rows if row["benchmark"] in self.names and self._has(row)]

    def _has(self, row: Row) -> bool:
        if self.baseline is None or "baseline" not in row:
            return True
        pair = {row["baseline"], row.get("other", row["baseline"])}
        return self.baseline in pair and pair <= {self.baseline, self.reference}


def _names(benchmark: str | None, runs_in: dict[str, str], benchmarks: list[str]) -> list[str]:
    """Return the reported names that are meant: of a benchmark all, of another name that alone.

    runs_in : the benchmark that each reported name belongs to
    """
    if not benchmark:
        return list(runs_in)
    if benchmark in benchmarks:
        return [name for name, home in runs_in.items() if home == benchmark]
    if benchmark not in runs_in:
        raise unknown("benchmark", benchmark, {*runs_in, *benchmarks}, str(PARAMS))
    return [benchmark]
