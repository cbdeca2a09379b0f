"""Stage `score`: compare the lists and predictions of a benchmark's cells with the test part, user by user."""

import argparse
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks import fingerprint, metrics
from benchmarks.shared import params, paths, tables
from benchmarks.shared.arrays import FloatArray, IntArray
from benchmarks.shared.errors import UserError, run_stage
from benchmarks.shared.files import read_json, text_digest, whole_folder, write_json

ERRORS = ("squared_error", "absolute_error", "n_ratings")  # totals per user, for the metrics of ratings


@dataclass(frozen=True)
class Truth:
    """What a fold holds out for the users of one view.

    users : (n_users,) codes of the users served, ascending
    pairs : sorted codes user * n_items + item of the relevant pairs
    n_relevant : (n_users,)
    """

    users: IntArray
    pairs: NDArray[np.int64]
    n_relevant: IntArray
    n_items: int


def score(benchmark: str) -> None:
    """Write scores per user, totals per seed, slices of users, and the state of each cell."""
    settings = params.load()
    block = settings.benchmark(benchmark)
    chosen = metrics.select(settings.metrics)
    test = tables.read(paths.test(benchmark) / "interactions.parquet", tables.SPLIT)
    known = tables.read(paths.train(benchmark) / "interactions.parquet", tables.SPLIT)
    queries = tables.read(paths.train(benchmark) / "queries.parquet", tables.QUERIES)
    n_items = tables.read(paths.train(benchmark) / "items.parquet", tables.ITEMS).num_rows
    truths = {view: _truth(test, known, queries, rule, n_items) for view, rule in block.views.items()}
    cells, per_user, totals = {}, [], []
    for baseline in settings.baselines:
        cells[baseline] = state = _state(benchmark, baseline)
        if state["status"] != "ok":
            continue
        lists = _read_lists(benchmark, baseline)
        state["fallback_share"] = round(
            float(np.mean(tables.column(lists.filter(pc.field("rank") == 1), "fallback"))), 6
        )
        for view, truth in truths.items():
            for fold, held_out in truth.items():
                run = lists.filter((pc.field("view") == view) & (pc.field("fold") == fold))
                users, by_seed = _score_lists(run, held_out, chosen, settings.cutoffs)
                errors, errors_by_seed = _score_predictions(benchmark, baseline, fold, test, held_out.users, chosen)
                labels = {"view": view, "baseline": baseline, "fold": fold}
                per_user.append(_with_labels(labels, {"user": held_out.users, **users, **errors}))
                totals += [{**labels, **row} for row in by_seed + errors_by_seed]
    with whole_folder(paths.scores(benchmark)) as folder:
        _write(folder, per_user, totals)
        _write_slices(folder, queries, known)
        write_json(folder / "cells.json", cells)
        write_json(folder / "fingerprints.json", _fingerprints(benchmark, block, settings))


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


def _read_lists(benchmark: str, baseline: str) -> pa.Table:
    return tables.read(paths.cell(benchmark, baseline) / "lists.parquet", tables.LISTS)


def _truth(test: pa.Table, known: pa.Table, queries: pa.Table, view: params.View, n_items: int) -> dict[str, Truth]:
    """Return what each fold holds out; an item that the view masks for a user cannot be relevant to that user."""
    held_out = {}
    for fold in queries["fold"].unique().to_pylist():
        users = tables.column(queries.filter(pc.field("fold") == fold), "user")
        rows = test.filter((pc.field("fold") == fold) & pc.field("relevant"))
        pairs = np.unique(_pair_codes(rows, n_items))
        if view.mask == "seen":
            pairs = np.setdiff1d(pairs, _pair_codes(known.filter(pc.field("fold") == fold), n_items))
        n_relevant = np.bincount(np.searchsorted(users, pairs // n_items), minlength=len(users))
        held_out[fold] = Truth(users, pairs, n_relevant, n_items)
    return held_out


def _pair_codes(rows: pa.Table, n_items: int) -> NDArray[np.int64]:
    return tables.column(rows, "user").astype(np.int64) * n_items + tables.column(rows, "item")


def _score_lists(
    run: pa.Table, truth: Truth, chosen: dict[str, metrics.Metric], cutoffs: list[int]
) -> tuple[dict[str, FloatArray], list[dict[str, Any]]]:
    """Return values per user, averaged over seeds, and the total of every metric for each seed."""
    per_seed: list[dict[str, FloatArray]] = []
    totals = []
    scored = truth.n_relevant > 0
    for seed in run["seed"].unique().to_pylist():
        items = _matrix(run.filter(pc.field("seed") == seed), truth.users, max(cutoffs))
        pairs = truth.users[:, None].astype(np.int64) * truth.n_items + items
        hits = np.isin(pairs, truth.pairs) & (items >= 0)
        values = {}
        for name, metric in chosen.items():
            for k in () if metrics.is_pooled(metric) else cutoffs:
                available = {
                    "hits": hits[:, :k],
                    "items": items[:, :k],
                    "n_relevant": truth.n_relevant,
                    "n_items": truth.n_items,
                }
                value = metrics.call(metric, available)
                if np.ndim(value) == 1:
                    values[f"{name}@{k}"] = np.where(scored, value, np.nan)
                    value = value[scored].mean() if scored.any() else np.nan
                totals.append({"seed": seed, "metric": f"{name}@{k}", "value": float(value)})
        per_seed.append(values)
    return {name: np.mean([values[name] for values in per_seed], axis=0) for name in per_seed[0]}, totals


def _matrix(run: pa.Table, users: IntArray, length: int) -> IntArray:
    """Return the lists as a matrix of item codes, (n_users, length), -1 where a list is shorter."""
    ranks = tables.column(run, "rank")
    top = ranks <= length
    items = np.full((len(users), length), -1, dtype=np.int32)
    items[np.searchsorted(users, tables.column(run, "user")[top]), ranks[top] - 1] = tables.column(run, "item")[top]
    return items


def _score_predictions(
    benchmark: str, baseline: str, fold: str, test: pa.Table, users: IntArray, chosen: dict[str, metrics.Metric]
) -> tuple[dict[str, FloatArray], list[dict[str, Any]]]:
    """Return each user's error totals, averaged over seeds, and the metrics of ratings for each seed."""
    path = paths.cell(benchmark, baseline) / "predictions.parquet"
    pooled = {name: metric for name, metric in chosen.items() if metrics.is_pooled(metric)}
    if not path.exists() or not pooled:
        return {name: np.full(len(users), np.nan) for name in ERRORS}, []
    predictions = tables.read(path, tables.PREDICTIONS).filter(pc.field("fold") == fold)
    actual = test.filter(pc.field("fold") == fold)
    per_seed, totals = [], []
    for seed in predictions["seed"].unique().to_pylist():
        errors = _errors(predictions.filter(pc.field("seed") == seed), actual, users)
        per_seed.append(errors)
        sums = {name: values.sum() for name, values in errors.items()}
        totals += [
            {"seed": seed, "metric": name, "value": float(metrics.call(metric, sums))}
            for name, metric in pooled.items()
        ]
    return {name: np.mean([errors[name] for errors in per_seed], axis=0) for name in ERRORS}, totals


def _errors(predicted: pa.Table, actual: pa.Table, users: IntArray) -> dict[str, FloatArray]:
    """Return the totals of errors per user; predictions and test rows must be the same pairs in the same order."""
    for name in ("user", "item"):
        if not predicted[name].equals(actual[name]):
            raise UserError("the predicted pairs are not those of the test; run `make repro` to fit again.")
    difference = tables.column(predicted, "rating").astype(np.float64) - tables.column(actual, "rating")
    rows = np.searchsorted(users, tables.column(actual, "user"))
    weights = {"squared_error": difference**2, "absolute_error": abs(difference), "n_ratings": np.ones(len(rows))}
    return {name: np.bincount(rows, values, minlength=len(users)) for name, values in weights.items()}


def _with_labels(labels: dict[str, str], columns: dict[str, Any]) -> pa.Table:
    length = len(columns["user"])
    return pa.table({**{name: [value] * length for name, value in labels.items()}, **columns})


def _write(folder: Any, per_user: list[pa.Table], totals: list[dict[str, Any]]) -> None:
    """Write the tables of scores; a benchmark without a scored cell has none."""
    if per_user:
        users = pa.concat_tables(per_user)
        tables.write(folder / "users.parquet", users, users.schema)
        rows = pa.Table.from_pylist(totals)
        tables.write(folder / "totals.parquet", rows, rows.schema)


def _write_slices(folder: Any, queries: pa.Table, known: pa.Table) -> None:
    """Write which users belong to which slice: `warm` with any interaction in training, `cold` without."""
    rows = []
    folds = queries["fold"].unique().to_pylist()
    for fold in folds if len(folds) == 1 else ():  # folds are slices themselves
        users = tables.column(queries.filter(pc.field("fold") == fold), "user")
        warm = np.isin(users, tables.column(known.filter(pc.field("fold") == fold), "user"))
        if warm.any() and not warm.all():
            rows += [
                {"fold": fold, "user": user, "slice": "warm" if is_warm else "cold"}
                for user, is_warm in zip(users.tolist(), warm, strict=True)
            ]
    schema = pa.schema([("fold", pa.string()), ("user", pa.int32()), ("slice", pa.string())])
    tables.write(folder / "slices.parquet", pa.Table.from_pylist(rows, schema), schema)


def _fingerprints(benchmark: str, block: params.Benchmark, settings: params.Params) -> dict[str, dict[str, str]]:
    info = read_json(paths.train(benchmark) / "info.json")
    columns = metrics.columns(settings.metrics, settings.cutoffs)
    found = {}
    for view in block.views:
        words = fingerprint.protocol(info, block, view)
        found[view] = {"protocol": text_digest(words)}
        found[view] |= {column: fingerprint.of_metric(words, column) for column in columns}
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark")
    run_stage(score, parser.parse_args().benchmark)
