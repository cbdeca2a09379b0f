"""What `make tune` searched and chose, from its tables in tuned/; nothing of it knows the test part."""

import ast
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.contract import csv as csvs
from benchmarks.contract.documents import Study
from benchmarks.contract.spaces import Space
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.parameters import TUNED, flat, written

BASELINES = Path("baselines")
_RANKED_BY = "ndcg@10"  # where a baseline does not name its objective, as in the contract


def section(inputs: Inputs) -> dict[str, Any]:
    """Return the searches by benchmark, and what cannot be tuned."""
    tuning, baselines = inputs.settings.tuning, inputs.settings.baselines
    spaces = tuning.search if tuning else {}
    blocks = [_benchmark(name, inputs, spaces) for name in inputs.settings.benchmarks]
    return {
        "trials": tuning.trials if tuning else None,
        "benchmarks": blocks,
        "searched": any(block["rows"] for block in blocks),
        "fixed": [
            name for name, block in baselines.items() if block.defaults and name not in spaces
        ],
        "bare": [name for name, block in baselines.items() if not block.defaults],
    }


def _benchmark(name: str, inputs: Inputs, spaces: dict[str, dict[str, Space]]) -> dict[str, Any]:
    """Return the searches of a benchmark, and the cells that could be searched and are not."""
    shown = [other.name for other in inputs.shown if other.benchmark == name]
    impossible = {
        cell["baseline"] for cell in inputs.cells[shown[0]] if cell["status"] == "not applicable"
    }
    tunable = [baseline for baseline in inputs.settings.baselines if baseline in spaces]
    done = [baseline for baseline in tunable if (TUNED / name / f"{baseline}.csv").exists()]
    return {
        "name": name,
        "also": shown[1:],
        "rows": [_search(name, baseline, inputs.settings, spaces[baseline]) for baseline in done],
        "waiting": [
            baseline for baseline in tunable if baseline not in done and baseline not in impossible
        ],
    }


def _search(
    benchmark: str, baseline: str, settings: Study, space: dict[str, Space]
) -> dict[str, Any]:
    """Return what one search tried and chose."""
    trials = csvs.read_csv(TUNED / benchmark / f"{baseline}.csv")
    best = next(row for row in trials if row["chosen"])
    timed = TUNED / "seconds" / benchmark / f"{baseline}.csv"
    metric = objective(baseline)
    default, chosen = float(trials[0]["value"]), float(best["value"])
    gain = (default - chosen if metric == "rmse" else chosen - default) or 0.0
    given = settings.baseline(baseline).tuned.get(benchmark, {})
    values = {name: YAML(typ="safe").load(text) for name, text in list(best.items())[3:]}
    return {
        "baseline": baseline,
        "trials": len(trials),
        "seconds": sum(float(row["seconds"]) for row in csvs.read_csv(timed))
        if timed.exists()
        else None,
        "metric": metric,
        "default": default,
        "chosen": chosen,
        "gain": gain / default if default else None,
        "kept": best is trials[0],
        "flat": flat(trials),
        "values": [
            {
                "text": f"{name}={written(value)}",
                "found": name not in space,
                "edge": name in space and space[name].at_edge(value),
            }
            for name, value in values.items()
        ],
        "in_use": given == values,
    }


def objective(baseline: str) -> str:
    """Return the class attribute `objective` of a baseline; its file is read, since importing some takes seconds."""
    path = BASELINES / f"{baseline}.py"
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    models = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Model"]
    for statement in models[0].body if models else ():
        match statement:
            case (
                ast.Assign(targets=[ast.Name("objective")], value=ast.Constant(str(value)))
                | ast.AnnAssign(target=ast.Name("objective"), value=ast.Constant(str(value)))
            ):
                return value
    return _RANKED_BY
