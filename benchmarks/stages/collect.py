"""Stage `collect`: average a benchmark's scores, with intervals, into its rows of every table."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from benchmarks.contract import csv, names, paths, rows_of_tables
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.documents import ScorePlan
from benchmarks.contract.files import read_json, whole_folder
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.reports import OF_BENCHMARK
from benchmarks.results import (
    cells,
    comparisons,
    fairness,
    group_comparisons,
    measured,
    seeds,
    swaps,
)
from benchmarks.results.averages import Scores, columns
from benchmarks.results.column import Column
from benchmarks.results.grouped import parts_by
from benchmarks.results.intervals import numbers
from benchmarks.results.notes import ALL_LISTS

Rows = list[dict[str, Any]]


def collect(benchmark: str) -> None:
    """Write a benchmark's rows of results.csv and its kin, with all digits, for `tables`."""
    plan = ScorePlan.read(paths.score_plan(benchmark))
    rows: dict[str, Rows] = {table.name: [] for table in OF_BENCHMARK}
    scored = (paths.scores(benchmark) / "totals.parquet").exists()
    states = _states(plan)
    for reported in plan.reported():
        if reported.everybody == "all":
            rows["cells"] += _cells(reported, states)
            rows["measured"] += _measured(reported, plan)
        if scored:
            labels = {"benchmark": reported.name}
            for name, of_view in _of_view(reported, plan).items():
                rows[name] += _labelled(labels, of_view)
    with whole_folder(paths.collected(benchmark)) as folder:
        for table in OF_BENCHMARK:
            csv.check(table, rows[table.name])
            rows_of_tables.write(folder, table, rows[table.name])


def _labelled(labels: dict[str, Any], unlabelled: Iterable[dict[str, Any]]) -> Rows:
    """Return rows with the same labels before each."""
    return [{**labels, **row} for row in unlabelled]


def _of_view(reported: Reported, plan: ScorePlan) -> dict[str, Rows]:
    """Return the rows that the scores of a view give to each table.

    Baselines are compared under every view, groups under that of the benchmark.
    """
    totals = _read(reported, "totals")
    scores = _scores(reported)
    view = {"view": reported.view}
    of_tables = {
        "results": _results(reported, scores, totals, plan),
        "seeds": _labelled(view, seeds.spread(totals)),
        "fingerprints": _fingerprints(reported),
    }
    of_users = comparisons.of_headline(scores, plan)
    of_lists = _swaps(reported, totals, plan)
    of_tables["comparisons"] = _labelled(view, chain(of_users, of_lists))
    if reported.everybody == "all":
        members = _members(reported)
        own = {name: scores[name] for name in scores if name in plan.baselines}
        others = {name: scores[name] for name in scores if name not in own}
        of_tables["fairness"] = fairness.gaps(own, members, plan.headline, others)
        compared = group_comparisons.of_groups(own, members, plan)
        of_tables["group_comparisons"] = _labelled(view, compared)
        of_tables["exposure"] = _exposure(reported)
    return of_tables


def _scores(reported: Reported) -> dict[str, Scores]:
    """Return the scores of each baseline under one view."""
    of_baselines = parts_by(_read(reported, "per_user"), "baseline")
    return {name: Scores.of(rows) for name, rows in of_baselines.items()}


def _read(reported: Reported, name: str) -> pa.Table:
    """Read what `score` wrote about one view."""
    path = paths.scores(reported.benchmark) / f"{name}.parquet"
    return pq.read_table(path, filters=[("view", "=", reported.view)])


def _members(reported: Reported) -> pa.Table:
    """Read which user is in which group."""
    path = paths.scores(reported.benchmark) / "memberships.parquet"
    return pq.read_table(path)


def _results(
    reported: Reported, scores: dict[str, Scores], totals: pa.Table, plan: ScorePlan
) -> Rows:
    """Return a view's rows of results.csv."""
    item_recall = _read(reported, "item_recall")
    averaged = _averages(scores, item_recall, reported, plan)
    of_baselines = parts_by(totals, "baseline")
    of_view = []
    for baseline, of_baseline in scores.items():
        single = seeds.of_all_lists(of_baselines[baseline], of_baseline.rows)
        whole = _whole_lists(single, len(of_baseline.users))
        every_row = chain(averaged.get(baseline, []), whole)
        of_view += [{**row, "baseline": baseline} for row in every_row]
    empty = {"view": reported.view, "fold": "", "attribute": "", "group": ""}
    return _labelled(empty, of_view)


def _averages(
    scores: dict[str, Scores], item_recall: pa.Table, reported: Reported, plan: ScorePlan
) -> dict[str, Rows]:
    """Return each baseline's rows of what is an average over users, with intervals."""
    rows: dict[str, Rows] = {}
    for column, number in numbers(_columns(scores, item_recall, reported, plan)):
        place = column.place._asdict()
        metric = names.column(column.metric)._asdict()
        rows.setdefault(column.baseline, []).append({**place, **metric, **number})
    return rows


def _columns(
    scores: dict[str, Scores], item_recall: pa.Table, reported: Reported, plan: ScorePlan
) -> Iterator[Column]:
    """Yield the averages over users of all baselines."""
    members = _members(reported)
    recalls = parts_by(item_recall, "baseline")
    nothing = item_recall.slice(0, 0)
    is_main = reported.everybody == "all"
    for baseline, of_baseline in scores.items():
        recall = recalls.get(baseline, nothing)
        for column in columns(of_baseline, members, recall, plan, is_main):
            yield replace(column, baseline=baseline)


def _whole_lists(
    single: Iterable[tuple[names.Column, FloatArray]], n_users: int
) -> Iterator[dict[str, Any]]:
    """Yield the rows of what is one number for all lists, the mean over runs."""
    for column, values in single:
        metric = column._asdict()
        number = {"value": np.mean(values), "n_users": n_users, "note": ALL_LISTS}
        yield {"subject": "all", **metric, **number}


def _fingerprints(reported: Reported) -> Rows:
    """Return the codes of a view, of each metric's column."""
    path = paths.scores(reported.benchmark) / "fingerprints.json"
    codes = read_json(path)[reported.view]
    fingerprints = []
    for column, code in codes.items():
        metric = names.column(column)._asdict()
        fingerprints.append({"view": reported.view, **metric, "fingerprint": code})
    return fingerprints


def _swaps(reported: Reported, totals: pa.Table, plan: ScorePlan) -> Iterator[dict[str, Any]]:
    swapped = _read(reported, "swaps")
    return swaps.differences(swapped, totals, plan.comparison.reference, plan.baselines)


def _exposure(reported: Reported) -> Rows:
    """Return the shares of each group of items, averaged over folds and seeds."""
    shares = ("catalogue", "relevance", "exposure")
    labels = ["baseline", "attribute", "group"]
    grouped = _read(reported, "exposures").group_by(labels)
    averaged = grouped.aggregate([(name, "mean") for name in shares])
    exposures = []
    for row in averaged.to_pylist():
        group = {name: row[name] for name in labels}
        means = {name: row[f"{name}_mean"] for name in shares}
        exposures.append(group | means)
    return exposures


def _states(plan: ScorePlan) -> dict[str, Any]:
    """Return what `score` says of each cell, in the order of the plan; what was submitted last."""
    path = paths.scores(plan.benchmark) / "cells.json"
    scored = read_json(path) if path.exists() else {}
    submitted = sorted(scored.keys() - set(plan.baselines))
    return {name: scored.get(name) for name in (*plan.baselines, *submitted)}


def _cells(reported: Reported, states: dict[str, Any]) -> Rows:
    """Return what became of each cell."""
    return [cells.row(reported, cell, state) for cell, state in states.items()]


def _measured(reported: Reported, plan: ScorePlan) -> Rows:
    """Return what each cell cost, of those that were measured."""
    costs = []
    for baseline in plan.baselines:
        cost = measured.row(reported.name, reported.benchmark, baseline, reported.view)
        if cost is not None:
            costs.append(cost)
    return costs


def main(benchmark: str) -> None:
    """Collect on one thread, so that the last digits do not depend on the machine's cores."""
    with threadpool_limits(limits=1):
        collect(benchmark)
