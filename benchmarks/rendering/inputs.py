"""What the report is made of: the tables of reports/, the audits and the facts about the datasets."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import csvs
from benchmarks.shared import params, paths
from benchmarks.shared.errors import UserError
from benchmarks.shared.files import read_json


@dataclass(frozen=True)
class Estimate:
    """A number of results.csv; coverage and Gini have no interval."""

    value: float
    low: float | None
    high: float | None
    n_users: int


@dataclass(frozen=True)
class Inputs:
    """What the report is made of.

    shown : the reported benchmarks; a view may stand under a name of its own
    estimates : (reported benchmark, slice, metric) to baseline to number
    cells, seeds, measured, fingerprints : rows of the tables by reported benchmark
    audits, datasets : by the name in params.yaml; None where a stage has not run
    """

    settings: params.Params
    shown: list[params.Reported]
    estimates: dict[tuple[str, str, str], dict[str, Estimate]]
    cells: dict[str, list[dict[str, str]]]
    seeds: dict[str, list[dict[str, str]]]
    measured: dict[str, list[dict[str, str]]]
    fingerprints: dict[str, list[dict[str, str]]]
    audits: dict[str, dict[str, Any] | None]
    datasets: dict[str, dict[str, Any] | None]


def read() -> Inputs:
    """Read the tables, audits and facts; a table that is missing is a UserError."""
    settings = params.load()
    tables = {name: _table(name) for name in ("results", "cells", "seeds", "measured", "fingerprints")}
    estimates: dict[tuple[str, str, str], dict[str, Estimate]] = defaultdict(dict)
    for row in tables.pop("results"):
        numbers = [number(row[column]) for column in ("value", "ci_low", "ci_high")]
        if numbers[0] is not None:
            key = (row["benchmark"], row["slice"], row["metric"])
            estimates[key][row["baseline"]] = Estimate(*numbers, n_users=int(row["n_users"]))
    shown = [view for view in settings.reported() if view.everybody == "all"]
    by_benchmark = {
        name: {view.name: [row for row in rows if row["benchmark"] == view.name] for view in shown}
        for name, rows in tables.items()
    }
    audits = {name: _json(paths.audit(name)) for name in settings.benchmarks}
    datasets = {name: _json(paths.prepared(name) / "dataset.json") for name in settings.datasets}
    return Inputs(settings, shown, estimates, audits=audits, datasets=datasets, **by_benchmark)


def number(text: str) -> float | None:
    """Return a cell of a table as a number; an empty one is None."""
    return float(text) if text else None


def _table(name: str) -> list[dict[str, str]]:
    path = paths.REPORTS / f"{name}.csv"
    if not path.exists():
        raise UserError(f"{path}: missing; `make repro` writes it.")
    return csvs.read_csv(path)


def _json(path: Path) -> dict[str, Any] | None:
    return read_json(path) if path.exists() else None
