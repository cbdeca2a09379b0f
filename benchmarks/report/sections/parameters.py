"""What each cell was given."""

import json
from pathlib import Path
from typing import Any

from benchmarks.contract import csv as csvs
from benchmarks.contract.documents import Reported, Study
from benchmarks.report.inputs import Inputs, number

TUNED = Path("tuned")
NO_DIFFERENCE = "default parameters: the search found no difference"


def parameters(shown: Reported, inputs: Inputs) -> list[dict[str, Any]]:
    """Return what each cell with results was given, and how far its seeds differ."""
    metric = inputs.settings.headline[0]
    spreads = {
        row["baseline"]: number(row["sd"])
        for row in inputs.seeds[shown.name]
        if row["metric"] == metric and row["slice"] == shown.everybody
    }
    return [
        {
            "baseline": cell["baseline"],
            "given": [
                f"{name}={written(value)}"
                for name, value in json.loads(cell["parameters"] or "{}").items()
            ],
            "seeds": cell["seeds"],
            "sd": spreads.get(cell["baseline"]),
            "origin": origin(cell["baseline"], shown.benchmark, inputs.settings),
        }
        for cell in inputs.cells[shown.name]
        if cell["status"] == "ok"
    ]


def written(value: Any) -> str:
    """Return a value as params.yaml would have it.

    >>> written(["ease", "als"]), written(False), written(1e-05)
    ('[ease, als]', 'false', '1e-05')
    """
    if isinstance(value, list):
        return f"[{', '.join(written(one) for one in value)}]"
    return value if isinstance(value, str) else json.dumps(value)


def origin(name: str, benchmark: str, settings: Study) -> str:
    """Say where a cell's parameters come from; a view under another name shares those of its benchmark."""
    baseline = settings.baseline(name)
    if not baseline.parameters(benchmark):
        return "no parameters"
    if not baseline.tuned.get(benchmark):
        return "default parameters"
    path = TUNED / benchmark / f"{name}.csv"
    return NO_DIFFERENCE if path.exists() and flat(csvs.read_csv(path)) else "tuned"


def flat(trials: list[dict[str, str]]) -> bool:
    """Tell whether a search had nothing to choose by: several trials, of one objective, which leave the defaults."""
    return len(trials) > 1 and len({row["value"] for row in trials}) == 1
