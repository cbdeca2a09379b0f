"""Stage `score`: compare the lists and predictions of a benchmark's cells with the test part."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract import paths, schemas, tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.files import read_json, whole_folder, write_json
from benchmarks.results import cells, fingerprint, folds, memberships, per_user, swaps
from benchmarks.results.folds import Fold

Labels = dict[str, str]


@dataclass
class Scored:
    """What is written of a benchmark, cell by cell.

    lists : of each view and baseline those of one run, of the first fold and seed, (n_users, k)
    """

    cells: dict[str, Any] = field(default_factory=dict)
    per_user: list[pa.Table] = field(default_factory=list)
    item_recall: list[pa.Table] = field(default_factory=list)
    totals: list[dict[str, Any]] = field(default_factory=list)
    exposures: list[dict[str, Any]] = field(default_factory=list)
    lists: dict[str, dict[str, IntArray]] = field(default_factory=dict)


def score(benchmark: str) -> None:
    """Write scores per user, totals per seed, groups, and the state of each cell."""
    plan = ScorePlan.read(paths.score_plan(benchmark))
    every_fold = list(folds.read(plan))
    scored = Scored(lists={view: {} for view in plan.views})
    unknown = cells.share(folds.unknown_pairs(every_fold))
    for baseline in plan.baselines:
        state = cells.state(benchmark, baseline)
        scored.cells[baseline] = state
        if state["status"] == "ok":
            predicted = _judge(baseline, every_fold, plan, scored)
            state["rating_fallback_share"] = unknown if predicted else None
    with whole_folder(paths.scores(benchmark)) as folder:
        _write(folder, scored, every_fold, plan)


def _judge(baseline: str, every_fold: list[Fold], plan: ScorePlan, scored: Scored) -> bool:
    """Add what one cell's lists and predictions are worth; tell whether it has predictions."""
    lists = cells.lists(plan.benchmark, baseline, max(plan.cutoffs))
    first_places = lists.filter(pc.field("rank") == 1)
    state = scored.cells[baseline]
    state["fallback_share"] = cells.share(tables.column(first_places, "fallback"))
    seeds = lists["seed"].unique().to_pylist() or [0]
    for view in plan.views:
        first = _first_lists(lists, view, every_fold[0], seeds[0], plan.list_length)
        scored.lists[view][baseline] = first
    predictions = cells.predictions(plan.benchmark, baseline)
    for fold in every_fold:
        errors, totals = per_user.of_predictions(predictions, fold, plan.metrics)
        for view, evidence in fold.by_view.items():
            run = lists.filter((pc.field("view") == view) & (pc.field("fold") == fold.name))
            judged = per_user.of_lists(run, seeds, evidence, fold.item_groups, plan)
            labels = {"view": view, "baseline": baseline, "fold": fold.name}
            values = {"user": fold.users, **judged.per_user, **errors}
            scored.per_user.append(_with_labels(labels, values))
            scored.item_recall += _item_recall(labels, fold.users, judged)
            scored.totals += [{**labels, **row} for row in judged.totals + totals]
            scored.exposures += [{**labels, **row} for row in judged.exposures]
    return predictions is not None


def _first_lists(lists: pa.Table, view: str, fold: Fold, seed: int, k: int) -> IntArray:
    """Return one run's lists, (n_users, k): of a fold and a seed."""
    run = (pc.field("view") == view) & (pc.field("fold") == fold.name) & (pc.field("seed") == seed)
    return per_user.matrix(lists.filter(run & (pc.field("rank") <= k)), fold.users, k)[0]


def _with_labels(labels: Labels, columns: dict[str, Any]) -> pa.Table:
    length = len(columns["user"])
    present = {name: values for name, values in columns.items() if values is not None}
    return pa.table({**{name: [label] * length for name, label in labels.items()}, **present})


def _item_recall(labels: Labels, users: IntArray, judged: per_user.Judged) -> list[pa.Table]:
    """Return the users' recall on groups of items, a table for each group."""
    parts = []
    for column, values in judged.item_recall.items():
        named = {**labels, **column._asdict()}
        same = {name: [label] * len(users) for name, label in named.items()}
        table = pa.table({**same, "user": users, "value": values})
        parts.append(table.select(schemas.ITEM_RECALL.names).cast(schemas.ITEM_RECALL))
    return parts


def _write(folder: Path, scored: Scored, every_fold: list[Fold], plan: ScorePlan) -> None:
    """Write the tables; a benchmark without a scored cell has none of scores."""
    features = _features(plan.benchmark)
    members = memberships.of_users(every_fold, features, plan.groups.users)
    table = memberships.table(members, memberships.served(every_fold))
    tables.write(folder / "memberships.parquet", table, schemas.MEMBERSHIPS)
    sizes = memberships.sizes(members, every_fold[0])
    _write_rows(folder / "groups.parquet", sizes, schemas.GROUPS)
    if scored.per_user:
        joined = pa.concat_tables(scored.per_user, promote_options="default")
        tables.write(folder / "per_user.parquet", joined, joined.schema)
        _write_rows(folder / "totals.parquet", scored.totals, schemas.TOTALS)
        _write_rows(folder / "exposures.parquet", scored.exposures, schemas.EXPOSURES)
        recall = pa.concat_tables([schemas.ITEM_RECALL.empty_table(), *scored.item_recall])
        tables.write(folder / "item_recall.parquet", recall, schemas.ITEM_RECALL)
        swapped = _swaps(scored.lists, every_fold[0], plan)
        _write_rows(folder / "swaps.parquet", swapped, schemas.SWAPS)
    write_json(folder / "cells.json", scored.cells)
    write_json(folder / "fingerprints.json", _fingerprints(plan))


def _write_rows(path: Path, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
    tables.write(path, pa.Table.from_pylist(rows, schema), schema)


def _features(benchmark: str) -> pa.ChunkedArray:
    users = paths.train(benchmark) / "users.parquet"
    return tables.read(users, tables.USERS)["features"]


def _swaps(
    lists: dict[str, dict[str, IntArray]], fold: Fold, plan: ScorePlan
) -> list[dict[str, Any]]:
    """Compare what is one number for all lists with the reference baseline's."""
    rows = []
    for view, of_view in lists.items():
        others = dict(of_view)
        reference = others.pop(plan.comparison.reference or "", None)
        if reference is not None:
            n_items = fold.by_view[view].n_items
            labels = {"view": view, "k": plan.list_length}
            rows += [{**labels, **row} for row in swaps.against(reference, others, n_items)]
    return rows


def _fingerprints(plan: ScorePlan) -> dict[str, dict[str, Any]]:
    """Return the codes of each view: of the protocol, and of each metric's column."""
    info = read_json(paths.train(plan.benchmark) / "info.json")
    return {view: fingerprint.of_view(info, plan, view) for view in plan.views}
