"""Stage `collect`: average the scores per user, with intervals, into the tables of reports/."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from benchmarks import metrics
from benchmarks.csvs import as_csv
from benchmarks.shared import params, paths
from benchmarks.shared.arrays import FloatArray, IntArray
from benchmarks.shared.errors import run_stage
from benchmarks.shared.files import read_json, write_json, write_text
from benchmarks.statistics import bootstrap_totals, percentile_interval

RESULTS = ("benchmark", "baseline", "slice", "metric", "value", "ci_low", "ci_high", "n_users")
CELLS = ("benchmark", "baseline", "status", "reason", "seeds", "fallback_share", "parameters")
SEEDS = ("benchmark", "baseline", "slice", "metric", "mean", "sd", "n_seeds")
MEASURED = ("benchmark", "baseline", "fit_seconds", "rank_seconds", "peak_mib")
FINGERPRINTS = ("benchmark", "slice", "metric", "fingerprint")
SMALLEST_SLICE = 20  # users; a smaller slice is suppressed


@dataclass(frozen=True)
class Column:
    """One number to be: a metric of a slice, as a ratio of totals over users.

    numerator, denominator : (n_users,); the number is finish(sum of numerators, sum of denominators)
    """

    slice: str
    metric: str
    numerator: FloatArray
    denominator: FloatArray
    pooled: metrics.Metric | None

    def finish(self, numerator: Any, denominator: Any) -> Any:
        """Turn totals into the number: a mean, or a metric of ratings."""
        if self.pooled is None:
            return numerator / denominator
        return self.pooled(numerator, denominator)


def collect() -> None:
    """Write results.csv and its kin, summary.json and the tables behind `dvc plots`."""
    settings = params.load()
    results, cells, seeds, measured, fingerprints = [], [], [], [], []
    for shown in settings.reported():
        if shown.everybody == "all":
            cells += _cells(shown, settings)
            measured += _measured(shown, settings)
        if not (paths.scores(shown.benchmark) / "totals.parquet").exists():
            continue
        users, totals = _read(shown, "users"), _read(shown, "totals")
        members = pq.read_table(paths.scores(shown.benchmark) / "slices.parquet")
        results += _results(shown, users, totals, members, settings)
        seeds += _seeds(shown, totals)
        codes = read_json(paths.scores(shown.benchmark) / "fingerprints.json")[shown.view]
        labels = {"benchmark": shown.name, "slice": shown.everybody}
        fingerprints += [{**labels, "metric": metric, "fingerprint": code} for metric, code in codes.items()]
    for name, columns, rows in (
        ("results", RESULTS, results),
        ("cells", CELLS, cells),
        ("seeds", SEEDS, seeds),
        ("measured", MEASURED, measured),
        ("fingerprints", FINGERPRINTS, fingerprints),
    ):
        write_text(paths.REPORTS / f"{name}.csv", as_csv(columns, sorted(rows, key=_row_order)))
    write_json(paths.REPORTS / "summary.json", _summary(results, settings.headline))
    _write_plots(results, settings.headline[0])


def _read(shown: params.Reported, name: str) -> pa.Table:
    """Read what `score` wrote about one view."""
    return pq.read_table(paths.scores(shown.benchmark) / f"{name}.parquet", filters=[("view", "=", shown.view)])


def _results(
    shown: params.Reported, users: pa.Table, totals: pa.Table, members: pa.Table, settings: params.Params
) -> list[dict[str, Any]]:
    """Return a view's rows of results.csv."""
    rows = []
    for baseline in users["baseline"].unique().to_pylist():
        mine = users.filter(pc.field("baseline") == baseline)
        labels = {"benchmark": shown.name, "baseline": baseline}
        columns = [column for column in _columns(shown, mine, members, settings) if column.denominator.any()]
        for column, number in _numbers(columns):
            rows.append({**labels, "slice": column.slice, "metric": column.metric, **number})
        n_served = len(mine["user"].unique())
        for metric, values in _aggregates(totals.filter(pc.field("baseline") == baseline), mine):
            number = {"value": np.mean(values), "n_users": n_served}
            rows.append({**labels, "slice": shown.everybody, "metric": metric, **number})
    return rows


def _columns(shown: params.Reported, rows: pa.Table, members: pa.Table, settings: params.Params) -> Iterable[Column]:
    """Yield the numbers that are averages over users: for everybody, for each fold that is a slice, for each group."""
    users = np.unique(rows["user"].to_numpy())
    everybody = np.ones(len(users), dtype=bool)
    folds = rows["fold"].unique().to_pylist()
    slices = {shown.everybody: (everybody, folds)}
    slices |= {fold: (everybody, [fold]) for fold in folds if "=" in fold}
    for name in members["slice"].unique().to_pylist() if shown.everybody == "all" else ():
        inside = np.isin(users, members.filter(pc.field("slice") == name)["user"].to_numpy())
        slices[name] = (inside, folds)
    chosen = metrics.select(settings.metrics)
    for name, (inside, used) in slices.items():
        wanted = metrics.columns(settings.metrics, settings.cutoffs) if name == shown.everybody else settings.headline
        for metric in wanted:
            function = chosen[metric.partition("@")[0]]
            if metrics.is_pooled(function):
                totals = [_by_user(rows, total, users, used) for total in metrics.arguments(function)]
                numerator, denominator = (np.nansum(total, axis=0) * inside for total in totals)
                yield Column(name, metric, numerator, denominator, function)
            elif metric in rows.column_names:  # the others are one number for all lists together
                values = _by_user(rows, metric, users, used)
                defined = np.isfinite(values).sum(axis=0)
                mean = np.nansum(values, axis=0) / np.maximum(defined, 1)
                yield Column(name, metric, mean * inside, (defined > 0) * inside.astype(float), None)


def _by_user(rows: pa.Table, column: str, users: IntArray, folds: list[str]) -> FloatArray:
    """Return a column as a matrix, (n_folds, n_users); NaN where a fold does not serve a user."""
    values = np.full((len(folds), len(users)), np.nan)
    for number, fold in enumerate(folds):
        of_fold = rows.filter(pc.field("fold") == fold)
        values[number, np.searchsorted(users, of_fold["user"].to_numpy())] = of_fold[column].to_numpy()
    return values


def _numbers(columns: list[Column]) -> Iterable[tuple[Column, dict[str, Any]]]:
    """Yield each number with its bootstrap interval, where at least `SMALLEST_SLICE` users stand behind it."""
    large = [column for column in columns if np.count_nonzero(column.denominator) >= SMALLEST_SLICE]
    if not large:
        return
    both = np.column_stack([c.numerator for c in large] + [c.denominator for c in large])
    totals = bootstrap_totals(both)
    for index, column in enumerate(large):
        with np.errstate(invalid="ignore"):  # a resample may draw nobody of a small slice
            resampled = column.finish(totals[:, index], totals[:, index + len(large)])
        low, high = percentile_interval(resampled)
        value = column.finish(column.numerator.sum(), column.denominator.sum())
        n_users = np.count_nonzero(column.denominator)
        yield column, {"value": value, "ci_low": low, "ci_high": high, "n_users": n_users}


def _aggregates(totals: pa.Table, users: pa.Table) -> Iterable[tuple[str, FloatArray]]:
    """Yield the metrics that are one number for all lists, with their value for each seed."""
    for metric in totals["metric"].unique().to_pylist():
        if "@" in metric and metric not in users.column_names:
            yield metric, totals.filter(pc.field("metric") == metric)["value"].to_numpy()


def _seeds(shown: params.Reported, totals: pa.Table) -> list[dict[str, Any]]:
    """Return mean and standard deviation over seeds of every metric of the stochastic baselines; folds are averaged."""
    by_seed = totals.group_by(["baseline", "metric", "seed"]).aggregate([("value", "mean")])
    grouped = by_seed.group_by(["baseline", "metric"]).aggregate([("value_mean", "list")])
    return [
        {
            "benchmark": shown.name,
            "slice": shown.everybody,
            "baseline": row["baseline"],
            "metric": row["metric"],
            "mean": np.mean(row["value_mean_list"]),
            "sd": np.std(row["value_mean_list"], ddof=1),
            "n_seeds": len(row["value_mean_list"]),
        }
        for row in grouped.to_pylist()
        if len(row["value_mean_list"]) > 1
    ]


def _cells(shown: params.Reported, settings: params.Params) -> list[dict[str, Any]]:
    path = paths.scores(shown.benchmark) / "cells.json"
    known = read_json(path) if path.exists() else {}
    missing = {"status": "not run", "reason": "not scored; run `make repro`"}
    rows = []
    for baseline in settings.baselines:
        state = {**known.get(baseline, missing)}
        parameters = state.pop("parameters", {})
        text = json.dumps(parameters, sort_keys=True) if parameters else ""
        rows.append({"benchmark": shown.name, "baseline": baseline, **state, "parameters": text})
    return rows


def _measured(shown: params.Reported, settings: params.Params) -> list[dict[str, Any]]:
    rows = []
    for baseline in settings.baselines:
        path = paths.measured(shown.benchmark, baseline)
        runs = read_json(path) if path.exists() else {"runs": []}
        if runs["runs"]:
            median = {
                name: float(np.median([run[key] for run in runs["runs"]]))
                for name, key in (("fit_seconds", "fit_seconds"), ("rank_seconds", f"rank_seconds_{shown.view}"))
            }
            rows.append({"benchmark": shown.name, "baseline": baseline, **median, "peak_mib": runs["peak_mib"]})
    return rows


def _summary(results: list[dict[str, Any]], headline: list[str]) -> dict[str, Any]:
    """Return the first headline metric and RMSE of every cell, for `dvc metrics`."""
    summary: dict[str, Any] = {}
    for row in results:
        if row["slice"] == "all" and row["metric"] in (headline[0], "rmse"):
            metric = summary.setdefault(row["benchmark"], {}).setdefault(row["metric"], {})
            metric[row["baseline"]] = round(float(row["value"]), 6)
    return summary


def _write_plots(results: list[dict[str, Any]], headline: str) -> None:
    """Write what `dvc plots` draws: the headline metric of each cell, and its curve over k."""
    folder = paths.REPORTS / "plots"
    everybody = [row for row in results if row["slice"] == "all"]
    board = [row for row in everybody if row["metric"] == headline]
    board.sort(key=lambda row: (row["benchmark"], -row["value"], row["baseline"]))
    write_text(folder / "leaderboard.csv", as_csv(("benchmark", "baseline", "value", "ci_low", "ci_high"), board))
    name = headline.partition("@")[0]
    curves = [
        {**row, "k": row["metric"].partition("@")[2]} for row in everybody if row["metric"].startswith(f"{name}@")
    ]
    curves.sort(key=_row_order)
    write_text(folder / "curves.csv", as_csv(("benchmark", "baseline", "k", "value"), curves))


def _row_order(row: dict[str, Any]) -> tuple[Any, ...]:
    """Sort by the labels; ndcg@5 comes before ndcg@10."""
    metric = re.split(r"@", row.get("metric", ""))
    cutoff = int(metric[1]) if len(metric) > 1 else 0
    return row["benchmark"], row.get("baseline", ""), row.get("slice", ""), metric[0], cutoff


def main() -> None:
    """Collect on one thread, so that the last digits do not depend on the machine's cores."""
    with threadpool_limits(limits=1):
        collect()


if __name__ == "__main__":
    run_stage(main)
