"""What a user added to the study: nobody else can verify it, so it is counted and left aside."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.paths import PARAMS
from benchmarks.contract.reports import CELLS, RANKS
from benchmarks.contract.reports_beside import STANDINGS
from benchmarks.contract.yaml_text import mapping
from benchmarks.exchange.comparing.figures import KEYS, Row, Tables
from benchmarks.exchange.comparing.places import Commit
from benchmarks.exchange.comparing.reports import Report
from benchmarks.exchange.comparing.sentences import count
from benchmarks.splits.wording import listed

OURS = "run here"
_KINDS = {"submitted": "submission", "extra": "extra cell"}  # of cells, by their tier


@dataclass(frozen=True)
class Added:
    """What a user added.

    cells : benchmark and baseline to the tier, of those that were not run here
    homes : benchmarks that the last commit does not have; benchmarks : their names in the report
    """

    cells: Mapping[tuple[str, str], str] = field(default_factory=dict)
    homes: frozenset[str] = frozenset()
    benchmarks: frozenset[str] = frozenset()

    @staticmethod
    def of(report: Report, reported: Iterable[Reported]) -> "Added":
        """Return what of a report was added.

        reported : the views of all benchmarks of params.yaml
        """
        views = list(reported)
        homes = {view.benchmark for view in views}
        homes -= _committed() or homes
        own = {view.name for view in views if view.benchmark in homes}
        cells = {}
        for row in report.rows(CELLS):
            if row["tier"] != OURS and row["benchmark"] not in own:
                cells[row["benchmark"], row["baseline"]] = row["tier"]
        return Added(cells, frozenset(homes), frozenset(own))

    def without(self, report: Report) -> Report:
        """Return a report without the rows that what was added has a part in."""
        tables = {}
        for name, rows in report.tables.items():
            tables[name] = [row for row in rows if not self._has_part(name, row)]
        return replace(report, tables=tables)

    def figures(self, report: Report) -> int:
        """Count the figures of a report that are left aside."""
        aside = [
            (name, row)
            for name, rows in report.tables.items()
            for row in rows
            if self._has_part(name, row)
        ]
        return sum(
            bool(row[column]) for name, row in aside for column in row.keys() - {*KEYS[name]}
        )

    @cached_property
    def _joined(self) -> frozenset[str]:
        """Benchmarks that a cell was added to."""
        return frozenset(benchmark for benchmark, _ in self.cells)

    @cached_property
    def _own(self) -> frozenset[str]:
        """Baselines of the cells that were added."""
        return frozenset(baseline for _, baseline in self.cells)

    def _has_part(self, table: str, row: Row) -> bool:
        if table == RANKS.name and self.benchmarks:  # means over all benchmarks
            return True
        if table == STANDINGS.name and row["benchmark"] in self._joined:
            return True  # where one stands depends on who is there
        named = {row.get(column) for column in ("benchmark", "other")}
        if "benchmark" not in row:
            return row.get("baseline") in self._own
        cells = {(row["benchmark"], row.get(column)) for column in ("baseline", "other")}
        return bool(named & self.benchmarks or cells & self.cells.keys())

    def told(self, report: Report, extra: Report) -> str:
        """Say how many figures are left aside, and of what; "" where nothing was added.

        extra : the report of the cells that are not part of the default
        """
        aside = {
            name: [row for row in rows if self._has_part(name, row)]
            for name, rows in report.tables.items()
        }
        kinds = Counter(_KINDS.get(tier, f"{tier} cell") for tier in self.cells.values())
        kinds["extra cell"] += len(extra.rows(CELLS))
        kinds["benchmark of your own"] += len(self.benchmarks)
        whose = [_plural(number, kind) for kind, number in kinds.items() if number]
        figures = count(_figures(aside) + _figures(extra.tables), "figure")
        return f"{figures} of {listed(whose)}" if whose else ""


def _figures(tables: Tables) -> int:
    """Count the figures of tables."""
    return sum(
        bool(value)
        for name, rows in tables.items()
        for row in rows
        for column, value in row.items()
        if column not in KEYS[name]
    )


def _committed() -> set[str]:
    """Return the benchmarks of params.yaml in the last commit; none where there is no commit."""
    content = mapping(Commit("HEAD").text(str(PARAMS)) or "", f"HEAD:{PARAMS}")
    benchmarks = content.get("benchmarks")
    return set(benchmarks) if isinstance(benchmarks, dict) else set()


def _plural(number: int, kind: str) -> str:
    noun, of, rest = kind.partition(" of ")
    return f"{count(number, noun)}{of}{rest}"
