"""Stage `score`: compare the lists and predictions of a benchmark's cells with the test part, user by user."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import metrics
from benchmarks.config import load
from benchmarks.config.benchmarks import Benchmark
from benchmarks.config.model import Params
from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.contract.files import read_json, text_digest, whole_folder, write_json
from benchmarks.protocol import history
from benchmarks.protocol.evidence import evidence
from benchmarks.results import fingerprint, groups, swaps
from benchmarks.results import per_user as scoring
from benchmarks.results.per_user import Fold


def score(benchmark: str) -> None:
    """Write scores per user, totals per seed, exposure of item groups, slices of users, and the state of each cell."""
    settings = load.load()
    block = settings.benchmark(benchmark)
    folds = list(_folds(benchmark, block, settings))
    cells, per_user, totals, exposures = {}, [], [], []
    shown: dict[str, dict[str, IntArray]] = {view: {} for view in block.views}
    unknown = _share(scoring.unknown_pairs(folds))
    for baseline in settings.baselines:
        cells[baseline] = state = _state(benchmark, baseline)
        if state["status"] != "ok":
            continue
        lists = _read_lists(benchmark, baseline, max(settings.cutoffs))
        state["fallback_share"] = _share(
            tables.column(lists.filter(pc.field("rank") == 1), "fallback")
        )
        seeds = lists["seed"].unique().to_pylist() or [0]
        for view in block.views:
            shown[view][baseline] = _first_lists(
                lists, view, folds[0], seeds[0], settings.list_length
            )
        predictions = _read_predictions(benchmark, baseline)
        state["rating_fallback_share"] = unknown if predictions else None
        for fold in folds:
            errors, errors_by_seed = scoring.of_predictions(predictions, fold, settings)
            for view, judged in fold.by_view.items():
                run = lists.filter((pc.field("view") == view) & (pc.field("fold") == fold.name))
                users, by_seed, exposed = scoring.of_lists(
                    run, seeds, judged, fold.item_groups, settings
                )
                labels = {"view": view, "baseline": baseline, "fold": fold.name}
                per_user.append(_with_labels(labels, {"user": fold.users, **users, **errors}))
                totals += [{**labels, **row} for row in by_seed + errors_by_seed]
                exposures += [{**labels, **row} for row in exposed]
    with whole_folder(paths.scores(benchmark)) as folder:
        _write(
            folder / "users.parquet",
            per_user and pa.concat_tables(per_user, promote_options="default"),
        )
        _write(folder / "totals.parquet", totals and pa.Table.from_pylist(totals))
        _write(folder / "exposures.parquet", exposures and pa.Table.from_pylist(exposures))
        swapped = _swaps(shown, folds[0], settings)
        _write(folder / "swaps.parquet", swapped and pa.Table.from_pylist(swapped))
        _write_slices(folder / "slices.parquet", folds, benchmark, settings)
        write_json(folder / "cells.json", cells)
        write_json(folder / "fingerprints.json", _fingerprints(benchmark, block, settings))


def _folds(benchmark: str, block: Benchmark, settings: Params) -> Iterator[Fold]:
    """Read a benchmark's parts, and make of each fold what its lists are judged by."""
    train = paths.train(benchmark)
    test = tables.read(paths.test(benchmark) / "interactions.parquet", tables.SPLIT)
    rows = tables.read(train / "interactions.parquet", tables.SPLIT)
    queries = tables.read(train / "queries.parquet", tables.QUERIES)
    users = tables.read(train / "users.parquet", tables.USERS)
    items = tables.read(train / "items.parquet", tables.ITEMS)
    wanted = {"length": max(settings.cutoffs), "fresh_days": block.fresh_days}
    for name in queries["fold"].unique().to_pylist():
        of_fold = pc.field("fold") == name
        served, held_out = tables.column(queries.filter(of_fold), "user"), test.filter(of_fold)
        known = history.of_fold(rows.filter(of_fold), users, items)
        by_view = {
            view: evidence(known, held_out, served, rule, wanted)
            for view, rule in block.views.items()
        }
        released = tables.column(items, "released").astype(np.float64)
        about = groups.Items(items["features"], released, known.popularity, known.age_days)
        yield Fold(
            name, held_out, served, known, by_view, groups.of_items(settings.groups.items, about)
        )


def _state(benchmark: str, baseline: str) -> dict[str, Any]:
    """Say what became of a cell: ok, not applicable, failed or not run; and why."""
    folder = paths.cell(benchmark, baseline)
    if (folder / "failure.json").exists():
        return {"status": "failed", "reason": read_json(folder / "failure.json")["reason"]}
    if not (folder / "cell.json").exists():
        return {"status": "not run", "reason": "no result of this cell; run `make repro`"}
    cell = read_json(folder / "cell.json")
    if cell["not_applicable"]:
        return {**cell, "status": "not applicable", "reason": cell["not_applicable"]}
    return {**cell, "status": "ok", "reason": ""}


def _read_lists(benchmark: str, baseline: str, length: int) -> pa.Table:
    """Return the lists of a cell down to rank `length`."""
    path = paths.cell(benchmark, baseline) / "lists.parquet"
    return tables.read(path, tables.LISTS).filter(pc.field("rank") <= length)


def _read_predictions(benchmark: str, baseline: str) -> pa.Table | None:
    path = paths.cell(benchmark, baseline) / "predictions.parquet"
    return tables.read(path, tables.PREDICTIONS) if path.exists() else None


def _share(values: BoolArray) -> float:
    return round(float(np.mean(values)), 6)


def _first_lists(lists: pa.Table, view: str, fold: Fold, seed: int, k: int) -> IntArray:
    """Return one run's lists, (n_users, k): of the first fold and seed."""
    run = (pc.field("view") == view) & (pc.field("fold") == fold.name) & (pc.field("seed") == seed)
    return scoring.matrix(lists.filter(run & (pc.field("rank") <= k)), fold.users, k)[0]


def _swaps(
    shown: dict[str, dict[str, IntArray]], fold: Fold, settings: Params
) -> list[dict[str, Any]]:
    """Compare what is one number for all lists with the reference baseline's."""
    rows = []
    for view, lists in shown.items():
        reference = lists.pop(settings.comparison.reference or "", None)
        if reference is not None:
            found = swaps.against(reference, lists, fold.by_view[view].n_items)
            rows += [
                {"view": view, **row, "metric": f"{row['metric']}@{settings.list_length}"}
                for row in found
            ]
    return rows


def _with_labels(labels: dict[str, str], columns: dict[str, Any]) -> pa.Table:
    length = len(columns["user"])
    present = {name: values for name, values in columns.items() if values is not None}
    return pa.table({**{name: [value] * length for name, value in labels.items()}, **present})


def _write(path: Path, table: pa.Table | list[Any]) -> None:
    """Write a table of scores; a benchmark without a scored cell has none."""
    if table:
        tables.write(path, table, table.schema)


def _write_slices(path: Path, folds: list[Fold], benchmark: str, settings: Params) -> None:
    """Write which users belong to which slice; with several folds, what a user has in training is not one number."""
    features = tables.read(paths.train(benchmark) / "users.parquet", tables.USERS)["features"]
    served = np.unique(np.concatenate([fold.users for fold in folds]))
    sizes = (
        np.diff(folds[0].known.seen.indptr)[served].astype(np.int32) if len(folds) == 1 else None
    )
    found = groups.of_users(settings.groups.users, features.take(pa.array(served)), sizes)
    if sizes is not None and (sizes > 0).any() and (sizes == 0).any():
        found |= {"warm": sizes > 0, "cold": sizes == 0}
    rows = [
        pa.table({"user": served[members], "slice": [name] * int(members.sum())})
        for name, members in found.items()
    ]
    schema = pa.schema([("user", pa.int32()), ("slice", pa.string())])
    tables.write(path, pa.concat_tables(rows) if rows else schema.empty_table(), schema)


def _fingerprints(benchmark: str, block: Benchmark, settings: Params) -> dict[str, dict[str, str]]:
    info = read_json(paths.train(benchmark) / "info.json")
    columns = metrics.columns(settings.metrics, settings.cutoffs)
    found = {}
    for view in block.views:
        words = fingerprint.protocol(info, block, view)
        found[view] = {"protocol": text_digest(words)}
        found[view] |= {column: fingerprint.of_metric(words, column, block) for column in columns}
    return found
