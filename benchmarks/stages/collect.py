"""Stage `collect`: average a benchmark's scores, with intervals, into its rows of every table."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from benchmarks.contract import csv, names, paths, rows_of_tables
from benchmarks.contract.documents import Reported, ScorePlan
from benchmarks.contract.files import read_json, whole_folder
from benchmarks.contract.reports import OF_BENCHMARK
from benchmarks.results import cells, comparisons, fairness, measured, seeds, swaps
from benchmarks.results.averages import Scores, columns
from benchmarks.results.intervals import numbers

Rows = list[dict[str, Any]]


def collect(benchmark: str) -> None:
    """Write a benchmark's rows of results.csv and its kin, with all digits, for `tables`."""
    plan = ScorePlan.read(paths.score_plan(benchmark))
    rows: dict[str, Rows] = {table.name: [] for table in OF_BENCHMARK}
    scored = (paths.scores(benchmark) / "totals.parquet").exists()
    for reported in plan.reported():
        if reported.everybody == "all":
            rows["cells"] += _cells(reported, plan)
            rows["measured"] += _measured(reported, plan)
        if scored:
            for name, of_view in _of_view(reported, plan).items():
                rows[name] += [{"benchmark": reported.name, **row} for row in of_view]
    with whole_folder(paths.collected(benchmark)) as folder:
        for table in OF_BENCHMARK:
            csv.check(table, rows[table.name])
            rows_of_tables.write(folder, table, rows[table.name])


def _of_view(reported: Reported, plan: ScorePlan) -> dict[str, Rows]:
    """Return the rows that the scores of a view give to each table.

    Groups are compared under the view that a benchmark is reported by.
    """
    per_user, totals = _read(reported, "per_user"), _read(reported, "totals")
    scores = {}
    for name in per_user["baseline"].unique().to_pylist():
        scores[name] = Scores.of(per_user.filter(pc.field("baseline") == name))
    view = {"view": reported.view}
    rows = {
        "results": _results(reported, scores, totals, plan),
        "seeds": [{**view, **row} for row in seeds.spread(totals)],
        "fingerprints": _fingerprints(reported),
    }
    if reported.everybody == "all":
        members = _members(reported)
        compared = [*comparisons.of_headline(scores, plan), *_swaps(reported, totals, plan)]
        rows["fairness"] = fairness.gaps(scores, members, plan.headline)
        rows["exposure"] = _exposure(reported)
        rows["comparisons"] = [{**view, **row} for row in compared]
    return rows


def _read(reported: Reported, name: str) -> pa.Table:
    """Read what `score` wrote about one view."""
    path = paths.scores(reported.benchmark) / f"{name}.parquet"
    return pq.read_table(path, filters=[("view", "=", reported.view)])


def _members(reported: Reported) -> pa.Table:
    return pq.read_table(paths.scores(reported.benchmark) / "memberships.parquet")


def _results(
    reported: Reported, scores: dict[str, Scores], totals: pa.Table, plan: ScorePlan
) -> Rows:
    """Return a view's rows of results.csv."""
    members, item_recall = _members(reported), _read(reported, "item_recall")
    main = reported.everybody == "all"
    rows = []
    for baseline, of_baseline in scores.items():
        chosen = pc.field("baseline") == baseline
        recall = item_recall.filter(chosen)
        wanted = list(columns(of_baseline, members, recall, plan, main))
        for column, number in numbers(wanted):
            metric = names.column(column.metric)._asdict()
            rows.append({**column.place._asdict(), **metric, **number, "baseline": baseline})
        n_users = len(of_baseline.users)
        for single, values in seeds.of_all_lists(totals.filter(chosen), of_baseline.rows):
            number = {"value": np.mean(values), "n_users": n_users}
            rows.append({"subject": "all", **single._asdict(), **number, "baseline": baseline})
    empty = {"view": reported.view, "fold": "", "attribute": "", "group": ""}
    return [{**empty, **row} for row in rows]


def _fingerprints(reported: Reported) -> Rows:
    codes = read_json(paths.scores(reported.benchmark) / "fingerprints.json")[reported.view]
    rows = []
    for column, code in codes.items():
        metric = names.column(column)._asdict()
        rows.append({"view": reported.view, **metric, "fingerprint": code})
    return rows


def _swaps(reported: Reported, totals: pa.Table, plan: ScorePlan) -> Iterator[dict[str, Any]]:
    swapped = _read(reported, "swaps")
    return swaps.differences(swapped, totals, plan.comparison.reference)


def _exposure(reported: Reported) -> Rows:
    """Return the shares of each group of items, averaged over folds and seeds."""
    shares = ("catalogue", "relevance", "exposure")
    labels = ["baseline", "attribute", "group"]
    grouped = _read(reported, "exposures").group_by(labels)
    rows = []
    for row in grouped.aggregate([(name, "mean") for name in shares]).to_pylist():
        means = {name: row[f"{name}_mean"] for name in shares}
        rows.append({**{name: row[name] for name in labels}, **means})
    return rows


def _cells(reported: Reported, plan: ScorePlan) -> Rows:
    path = paths.scores(reported.benchmark) / "cells.json"
    known = read_json(path) if path.exists() else {}
    return [
        cells.row(reported.name, reported.benchmark, baseline, known) for baseline in plan.baselines
    ]


def _measured(reported: Reported, plan: ScorePlan) -> Rows:
    costs = [
        measured.row(reported.name, reported.benchmark, baseline, reported.view)
        for baseline in plan.baselines
    ]
    return [cost for cost in costs if cost is not None]


def main(benchmark: str) -> None:
    """Collect on one thread, so that the last digits do not depend on the machine's cores."""
    with threadpool_limits(limits=1):
        collect(benchmark)
