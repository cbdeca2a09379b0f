"""The extra study: benchmarks that are not rerun by default, from their tables as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contract import csv as csvs
from benchmarks.contract import names, paths, reading, reports, reports_beside
from benchmarks.contract.files import read_json
from benchmarks.report.inputs import Inputs, Numbers
from benchmarks.report.rows import Estimate
from benchmarks.report.sections.grids import Column, Grid, grid
from benchmarks.report.sections.leaderboard import in_order
from benchmarks.report.text import display

FOLDER = paths.REPORTS / paths.EXTRA


@dataclass(frozen=True)
class OfBenchmark:
    """The headline numbers on a benchmark; `sentence` says what its split holds out.

    searched : of the baselines with parameters, how many have searched ones; tunable : how many
        there are
    impossible : baselines that are not applicable, and why
    """

    name: str
    title: str
    sentence: str
    table: Grid
    searched: int
    tunable: int
    impossible: list[tuple[str, str]]


@dataclass(frozen=True)
class ExtraStudy:
    """The benchmarks of the extra study, and when and at which commit it was last run."""

    benchmarks: list[OfBenchmark]
    date: str
    commit: str


def extra(inputs: Inputs) -> ExtraStudy | None:
    """Return the leaderboards of the extra study; None where it was not run."""
    if not (FOLDER / f"{reports.RESULTS.name}.csv").exists():
        return None
    results = reading.read(FOLDER, reports.RESULTS)
    described = reading.read(FOLDER, reports_beside.BENCHMARKS)
    cells = _named(reading.read(FOLDER, reports.CELLS), inputs)
    results = _named(results, inputs)
    boards = [_board(row, results, cells, inputs.settings.headline) for row in described]
    made = _provenance(FOLDER / "provenance.json")
    return ExtraStudy([board for board in boards if board], made["date"], made["commit"])


def _named(rows: list[csvs.Row], inputs: Inputs) -> list[csvs.Row]:
    """Give baselines that only the extra study has the names that people write."""
    named = reading.read(FOLDER, reports_beside.BASELINES)
    labels = {row["baseline"]: row["label"] for row in named}
    ours = inputs.settings.baselines
    return [
        row if row["baseline"] in ours else row | {"baseline": labels[row["baseline"]]}
        for row in rows
    ]


def _provenance(path: Path) -> Mapping[str, str]:
    """Return when the study was run and at which commit; "" where nobody says."""
    said = read_json(path) if path.exists() else {}
    return {name: str(said.get(name) or "") for name in ("date", "commit")}


def _board(
    row: csvs.Row, results: list[csvs.Row], cells: list[csvs.Row], headline: list[str]
) -> OfBenchmark | None:
    """Return the leaderboard of a benchmark under one view; None without any number."""
    by_metric = {metric: _numbers(metric, row, results) for metric in headline}
    by_metric = {metric: numbers for metric, numbers in by_metric.items() if numbers}
    ranked = [name for metric, numbers in by_metric.items() for name in in_order(numbers, metric)]
    columns = [Column(display(metric), numbers) for metric, numbers in by_metric.items()]
    table = grid(columns, list(dict.fromkeys(ranked)))
    if table is None:
        return None
    here = [cell for cell in cells if cell["benchmark"] == row["benchmark"]]
    tunable = [cell for cell in here if cell["status"] == "ok" and cell["parameters"]]
    impossible = [cell for cell in here if cell["status"] == "not applicable"]
    return OfBenchmark(
        *(row["label"], row["title"], row["sentence"], table),
        searched=sum(cell["origin"] != "default" for cell in tunable),
        tunable=len(tunable),
        impossible=[(cell["baseline"], cell["reason"]) for cell in impossible],
    )


def _numbers(metric: str, row: csvs.Row, results: list[csvs.Row]) -> Numbers:
    """Return the numbers of everybody by baseline; `row` : names benchmark and view."""
    place: dict[str, Any] = {name: row[name] for name in ("benchmark", "view")}
    wanted = {**place, "fold": "", "subject": "all", **names.column(metric)._asdict()}
    numbers = {}
    for result in results:
        if result["value"] is not None and wanted.items() <= result.items():
            interval = result["ci_low"], result["ci_high"]
            numbers[result["baseline"]] = Estimate(result["value"], *interval, result["n_users"])
    return numbers
