"""What the report is made of: the tables of reports/, the audits, the facts about the datasets."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.contract import paths, reports, reports_beside
from benchmarks.contract.documents import Study
from benchmarks.contract.files import read_json
from benchmarks.report import online_tables, rows, rows_beside
from benchmarks.report.online_tables import OnlineTables
from benchmarks.report.places import EVERYBODY as EVERYBODY
from benchmarks.report.places import Leaderboard as Leaderboard
from benchmarks.report.places import Part as Part
from benchmarks.report.places import leaderboards
from benchmarks.report.rows import Estimate as Estimate
from benchmarks.report.rows import Numbers as Numbers
from benchmarks.report.tables import Tables, Under
from benchmarks.results.luck import Lucky
from benchmarks.splits.rules import with_rules

Facts = dict[str, Any]  # a JSON document: an audit, a dataset's facts


@dataclass(frozen=True)
class Inputs:
    """What the report is made of.

    shown : the rankings, in the order of params.yaml
    estimates : (ranking, part, metric) to numbers by baseline
    cells, measured, fingerprints, fairness, exposure, comparisons : rows by ranking
    compared_under : comparisons under second views, by ranking and view
    compared_in_groups : in groups of users, by ranking; none in an older report
    ranks, agreement : rows of the tables across benchmarks
    luck : tells what other seeds add to the standard errors of baselines
    resolution : rows of the table on what tests tell apart; none in an older report
    submissions : rows of the table on what others handed in, by the name in params.yaml
    replication : rows of the table that is not about benchmarks; none where its stage has not run
    peers : rows of the table of other implementations; none where nobody ran them
    online : the tables of reports/online/; None where the stage has not run
    replication_about : protocols of the published figures and notes on them
    audits, datasets : by the name in params.yaml; None where a stage has not run
    files : names of the tables that are there
    released : by dataset, whether its items have dates of release; None where it is not prepared
    """

    settings: Study
    files: frozenset[str]
    shown: list[Leaderboard]
    estimates: dict[tuple[str, Part, str], Numbers]
    cells: dict[str, list[rows.Cell]]
    measured: dict[str, list[rows.Cost]]
    fingerprints: dict[str, list[rows.Fingerprint]]
    fairness: dict[str, list[rows.Gap]]
    exposure: dict[str, list[rows.Exposure]]
    comparisons: dict[str, list[rows.Pair]]
    compared_under: dict[Under, list[rows.Pair]]
    compared_in_groups: dict[str, list[rows.GroupPair]]
    ranks: list[rows.Rank]
    agreement: list[rows.Agreement]
    resolution: list[rows.Resolution]
    luck: Lucky
    standings: list[rows_beside.Stand]
    frontier: list[rows_beside.Step]
    slices: list[rows_beside.Slice]
    submissions: list[rows_beside.Submission]
    replication: list[rows_beside.Replica]
    peers: list[rows_beside.Beside]
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

    def submitted(self, benchmark: str) -> list[rows_beside.Submission]:
        """Return what was handed in for a benchmark, as params.yaml names it."""
        return [row for row in self.submissions if row.benchmark == benchmark]

    def resolution_of(self, leaderboard: str) -> rows.Resolution | None:
        """Return what tests tell apart on a ranking by the first headline metric; None untested.

        Under the view of the leaderboard: a second one has rows of its own.
        """
        first = self.settings.headline[0]
        own = [row for row in self.resolution if (row.benchmark, row.view) == (leaderboard, "")]
        return next((row for row in own if row.metric == first), None)

    def title(self, leaderboard: Leaderboard) -> str:
        """Return what people call a ranking: its title in params.yaml, or its name."""
        titles = self.settings.benchmark(leaderboard.benchmark).titles
        return titles.get(leaderboard.view, leaderboard.name)

    def label(self, baseline: str) -> str:
        """Return a baseline's name as people write it; of what was submitted it is the label."""
        own = self.settings.baselines.get(baseline)
        return (own.title or baseline.replace("_", " ")) if own else baseline

    def stands(self, leaderboard: str, metric: str, view: str = "") -> list[rows_beside.Stand]:
        """Return the standings of a ranking by a metric, the first first; none where untested.

        view : a second one, or "" for that of the leaderboard
        """
        of_ranking = [row for row in self.standings if row.benchmark == leaderboard]
        own = [row for row in of_ranking if row.view == view and row.metric == metric]
        return sorted(own, key=lambda row: (row.place, row.baseline))

    def facts_of(self, leaderboard: Leaderboard) -> Facts | None:
        """Return the facts about the dataset of a ranking."""
        return self.datasets[self.settings.benchmark(leaderboard.benchmark).dataset]


def read() -> Inputs:
    """Read the tables, audits and facts; a table that is missing is a UserError."""
    settings = with_rules(Study.read(paths.study()))
    shown = leaderboards(settings)
    tables = Tables(shown, settings)
    compared, compared_under = tables.compared()
    prepared = {name: paths.prepared(name) for name in settings.datasets}
    return Inputs(
        settings=settings,
        files=frozenset(path.stem for path in paths.REPORTS.glob("*.csv")),
        shown=shown,
        estimates=tables.estimates(),
        cells=tables.by_ranking(reports.CELLS, rows.Cell),
        measured=tables.by_ranking(reports.MEASURED, rows.Cost),
        fingerprints=tables.by_ranking(reports.FINGERPRINTS, rows.Fingerprint),
        fairness=tables.by_ranking(reports.FAIRNESS, rows.Gap),
        exposure=tables.by_ranking(reports.EXPOSURE, rows.Exposure),
        comparisons=compared,
        compared_under=compared_under,
        compared_in_groups=tables.in_groups(),
        ranks=tables.read(reports.RANKS, rows.Rank),
        agreement=tables.read(reports.AGREEMENT, rows.Agreement),
        resolution=tables.read_if_there(reports.RESOLUTION, rows.Resolution),
        standings=tables.standings(settings),
        luck=tables.luck(settings),
        frontier=tables.read_if_there(reports_beside.FRONTIER, rows_beside.Step),
        slices=tables.read_if_there(reports_beside.SLICES, rows_beside.Slice),
        submissions=tables.read_if_there(reports_beside.SUBMISSIONS, rows_beside.Submission),
        replication=tables.read_if_there(reports_beside.REPLICATION, rows_beside.Replica),
        peers=tables.read_if_there(reports_beside.PEERS, rows_beside.Beside),
        replication_about=_json(paths.REPORTS / "replication.json"),
        online=online_tables.read(paths.REPORTS),
        audits={name: _json(paths.audit(name)) for name in settings.benchmarks},
        datasets={name: _json(folder / "dataset.json") for name, folder in prepared.items()},
        released={name: _released(folder / "items.parquet") for name, folder in prepared.items()},
    )


def _json(path: Path) -> Any:  # None where the file is not there
    return read_json(path) if path.exists() else None


def _released(path: Path) -> bool | None:
    """Tell whether a table of items knows when any of them was released."""
    if not path.exists():
        return None
    released = pq.read_table(path, columns=["released"])["released"]
    return released.null_count < len(released)
