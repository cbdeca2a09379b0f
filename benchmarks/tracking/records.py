"""What MLflow shall show: one experiment per reported benchmark, and one for the report.

In an experiment one run per cell, with the trials of its search as child runs and the scores per
user as an artifact. All of it is read from reports/, tuned/ and runs/score.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.contract import names, paths
from benchmarks.contract.files import read_json
from benchmarks.contract.older import WARMTH
from benchmarks.tracking import columns, notes, overview, pairs, trials, views
from benchmarks.tracking.board import Board, Leading
from benchmarks.tracking.record import Experiment, Input, Record
from benchmarks.tracking.tables import Row, Tables, tables_of

_SOURCE, _SOURCE_TYPE = "mlflow.source.name", "mlflow.source.type"
_TYPES = {"int32": "integer", "int64": "long", "float": "float", "double": "double"}
_REPORTED = ("title", "authors", "url", "tuning", "fit_seconds", "hardware")  # by who submitted
Tags = dict[str, str]


def experiments(
    boards: list[Board], leading: Leading, judged: dict[str, Any], with_trials: bool
) -> list[Experiment]:
    """Return the experiments: the report's first, then one per leaderboard.

    judged : the number of `judgements` in internal testing, and a `sentence` about it
    with_trials : whether the trials of searches are runs, and not tables alone
    """
    tables = tables_of(boards)
    ours = []
    for board in boards:
        runs = _runs(board, leading, tables, with_trials)
        tags = views.of_leaderboard(leading, [metric for run in runs for metric in run.metrics])
        ours.append(Experiment(board.name, runs, tags, tables.asked(board)))
    return [overview.experiment(boards, leading, judged, tables), *ours]


def _runs(board: Board, leading: Leading, tables: Tables, with_trials: bool) -> list[Record]:
    common, dataset = _common_tags(board), _input(board.dataset)
    claims = {row["baseline"]: _claims(row) for row in tables.submissions[board.benchmark]}
    costs = {row["baseline"]: row for row in tables.measured[board.name]}
    results: dict[str, list[Row]] = defaultdict(list)
    for row in tables.results[board.name]:
        results[row["baseline"]].append(row)
    tests = pairs.of_each(tables.tests(board, leading.headline[0]))
    standing = tables.standing(board, leading.headline[0])
    users = _users(board)
    runs = []
    for cell in tables.cells[board.name]:
        name = cell["baseline"]
        card = notes.Card(
            metric=leading.headline[0],
            cell=cell,
            baseline=tables.baselines.get(name, {}),
            score=_headline(results[name], board, leading) or {},
            costs=costs.get(name, {}),
            standing=standing.get(name, {}),
            pairs=tests.get(name, []),
        )
        tags = common | claims.get(name, _made_by(name))
        run = _run(board, leading, card, tags, results[name])
        below = trials.runs(board, name, run.place) if with_trials else []
        scores = users.get(name) if cell["status"] == "ok" else None
        runs.append(replace(run, users=scores, dataset=dataset, children=below))
    return runs


def _made_by(baseline: str) -> Tags:
    """Return the tags of what was run here: the file that defines it, if it is one of ours."""
    path = Path("baselines") / f"{baseline}.py"
    return {_SOURCE: path.as_posix(), _SOURCE_TYPE: "LOCAL"} if path.exists() else {}


def _claims(submission: Row) -> Tags:
    """Return the tags of what was submitted: where it comes from, and what is said of it."""
    said = {name: submission[name] for name in _REPORTED if submission[name]}
    path = paths.submissions(submission["benchmark"]) / submission["file"]
    source = {_SOURCE: path.as_posix(), _SOURCE_TYPE: "LOCAL"}
    reported = {f"as reported.{name}": words for name, words in said.items()}
    return {"tier": "submitted", **source, **reported}


def _run(
    board: Board, leading: Leading, card: notes.Card, tags: Tags, results: list[Row]
) -> Record:
    cell, name = card.cell, card.cell["baseline"]
    parameters = {**json.loads(cell["parameters"] or "{}"), **_prefixed("split", board.split)}
    said = {key: cell[key] for key in ("status", "reason", "seeds")}
    said["tied_for_best"] = card.standing.get("is_tied_for_best", "")
    return Record(
        name=name,
        failed=cell["status"] == "failed",
        parameters={"baseline": name, "label": card.label, **_texts(parameters)},
        metrics=_metrics(results, card, board, leading),
        tags={**tags, **said, notes.NOTE: notes.of_run(card)},
        files=trials.files(board, name),
        texts={"paired.csv": pairs.table(card.pairs)} if card.pairs else {},
        place=_place(card.score, leading),
        seconds=float(card.costs.get("fit_seconds") or 0),
    )


def _texts(parameters: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in parameters.items()}


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


def _input(dataset: str) -> Input:
    """Return a dataset as an input of runs: the interactions, of which all parts are made."""
    folder = paths.prepared(dataset)
    facts, path = read_json(folder / "dataset.json"), folder / "interactions.parquet"
    schema = pq.read_schema(path) if path.exists() else []
    return Input(
        name=facts["name"],
        digest=facts["content_sha256"],
        file=path.as_posix(),
        columns={column.name: _TYPES.get(str(column.type), "string") for column in schema},
        sizes={name: facts[name] for name in ("interactions", "users", "items")},
    )


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


def _headline(results: list[Row], board: Board, leading: Leading) -> Row | None:
    """Return the row of everybody's score of the metric that ranks."""
    first = names.column(leading.headline[0])
    of_everybody = (row for row in results if not _group(row, board))
    return next((row for row in of_everybody if (row["metric"], row["k"]) == first), None)


def _place(score: Mapping[str, Any], leading: Leading) -> float:
    """Return a number between 0 and 1, lower for a better baseline.

    It is made of the baseline's own value alone, so that it stays as others come.
    """
    if not score:
        return 1.0
    value = score["value"]
    return 0.5 + math.atan(value if leading.lower_is_better else -value) / math.pi


def _metrics(
    results: list[Row], card: notes.Card, board: Board, leading: Leading
) -> list[columns.Metric]:
    """Return each number under a name that MLflow takes, and the curves over the length."""
    metrics = columns.measured(card.costs) + pairs.metrics(card.pairs)
    metrics += columns.ranks(card.standing)
    for row in results:
        metric, group = names.column_name(row["metric"], row["k"]), _group(row, board)
        metrics += columns.scored(metric, group, row["value"], leading.all)
        if metric in leading.all and not group:
            metrics += columns.interval(metric, row["ci_low"], row["ci_high"])
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
