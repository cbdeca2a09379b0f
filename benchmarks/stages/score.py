"""Stage `score`: compare the lists and predictions of a benchmark's cells with the test part."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.contract import paths, schemas, tables
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.files import read_json, whole_folder, write_json
from benchmarks.results import cells, fingerprint, folds, memberships, submitted, swaps
from benchmarks.results.folds import Fold
from benchmarks.results.judging import Scored, judge
from benchmarks.results.swaps import Runs

Rows = list[dict[str, Any]]


def score(benchmark: str) -> None:
    """Write scores per user, totals per seed, groups, and the state of each cell."""
    path = paths.score_plan(benchmark)
    plan = ScorePlan.read(path)
    every_fold = list(folds.read(plan))
    scored = _scored(every_fold, plan)
    with whole_folder(paths.scores(benchmark)) as folder:
        _write_groups(folder, every_fold, plan)
        if scored.per_user:  # else no cell has a score, and there are no tables of scores
            _write_scores(folder, scored)
            swapped = _swaps(scored.lists, every_fold, plan)
            _write_rows(folder / "swaps.parquet", swapped, schemas.SWAPS)
        write_json(folder / "cells.json", scored.cells)
        write_json(folder / "fingerprints.json", _fingerprints(plan))


def _scored(every_fold: list[Fold], plan: ScorePlan) -> Scored:
    """Return the state of each cell, and what those that ran are worth."""
    scored = Scored(lists={view: {} for view in plan.views})
    unknown_pairs = folds.unknown_pairs(every_fold)
    unknown_share = cells.share(unknown_pairs)
    for name in (*plan.baselines, *submitted.names(plan.benchmark)):
        folder = cells.folder_of(plan.benchmark, name)
        state = cells.state(folder)
        scored.cells[name] = state
        if state["status"] == "ok":
            has_predictions = judge(name, folder, every_fold, plan, scored)
            falls_back = has_predictions and name in plan.baselines  # of others nobody knows
            state["rating_fallback_share"] = unknown_share if falls_back else None
    return scored


def _write_groups(folder: Path, every_fold: list[Fold], plan: ScorePlan) -> None:
    """Write who is in which group, and how large each group is."""
    features = _features(plan.benchmark)
    served = memberships.served(every_fold)
    members = memberships.of_users(every_fold, features, plan.groups.users)
    table = memberships.table(members, served)
    tables.write(folder / "memberships.parquet", table, schemas.MEMBERSHIPS)
    sizes = memberships.sizes(members, every_fold[0])
    _write_rows(folder / "groups.parquet", sizes, schemas.GROUPS)


def _write_scores(folder: Path, scored: Scored) -> None:
    """Write the scores per user, of each seed and of groups of items."""
    joined = pa.concat_tables(scored.per_user, promote_options="default")
    tables.write(folder / "per_user.parquet", joined, joined.schema)
    _write_rows(folder / "totals.parquet", scored.totals, schemas.TOTALS)
    _write_rows(folder / "exposures.parquet", scored.exposures, schemas.EXPOSURES)
    empty = schemas.ITEM_RECALL.empty_table()
    recall = pa.concat_tables([empty, *scored.item_recall])
    tables.write(folder / "item_recall.parquet", recall, schemas.ITEM_RECALL)


def _write_rows(path: Path, records: Rows, schema: pa.Schema) -> None:
    table = pa.Table.from_pylist(records, schema)
    tables.write(path, table, schema)


def _features(benchmark: str) -> pa.ChunkedArray:
    """Return what the data says of each user beside the interactions."""
    path = paths.train(benchmark) / "users.parquet"
    users = tables.read(path, tables.USERS)
    return users["features"]


def _swaps(lists: dict[str, dict[str, Runs]], every_fold: list[Fold], plan: ScorePlan) -> Rows:
    """Compare what is one number for all lists with the reference baseline's."""
    swapped = []
    reference = plan.comparison.reference or ""
    for view, of_view in lists.items():
        others = dict(of_view)
        reference_lists = others.pop(reference, None)
        if reference_lists is None:
            continue
        n_items = [fold.by_view[view].n_items for fold in every_fold]
        labels = {"view": view, "k": plan.list_length}
        differences = swaps.against(reference_lists, others, n_items, plan.baselines)
        swapped += [{**labels, **row} for row in differences]
    return swapped


def _fingerprints(plan: ScorePlan) -> dict[str, dict[str, Any]]:
    """Return the codes of each view: of the protocol, and of each metric's column."""
    path = paths.train(plan.benchmark) / "info.json"
    info = read_json(path)
    codes = {}
    for view in plan.views:
        codes[view] = fingerprint.of_view(info, plan, view)
    return codes
