"""What MLflow shall show: one experiment per reported benchmark, and one for the report.

In an experiment one run per cell, with the trials of its search as child runs and the scores per
user as an artifact. All of it is read from reports/, tuned/ and runs/score.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.contract import names, paths, reading, reports
from benchmarks.contract.files import read_json
from benchmarks.contract.older import WARMTH, Views
from benchmarks.contract.reports_beside import SUBMISSIONS
from benchmarks.tracking import columns
from benchmarks.tracking.board import Board, Leading
from benchmarks.tracking.record import Experiment, Record
from benchmarks.tracking.trials import trials

REPORT = "report"  # the experiment of the report, and its only run
# older versions of MLflow choose by this tag what an experiment opens with
_KIND = {"mlflow.experimentKind": "custom_model_development"}

_REPORTED = ("title", "authors", "url", "tuning", "fit_seconds", "hardware")  # by who submitted
Row = dict[str, Any]


def experiments(boards: list[Board], leading: Leading, judged: dict[str, Any]) -> list[Experiment]:
    """Return the experiments: the report's first, then one per leaderboard.

    judged : the number of `judgements` in internal testing, and a `sentence` about it
    """
    tags = {
        **_KIND,
        "mlflow.experiment.primaryMetric.name": columns.flat(leading.headline[0]),
        columns.VIEW_TAG: columns.saved_view(leading.headline, leading.reach),
    }
    views = Views({board.name: board.view for board in boards})  # for a report of version 1
    tables = {
        "results": _by_benchmark(reading.read(paths.REPORTS, reports.RESULTS, views)),
        "measured": _by_benchmark(reading.read_text(paths.REPORTS, reports.MEASURED)),
        "cells": _by_benchmark(reading.read_text(paths.REPORTS, reports.CELLS)),
        "submissions": _by_benchmark(_submissions()),
    }
    report = Experiment(REPORT, [_report(judged)], _KIND)
    ours = [Experiment(board.name, _runs(board, leading, tables), tags) for board in boards]
    return [report, *ours]


def _submissions() -> list[Row]:
    """Return what was submitted; nothing where the report is older than submissions."""
    path = paths.REPORTS / f"{SUBMISSIONS.name}.csv"
    return reading.read_text(paths.REPORTS, SUBMISSIONS) if path.exists() else []


def _by_benchmark(rows: Iterable[Row]) -> dict[str, list[Row]]:
    by_benchmark: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_benchmark[row["benchmark"]].append(row)
    return by_benchmark


def _report(judged: dict[str, Any]) -> Record:
    """Return the run of the page; it also says how much internal testing there was."""
    return Record(
        name=REPORT,
        artifact=paths.REPORTS / "index.html",
        metrics=[("judgements", float(judged["judgements"]), 0)],
        tags={"internal testing": judged["sentence"].removeprefix("internal testing: ")},
    )


def _runs(board: Board, leading: Leading, tables: dict[str, dict[str, list[Row]]]) -> list[Record]:
    common = _common_tags(board)
    claims = {row["baseline"]: _claims(row) for row in tables["submissions"][board.benchmark]}
    costs = {row["baseline"]: row for row in tables["measured"][board.name]}
    results: dict[str, list[Row]] = defaultdict(list)
    for row in tables["results"][board.name]:
        results[row["baseline"]].append(row)
    users = _users(board)
    runs = []
    for cell in tables["cells"][board.name]:
        name = cell["baseline"]
        tags = common | claims.get(name, {})
        run = _run(board, leading, cell, tags, results[name], costs.get(name, {}))
        runs.append(replace(run, users=users.get(name)) if cell["status"] == "ok" else run)
    return runs


def _claims(submission: Row) -> dict[str, str]:
    """Return the tags of what was submitted: where it comes from, and what is said of it."""
    said = {name: submission[name] for name in _REPORTED if submission[name]}
    return {"tier": "submitted", **{f"as reported.{name}": words for name, words in said.items()}}


def _run(
    board: Board,
    leading: Leading,
    cell: Row,
    tags: dict[str, str],
    results: list[Row],
    costs: Row,
) -> Record:
    name, place = cell["baseline"], _place(results, board, leading)
    parameters = {**json.loads(cell["parameters"] or "{}"), **_prefixed("split", board.split)}
    return Record(
        name=name,
        failed=cell["status"] == "failed",
        parameters={"baseline": name, **{key: str(value) for key, value in parameters.items()}},
        metrics=_metrics(results, costs, board, leading),
        tags={**tags, **{key: cell[key] for key in ("status", "reason", "seeds")}},
        place=place,
        seconds=float(costs.get("fit_seconds") or 0),
        children=trials(board, name, place),
    )


def _prefixed(prefix: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {f"{prefix}.{name}": value for name, value in settings.items()}


def _common_tags(board: Board) -> dict[str, str]:
    path = paths.scores(board.benchmark) / "fingerprints.json"
    fingerprint = read_json(path)[board.view]["protocol"] if path.exists() else ""
    dataset = read_json(paths.prepared(board.dataset) / "dataset.json")
    return {
        "fingerprint": fingerprint,
        "dataset": dataset["name"],
        "dataset_sha256": dataset["content_sha256"],
    }


def _group(row: Row, board: Board) -> str:
    """Return whose score a row of results.csv is, in one name; '' for everybody.

    A further view of the benchmark and a fold have their own names, as has a group; the warm and
    the cold are called that alone.
    """
    group = names.group_name(row["attribute"], row["group"]) if row["attribute"] else ""
    if row["attribute"] == WARMTH:
        group = row["group"]
    view = "" if row["view"] == board.view else row["view"]
    return " ".join(filter(None, [view, row["fold"], group]))


def _place(results: list[Row], board: Board, leading: Leading) -> float:
    """Return a number between 0 and 1, lower for a better baseline.

    It is made of the baseline's own value alone, so that it stays as others come.
    """
    first = names.column(leading.headline[0])
    for row in results:
        if not _group(row, board) and (row["metric"], row["k"]) == first:
            value = row["value"]
            return 0.5 + math.atan(value if leading.lower_is_better else -value) / math.pi
    return 1.0


def _metrics(
    results: list[Row], costs: Row, board: Board, leading: Leading
) -> list[columns.Metric]:
    """Return each number under a name that MLflow takes, and the curves over the length."""
    metrics = columns.measured(costs)
    for row in results:
        metric = names.column_name(row["metric"], row["k"])
        metrics += columns.scored(metric, _group(row, board), row["value"], leading.all)
    return columns.ordered(metrics, leading.all)


def _users(board: Board) -> dict[str, pa.Table]:
    """Return scores per user by baseline; columns without any value are left out."""
    path = paths.scores(board.benchmark) / "per_user.parquet"
    if not path.exists():
        return {}
    scores = pq.read_table(path, filters=pc.field("view") == board.view)
    names = scores["baseline"].unique().to_pylist()
    return {name: _with_values(scores.filter(pc.field("baseline") == name)) for name in names}


def _with_values(scores: pa.Table) -> pa.Table:
    names = [name for name in scores.column_names if scores[name].null_count < len(scores)]
    return scores.select(names)
