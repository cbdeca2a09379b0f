"""Where a cell lies, what became of it, and its row of cells.csv."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import BoolArray
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.files import read_json
from benchmarks.contract.leaderboards import Reported

NOT_RUN = {"status": "not run", "reason": "no result of this cell; run `make repro`"}
NOT_SCORED = {"status": "not run", "reason": "not scored; run `make repro`"}
RUN_HERE, EXTRA, SUBMITTED = "run here", "extra", "submitted"  # tiers: where a cell was computed
_IN_TABLE = ("status", "reason", "seeds", "rating_fallback_share")


def folder_of(benchmark: str, name: str) -> Path:
    """Return the folder of a cell: of what was submitted under a name, else of a baseline's fit."""
    submitted = paths.submitted(benchmark) / name
    return submitted if submitted.exists() else paths.cell(benchmark, name)


def state(folder: Path) -> dict[str, Any]:
    """Say what became of a cell: ok, not applicable, failed or not run; and why."""
    if (folder / "failure.json").exists():
        return {"status": "failed", **read_json(folder / "failure.json")}
    if not (folder / "cell.json").exists():
        return dict(NOT_RUN)
    cell = read_json(folder / "cell.json")
    if cell["not_applicable"]:
        return {**cell, "status": "not applicable", "reason": cell["not_applicable"]}
    return {**cell, "status": "ok", "reason": ""}


def lists(folder: Path, length: int) -> pa.Table:
    """Return the lists of a cell down to rank `length`, without scores, with words as codes."""
    path = folder / "lists.parquet"
    columns = [name for name in tables.LISTS.names if name != "score"]
    whole = tables.read(path, tables.LISTS_CODED, columns)
    return whole.filter(pc.field("rank") <= length)


def predictions(folder: Path) -> pa.Table | None:
    """Return the predicted ratings of a cell; None where it predicts none."""
    path = folder / "predictions.parquet"
    return tables.read(path, tables.PREDICTIONS) if path.exists() else None


def share(values: BoolArray) -> float:
    """Return the share of what is true, to six decimals."""
    return round(float(np.mean(values)), 6)


def row(reported: Reported, baseline: str, scored: dict[str, Any] | None) -> dict[str, Any]:
    """Return a cell's row of cells.csv, which is about the view that a leaderboard judges.

    scored : the state that `score` wrote, if any
    """
    cell: dict[str, Any] = scored or dict(NOT_SCORED)
    parameters = cell.get("variants", {}).get(reported.view, cell.get("parameters", {}))
    text = json.dumps(parameters, sort_keys=True) if parameters else ""
    printed = {key: cell.get(key) for key in _IN_TABLE}
    printed["fallback_share"] = cell.get("fallback_share", {}).get(reported.view)
    origin = _origin(reported, baseline) if parameters else ""
    labels = {"benchmark": reported.name, "baseline": baseline}
    here = EXTRA if paths.is_extra() else RUN_HERE
    ran = {"parameters": text, "origin": origin, "tier": cell.get("tier", here)}
    return {**labels, **printed, **ran}


def _origin(reported: Reported, baseline: str) -> str:
    """Say where a view's parameters come from: tuned, default, or some from each (mixed)."""
    path = paths.plan(reported.benchmark, baseline)
    if not path.exists():
        return ""
    origins = set(CellPlan.read(path).of_view(reported.view).origin.values())
    if origins <= {"tuned"}:
        return "tuned" if origins else "default"
    return "mixed" if "tuned" in origins else "default"
