"""Stage `collect`: average the scores per user, with intervals, into the tables of reports/."""

import json
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from benchmarks import metrics
from benchmarks.config import load
from benchmarks.config.benchmarks import Reported
from benchmarks.config.model import Params
from benchmarks.contract import paths
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.csv import as_csv
from benchmarks.contract.files import read_json, write_json, write_text
from benchmarks.results import agreement, comparisons, fairness
from benchmarks.results.averages import Scores, columns, numbers
from benchmarks.stats.holm import holm
from benchmarks.stats.levels import ALPHA

RESULTS = ("benchmark", "baseline", "slice", "metric", "value", "ci_low", "ci_high", "n_users")
_CELL = ("benchmark", "baseline")
TABLES = {
    "results": RESULTS,
    "cells": (
        *_CELL,
        "status",
        "reason",
        "seeds",
        "fallback_share",
        "rating_fallback_share",
        "parameters",
    ),
    "seeds": (*_CELL, "slice", "metric", "mean", "sd", "n_seeds"),
    "fairness": (
        *(*_CELL, "attribute", "metric", "groups"),
        *("best", "best_value", "worst", "worst_value", "gap", "p_value", "p_holm"),
    ),
    "comparisons": (
        *(
            "benchmark",
            "metric",
            "baseline",
            "other",
            "value",
            "other_value",
            "difference",
            "ci_low",
            "ci_high",
        ),
        *("relative", "effect_size", "win", "tie", "loss", "detectable", "users_for_1_percent"),
        *("p_value", "p_holm", "verdict", "n_users"),
    ),
    "ranks": ("metric", "baseline", "average_rank", "benchmarks"),
    "agreement": (
        "metric",
        "benchmark",
        "other",
        "tau",
        "same_order",
        "reversed",
        "tied",
        "baselines",
    ),
    "exposure": (*_CELL, "attribute", "group", "catalogue", "relevance", "exposure"),
    "measured": (
        *(*_CELL, "fit_seconds", "rank_seconds", "users_per_second"),
        *("request_ms_p50", "request_ms_p95", "request_ms_p99"),
        *("new_item_seconds", "new_item_by", "model_mib", "peak_mib"),
    ),
    "fingerprints": ("benchmark", "slice", "metric", "fingerprint"),
}


def collect() -> None:
    """Write results.csv and its kin, summary.json and the tables behind `dvc plots`."""
    settings = load.load()
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for shown in settings.reported():
        if shown.everybody == "all":
            found["cells"] += _cells(shown, settings)
            found["measured"] += _measured(shown, settings)
        if (paths.scores(shown.benchmark) / "totals.parquet").exists():
            for name, rows in _of_view(shown, settings).items():
                found[name] += [{"benchmark": shown.name, **row} for row in rows]
    found["ranks"], found["agreement"] = agreement.across(found["results"], settings)
    for name, rows in found.items():
        write_text(
            paths.REPORTS / f"{name}.csv", as_csv(TABLES[name], sorted(rows, key=_row_order))
        )
    write_json(paths.REPORTS / "summary.json", _summary(found["results"], settings.headline))
    _write_plots(found["results"], settings.headline[0])


def _of_view(shown: Reported, settings: Params) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that the scores of a view give to each table; groups are compared where a view is everybody's."""
    users, totals = _read(shown, "users"), _read(shown, "totals")
    scores = {name: Scores.of(users.filter(pc.field("baseline") == name)) for name in _names(users)}
    members = pq.read_table(paths.scores(shown.benchmark) / "slices.parquet")
    codes = read_json(paths.scores(shown.benchmark) / "fingerprints.json")[shown.view]
    rows = {
        "results": _results(shown, scores, totals, members, settings),
        "seeds": _seeds(shown, totals),
        "fingerprints": [
            {"slice": shown.everybody, "metric": metric, "fingerprint": code}
            for metric, code in codes.items()
        ],
    }
    if shown.everybody == "all":
        rows["fairness"] = fairness.gaps(scores, members, settings.headline)
        rows["exposure"] = _exposure(shown)
        rows["comparisons"] = [
            *comparisons.of_headline(scores, settings),
            *_swaps(shown, totals, settings),
        ]
    return rows


def _swaps(shown: Reported, totals: pa.Table, settings: Params) -> Iterable[dict[str, Any]]:
    """Yield the comparisons with the reference of what is one number for all lists; a family for each metric."""
    if not (paths.scores(shown.benchmark) / "swaps.parquet").exists():
        return
    rows, reference = _read(shown, "swaps").to_pylist(), settings.comparison.reference
    of_baseline = totals.group_by(["baseline", "metric"]).aggregate([("value", "mean")]).to_pylist()
    values = {(row["baseline"], row["metric"]): row["value_mean"] for row in of_baseline}
    for metric in sorted({row["metric"] for row in rows}):
        mine = [
            row for row in rows if row["metric"] == metric and (row["baseline"], metric) in values
        ]
        for row, adjusted in zip(mine, holm([row["p_value"] for row in mine]), strict=True):
            one, other = values[row["baseline"], metric], values[reference, metric]
            numbers = {"value": one, "other_value": other, "difference": one - other}
            verdict = "different" if adjusted < ALPHA else "undecided"
            labels = {"metric": metric, "baseline": row["baseline"], "other": reference}
            yield {
                **labels,
                **numbers,
                "p_value": row["p_value"],
                "p_holm": adjusted,
                "verdict": verdict,
            }


def _names(users: pa.Table) -> list[str]:
    return users["baseline"].unique().to_pylist()


def _exposure(shown: Reported) -> list[dict[str, Any]]:
    """Return the shares of each group of items, averaged over folds and seeds."""
    if not (paths.scores(shown.benchmark) / "exposures.parquet").exists():
        return []
    shares = ("catalogue", "relevance", "exposure")
    rows = _read(shown, "exposures").group_by(["baseline", "attribute", "group"])
    return [
        {**row, **{name: row[f"{name}_mean"] for name in shares}}
        for row in rows.aggregate([(name, "mean") for name in shares]).to_pylist()
    ]


def _read(shown: Reported, name: str) -> pa.Table:
    """Read what `score` wrote about one view."""
    return pq.read_table(
        paths.scores(shown.benchmark) / f"{name}.parquet", filters=[("view", "=", shown.view)]
    )


def _results(
    shown: Reported,
    scores: dict[str, Scores],
    totals: pa.Table,
    members: pa.Table,
    settings: Params,
) -> list[dict[str, Any]]:
    """Return a view's rows of results.csv."""
    rows = []
    for baseline, mine in scores.items():
        for column, number in numbers(list(columns(shown, mine, members, settings))):
            rows.append(
                {"baseline": baseline, "slice": column.slice, "metric": column.metric, **number}
            )
        for metric, values in _aggregates(
            totals.filter(pc.field("baseline") == baseline), mine.rows
        ):
            number = {"value": np.mean(values), "n_users": len(mine.users)}
            rows.append(
                {"baseline": baseline, "slice": shown.everybody, "metric": metric, **number}
            )
    return rows


def _aggregates(totals: pa.Table, users: pa.Table) -> Iterable[tuple[str, FloatArray]]:
    """Yield the metrics that are one number for all lists, with their value for each seed."""
    for metric in totals["metric"].unique().to_pylist():
        of_totals = metrics.is_of_totals(metrics.known()[metric.partition("@")[0]])
        if not of_totals and metric not in users.column_names:
            yield metric, totals.filter(pc.field("metric") == metric)["value"].to_numpy()


def _seeds(shown: Reported, totals: pa.Table) -> list[dict[str, Any]]:
    """Return mean and standard deviation over seeds of every metric of the stochastic baselines; folds are averaged."""
    totals = totals.filter(
        ~pc.match_substring(pc.field("metric"), "|")
    )  # groups of items have no spread of their own
    by_seed = totals.group_by(["baseline", "metric", "seed"]).aggregate([("value", "mean")])
    grouped = by_seed.group_by(["baseline", "metric"]).aggregate([("value_mean", "list")])
    return [
        {
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


def _cells(shown: Reported, settings: Params) -> list[dict[str, Any]]:
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


def _measured(shown: Reported, settings: Params) -> list[dict[str, Any]]:
    """Return what each cell cost; medians over seeds and folds."""
    rows = []
    for baseline in settings.baselines:
        path = paths.measured(shown.benchmark, baseline)
        cost = read_json(path) if path.exists() else {"runs": []}
        if not cost["runs"]:
            continue
        fit, rank = (
            _median(cost["runs"], key) for key in ("fit_seconds", f"rank_seconds_{shown.view}")
        )
        row = {
            "benchmark": shown.name,
            "baseline": baseline,
            "fit_seconds": fit,
            "rank_seconds": rank,
        }
        row["users_per_second"] = float(_median(cost["runs"], "users") / rank) if rank else None
        asked = cost["request_ms"] or {}  # nobody to serve, nothing to ask
        row |= {f"request_ms_{name}": asked.get(name) for name in ("p50", "p95", "p99")}
        row |= {f"new_item_{name}": cost["new_item"][name] for name in ("seconds", "by")}
        rows.append({**row, "model_mib": cost["model_mib"], "peak_mib": cost["peak_mib"]})
    return rows


def _median(runs: list[dict[str, Any]], key: str) -> float:
    return float(np.median([run[key] for run in runs]))


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
    write_text(
        folder / "leaderboard.csv",
        as_csv(("benchmark", "baseline", "value", "ci_low", "ci_high"), board),
    )
    name = headline.partition("@")[0]
    curves = [
        {**row, "k": row["metric"].partition("@")[2]}
        for row in everybody
        if row["metric"].startswith(f"{name}@")
    ]
    curves.sort(key=_row_order)
    write_text(folder / "curves.csv", as_csv(("benchmark", "baseline", "k", "value"), curves))


def _row_order(row: dict[str, Any]) -> tuple[Any, ...]:
    """Sort by the labels; ndcg@5 comes before ndcg@10."""
    metric = re.split(r"@", row.get("metric", ""))
    cutoff = int(metric[1]) if len(metric) > 1 else 0
    place = (row.get("slice", ""), row.get("attribute", ""), row.get("group", ""))
    other = row.get("other", "")
    return row.get("benchmark", ""), row.get("baseline", ""), other, *place, metric[0], cutoff


def main() -> None:
    """Collect on one thread, so that the last digits do not depend on the machine's cores."""
    with threadpool_limits(limits=1):
        collect()
