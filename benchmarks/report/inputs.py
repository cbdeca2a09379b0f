"""What the report is made of: the tables of reports/, the audits and the facts about the datasets."""

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.contract import csv as csvs
from benchmarks.contract import paths, reading
from benchmarks.contract.documents import Reported, Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.contract.older import CONVERTED, Views
from benchmarks.report import online_tables
from benchmarks.report.online_tables import OnlineTables
from benchmarks.splits.rules import with_rules

_BY_BENCHMARK = (
    "cells",
    "seeds",
    "measured",
    "fingerprints",
    "fairness",
    "exposure",
    "comparisons",
)
_ACROSS = ("ranks", "agreement")
_BESIDE = ("replication",)  # of stages of their own; a report can do without


@dataclass(frozen=True)
class Estimate:
    """A number of results.csv; what is one number for all lists has no interval, but may have a spread over seeds."""

    value: float
    low: float | None
    high: float | None
    n_users: int
    sd: float | None = None


@dataclass(frozen=True)
class Inputs:
    """What the report is made of.

    shown : the reported benchmarks; a view may stand under a name of its own
    estimates : (reported benchmark, slice, metric) to baseline to number
    cells, seeds, measured, fingerprints, fairness, exposure, comparisons : rows of the tables by
    reported benchmark
    ranks, agreement : rows of the tables across benchmarks
    replication : rows of the table that is not about benchmarks; none where the stage has not run
    online : the tables of reports/online/; None where the stage has not run
    replication_about : protocols of the published figures and notes on them
    audits, datasets : by the name in params.yaml; None where a stage has not run
    released : by dataset, whether its items have dates of release; None where it is not prepared
    """

    settings: Study
    shown: list[Reported]
    estimates: dict[tuple[str, str, str], dict[str, Estimate]]
    cells: dict[str, list[dict[str, str]]]
    seeds: dict[str, list[dict[str, str]]]
    measured: dict[str, list[dict[str, str]]]
    fingerprints: dict[str, list[dict[str, str]]]
    fairness: dict[str, list[dict[str, str]]]
    exposure: dict[str, list[dict[str, str]]]
    comparisons: dict[str, list[dict[str, str]]]
    ranks: list[dict[str, str]]
    agreement: list[dict[str, str]]
    replication: list[dict[str, str]]
    replication_about: dict[str, Any] | None
    online: OnlineTables | None
    audits: dict[str, dict[str, Any] | None]
    datasets: dict[str, dict[str, Any] | None]
    released: dict[str, bool | None]


def read() -> Inputs:
    """Read the tables, audits and facts; a table that is missing is a UserError."""
    settings = with_rules(Study.read(paths.STUDY))
    views = Views.of(settings.reported())
    tables = {name: _table(name, views) for name in ("results", *_BY_BENCHMARK)}
    estimates = _estimates(tables.pop("results"), tables["seeds"])
    shown = [view for view in settings.reported() if view.everybody == "all"]
    by_benchmark = {
        name: {view.name: [row for row in rows if row["benchmark"] == view.name] for view in shown}
        for name, rows in tables.items()
    }
    audits = {name: _json(paths.audit(name)) for name in settings.benchmarks}
    datasets = {name: _json(paths.prepared(name) / "dataset.json") for name in settings.datasets}
    released = {
        name: _released(paths.prepared(name) / "items.parquet") for name in settings.datasets
    }
    across = {name: _table(name, views) for name in _ACROSS}
    across |= {
        name: _table(name, views) if (paths.REPORTS / f"{name}.csv").exists() else []
        for name in _BESIDE
    }
    facts = {"audits": audits, "datasets": datasets, "released": released}
    facts |= {"online": online_tables.read(paths.REPORTS)}
    facts |= {"replication_about": _json(paths.REPORTS / "replication.json")}
    return Inputs(settings, shown, estimates, **by_benchmark, **across, **facts)


def _estimates(
    results: list[dict[str, str]], seeds: list[dict[str, str]]
) -> dict[tuple[str, str, str], dict[str, Estimate]]:
    """Return the numbers by (reported benchmark, slice, metric) and baseline, with their spread over seeds."""
    label = itemgetter("benchmark", "slice", "metric", "baseline")
    spread = {label(row): number(row["sd"]) for row in seeds}
    estimates: dict[tuple[str, str, str], dict[str, Estimate]] = defaultdict(dict)
    for row in results:
        value, low, high = (number(row[column]) for column in ("value", "ci_low", "ci_high"))
        if value is not None:
            *key, baseline = label(row)
            estimates[tuple(key)][baseline] = Estimate(
                value, low, high, int(row["n_users"]), spread.get(label(row))
            )
    return estimates


def number(text: str) -> float | None:
    """Return a cell of a table as a number; an empty one is None."""
    return float(text) if text else None


def _table(name: str, views: Views) -> list[dict[str, str]]:
    """Return a table's rows as version 1 had them, in its order and with its text.

    The adapter for sections that still speak of `slice` and of metrics such as `ndcg@10`; typed
    rows of version 2 are `benchmarks.contract.reading.read(paths.REPORTS, reports.RESULTS)`. Go
    there section by section; this goes when none is left.
    """
    path = paths.REPORTS / f"{name}.csv"
    if name in CONVERTED:
        return reading.read_version_1(paths.REPORTS, CONVERTED[name], views)
    if not path.exists():
        raise UserError(f"{path}: missing; `make repro` writes it.")
    return csvs.read_csv(path)


def _json(path: Path) -> dict[str, Any] | None:
    return read_json(path) if path.exists() else None


def _released(path: Path) -> bool | None:
    """Tell whether a table of items knows when any of them was released."""
    if not path.exists():
        return None
    released = pq.read_table(path, columns=["released"])["released"]
    return released.null_count < len(released)
