"""What the report is made of: the tables of reports/, the audits, the facts about the datasets."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pyarrow.parquet as pq

from benchmarks.contract import csv as csvs
from benchmarks.contract import names, paths, reading, reports, reports_beside
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.fields import Table
from benchmarks.contract.files import read_json
from benchmarks.contract.older import Views
from benchmarks.report import online_tables, rows
from benchmarks.report.labels import labels
from benchmarks.report.online_tables import OnlineTables
from benchmarks.report.places import EVERYBODY as EVERYBODY
from benchmarks.report.places import Leaderboard as Leaderboard
from benchmarks.report.places import Part as Part
from benchmarks.report.places import leaderboards
from benchmarks.report.rows import Estimate, Result, Spread
from benchmarks.results import standings
from benchmarks.results.luck import of_leaderboards
from benchmarks.splits.rules import with_rules

Row = TypeVar("Row")
_NAMING = ("baseline", "other")  # columns that name a baseline
Facts = dict[str, Any]  # a JSON document: an audit, a dataset's facts


Numbers = dict[str, Estimate]  # by baseline
Under = tuple[str, str]  # a ranking, and one of its other views


@dataclass(frozen=True)
class Inputs:
    """What the report is made of.

    shown : the rankings, in the order of params.yaml
    estimates : (ranking, part, metric) to numbers by baseline
    cells, measured, fingerprints, fairness, exposure, comparisons : rows by ranking
    compared_under : comparisons under second views, by ranking and view
    ranks, agreement : rows of the tables across benchmarks
    resolution : rows of the table on what tests tell apart; none in an older report
    submissions : rows of the table on what others handed in, by the name in params.yaml
    replication : rows of the table that is not about benchmarks; none where its stage has not run
    peers : rows of the table of other implementations; none where nobody ran them
    online : the tables of reports/online/; None where the stage has not run
    replication_about : protocols of the published figures and notes on them
    audits, datasets : by the name in params.yaml; None where a stage has not run
    released : by dataset, whether its items have dates of release; None where it is not prepared
    """

    settings: Study
    shown: list[Leaderboard]
    estimates: dict[tuple[str, Part, str], Numbers]
    cells: dict[str, list[rows.Cell]]
    measured: dict[str, list[rows.Cost]]
    fingerprints: dict[str, list[rows.Fingerprint]]
    fairness: dict[str, list[rows.Gap]]
    exposure: dict[str, list[rows.Exposure]]
    comparisons: dict[str, list[rows.Pair]]
    compared_under: dict[Under, list[rows.Pair]]
    ranks: list[rows.Rank]
    agreement: list[rows.Agreement]
    resolution: list[rows.Resolution]
    standings: list[rows.Stand]
    frontier: list[rows.Step]
    slices: list[rows.Slice]
    submissions: list[rows.Submission]
    replication: list[rows.Replica]
    peers: list[rows.Beside]
    replication_about: Facts | None
    online: OnlineTables | None
    audits: dict[str, Facts | None]
    datasets: dict[str, Facts | None]
    released: dict[str, bool | None]

    def numbers(self, leaderboard: str, metric: str, part: Part = EVERYBODY) -> Numbers:
        """Return the numbers of a ranking's part by baseline; none where there are no results."""
        return self.estimates.get((leaderboard, part, metric), {})

    def groups(self, leaderboard: str, attribute: str) -> set[str]:
        """Return the groups of an attribute that have numbers."""
        parts = {part for name, part, _ in self.estimates if name == leaderboard}
        return {part.group for part in parts if part.attribute == attribute}

    def submitted(self, benchmark: str) -> list[rows.Submission]:
        """Return what was handed in for a benchmark, as params.yaml names it."""
        return [row for row in self.submissions if row.benchmark == benchmark]

    def resolution_of(self, leaderboard: str) -> rows.Resolution | None:
        """Return what tests tell apart on a ranking by the first headline metric; None untested."""
        first = self.settings.headline[0]
        own = [row for row in self.resolution if row.benchmark == leaderboard]
        return next((row for row in own if row.metric == first), None)

    def title(self, leaderboard: Leaderboard) -> str:
        """Return what people call a ranking: its title in params.yaml, or its name."""
        titles = self.settings.benchmark(leaderboard.benchmark).titles
        return titles.get(leaderboard.view, leaderboard.name)

    def label(self, baseline: str) -> str:
        """Return a baseline's name as people write it; of what was submitted it is the label."""
        own = self.settings.baselines.get(baseline)
        return (own.title or baseline.replace("_", " ")) if own else baseline

    def stands(self, leaderboard: str, metric: str) -> list[rows.Stand]:
        """Return the standings of a ranking by a metric, the first first; none where untested."""
        of_ranking = [row for row in self.standings if row.benchmark == leaderboard]
        own = [row for row in of_ranking if row.view == "" and row.metric == metric]
        return sorted(own, key=lambda row: (row.place, row.baseline))

    def facts_of(self, leaderboard: Leaderboard) -> Facts | None:
        """Return the facts about the dataset of a ranking."""
        return self.datasets[self.settings.benchmark(leaderboard.benchmark).dataset]


def read() -> Inputs:
    """Read the tables, audits and facts; a table that is missing is a UserError."""
    settings = with_rules(Study.read(paths.study()))
    shown = leaderboards(settings)
    tables = _Tables(shown, settings)
    compared, compared_under = tables.compared()
    prepared = {name: paths.prepared(name) for name in settings.datasets}
    return Inputs(
        settings=settings,
        shown=shown,
        estimates=tables.estimates(),
        cells=tables.by_ranking(reports.CELLS, rows.Cell),
        measured=tables.by_ranking(reports.MEASURED, rows.Cost),
        fingerprints=tables.by_ranking(reports.FINGERPRINTS, rows.Fingerprint),
        fairness=tables.by_ranking(reports.FAIRNESS, rows.Gap),
        exposure=tables.by_ranking(reports.EXPOSURE, rows.Exposure),
        comparisons=compared,
        compared_under=compared_under,
        ranks=tables.read(reports.RANKS, rows.Rank),
        agreement=tables.read(reports.AGREEMENT, rows.Agreement),
        resolution=tables.read_if_there(reports.RESOLUTION, rows.Resolution),
        standings=tables.standings(settings),
        frontier=tables.read_if_there(reports_beside.FRONTIER, rows.Step),
        slices=tables.read_if_there(reports_beside.SLICES, rows.Slice),
        submissions=tables.read_if_there(reports_beside.SUBMISSIONS, rows.Submission),
        replication=tables.read_if_there(reports_beside.REPLICATION, rows.Replica),
        peers=tables.read_if_there(reports_beside.PEERS, rows.Beside),
        replication_about=_json(paths.REPORTS / "replication.json"),
        online=online_tables.read(paths.REPORTS),
        audits={name: _json(paths.audit(name)) for name in settings.benchmarks},
        datasets={name: _json(folder / "dataset.json") for name, folder in prepared.items()},
        released={name: _released(folder / "items.parquet") for name, folder in prepared.items()},
    )


class _Tables:
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
        made = rows.maker(kind)
        return [made(self._of_leaderboard(row)) for row in self._typed(table)]

    def read_if_there(self, table: Table, kind: type[Row]) -> list[Row]:
        return self.read(table, kind) if _there(table) else []

    def standings(self, settings: Study) -> list[rows.Stand]:
        """Return where baselines stand; where a report has no table of it, from its pairs."""
        if _there(reports_beside.STANDINGS):
            return self.read(reports_beside.STANDINGS, rows.Stand)
        compared, rule = self._typed(reports.COMPARISONS), settings.comparison
        luck = of_leaderboards(settings)
        standing = standings.standings(compared, rule.reference, rule.margin, luck)
        blank = dict.fromkeys(reports_beside.STANDINGS.columns)
        made = rows.maker(rows.Stand)
        return [made(self._of_leaderboard(blank | row)) for row in standing]

    def by_ranking(self, table: Table, kind: type[Row]) -> dict[str, list[Row]]:
        """Return the rows of the rankings that are shown, by their names."""
        found: dict[str, list[Row]] = {name: [] for name in self._view_of}
        made = rows.maker(kind)
        for row in self._typed(table):
            if row["benchmark"] in found:
                found[row["benchmark"]].append(made(self._of_leaderboard(row)))
        return found

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
                ends = (row.at_least, row.at_most)
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


def _json(path: Path) -> Any:  # None where the file is not there
    return read_json(path) if path.exists() else None


def _released(path: Path) -> bool | None:
    """Tell whether a table of items knows when any of them was released."""
    if not path.exists():
        return None
    released = pq.read_table(path, columns=["released"])["released"]
    return released.null_count < len(released)
