"""The tables of reports/, read as rows that the report's sections share."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from benchmarks.contract import csv as csvs
from benchmarks.contract import names, paths, reading, reports, reports_beside
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.fields import Table
from benchmarks.contract.older import Views
from benchmarks.report import rows, rows_beside
from benchmarks.report.labels import labels
from benchmarks.report.places import Leaderboard, Part
from benchmarks.report.rows import Estimate, Numbers, Result, Spread
from benchmarks.results import standings
from benchmarks.results.luck import Lucky, of_leaderboards
from benchmarks.results.notes import FEW_BUYERS

Row = TypeVar("Row")
_NAMING = ("baseline", "other")  # columns that name a baseline
Under = tuple[str, str]  # a ranking, and one of its other views


class Tables:
    """The tables of reports/ as they are read: `view` is "" for that of the leaderboard.

    What was submitted has its label in place of its name.
    """

    def __init__(self, shown: Sequence[Leaderboard], settings: Study) -> None:
        self._view_of = {leaderboard.name: leaderboard.view for leaderboard in shown}
        others = {leaderboard.name: frozenset(leaderboard.second_views) for leaderboard in shown}
        self._views = Views(self._view_of, others)  # what version 1 does not say of itself
        self._labels: dict[str, str] = {}
        if _there(reports_beside.SUBMISSIONS):
            submitted = self._typed(reports_beside.SUBMISSIONS)
            self._labels = labels(submitted, settings.baselines)

    def read(self, table: Table, kind: type[Row]) -> list[Row]:
        """Return all rows of a table; one that is missing is a UserError."""
        made = rows.maker(kind)
        return [made(self._of_leaderboard(row)) for row in self._typed(table)]

    def read_if_there(self, table: Table, kind: type[Row]) -> list[Row]:
        """Return all rows of a table that a report need not have."""
        return self.read(table, kind) if _there(table) else []

    def standings(self, settings: Study) -> list[rows_beside.Stand]:
        """Return where baselines stand; where a report has no table of it, from its pairs."""
        if _there(reports_beside.STANDINGS):
            return self.read(reports_beside.STANDINGS, rows_beside.Stand)
        compared, rule = self._typed(reports.COMPARISONS), settings.comparison
        luck = self.luck(settings)
        standing = standings.standings(compared, rule.reference, rule.margin, luck)
        blank = dict.fromkeys(reports_beside.STANDINGS.columns)
        made = rows.maker(rows_beside.Stand)
        return [made(self._of_leaderboard(blank | row)) for row in standing]

    def luck(self, settings: Study) -> Lucky:
        """Return what tells the luck of seeds and searches, views by their own names."""
        return of_leaderboards(settings, self._typed(reports.SEEDS))

    def by_ranking(self, table: Table, kind: type[Row]) -> dict[str, list[Row]]:
        """Return the rows of the rankings that are shown, by their names."""
        found: dict[str, list[Row]] = {name: [] for name in self._view_of}
        made = rows.maker(kind)
        for row in self._typed(table):
            if row["benchmark"] in found:
                found[row["benchmark"]].append(made(self._of_leaderboard(row)))
        return found

    def in_groups(self) -> dict[str, list[rows.GroupPair]]:
        """Return pairs in groups of users by ranking; none where a report has no table of them."""
        if not _there(reports.GROUP_COMPARISONS):
            return {name: [] for name in self._view_of}
        return self.by_ranking(reports.GROUP_COMPARISONS, rows.GroupPair)

    def compared(self) -> tuple[dict[str, list[rows.Pair]], dict[Under, list[rows.Pair]]]:
        """Return pairs under the own view of each ranking, and under others by it and the view."""
        own: dict[str, list[rows.Pair]] = {name: [] for name in self._view_of}
        under: dict[Under, list[rows.Pair]] = defaultdict(list)
        made = rows.maker(rows.Pair)
        for row in self._typed(reports.COMPARISONS):
            ranking = row["benchmark"]
            if ranking in own:
                found = own[ranking] if self._is_own(row) else under[ranking, row["view"]]
                found.append(made(self._of_leaderboard(row)))
        return own, dict(under)

    def _is_own(self, row: csvs.Row) -> bool:
        return bool(row["view"] == self._view_of.get(row["benchmark"]))

    def estimates(self) -> dict[tuple[str, Part, str], Numbers]:
        """Return all numbers by ranking, part and metric, then baseline, with their spreads."""
        spreads = {_label(row): row.sd for row in self.read(reports.SEEDS, Spread)}
        found: dict[tuple[str, Part, str], Numbers] = defaultdict(dict)
        for row in self.read(reports.RESULTS, Result):
            if row.value is not None:
                part = Part(row.view, row.fold, row.attribute, row.group)
                spread = spreads.get(_label(row)) if part == Part(row.view) else None
                ends = (row.at_least, row.at_most, row.note == FEW_BUYERS)
                number = Estimate(row.value, row.low, row.high, row.n_users, spread, *ends)
                found[row.benchmark, part, row.metric][row.baseline] = number
        return dict(found)

    def _typed(self, table: Table) -> list[csvs.Row]:
        if table is reports.MEASURED:
            return _costs(table)
        return reading.read(paths.REPORTS, table, self._views)

    def _of_leaderboard(self, row: csvs.Row) -> csvs.Row:
        """Return a row with metric and cut-off in one word, its own view as "", and labels."""
        found = dict(row)
        for column in _NAMING if "baseline" in row else ():
            if column in row:  # `other` of two benchmarks is another thing
                found[column] = self._labels.get(row[column], row[column])
        if "k" in row:
            found["metric"] = names.column_name(row["metric"], row["k"])
        if "view" in row and self._is_own(row):
            found["view"] = ""
        return found


def _there(table: Table) -> bool:
    return (paths.REPORTS / f"{table.name}.csv").exists()


def _costs(table: Table) -> list[csvs.Row]:
    """Return the rows of measured.csv; columns that came later are empty in an older one."""
    path = paths.REPORTS / f"{table.name}.csv"
    if not path.exists():
        raise UserError(f"{path}: missing; `make repro` writes it.")
    blank = dict.fromkeys(table.columns, "")
    return csvs.typed(table, [blank | row for row in csvs.read_csv(path)], str(path))


def _label(row: Result | Spread) -> tuple[str, str, str, str]:
    return row.benchmark, row.view, row.metric, row.baseline
