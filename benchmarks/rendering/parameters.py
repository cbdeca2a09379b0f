"""What each cell was given."""

import json
from typing import Any

from benchmarks.rendering.inputs import Inputs, number
from benchmarks.shared import params


def parameters(shown: params.Reported, inputs: Inputs) -> list[dict[str, Any]]:
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
            "given": [f"{name}={written(value)}" for name, value in json.loads(cell["parameters"] or "{}").items()],
            "seeds": cell["seeds"],
            "sd": spreads.get(cell["baseline"]),
            "origin": origin(inputs.settings.baseline(cell["baseline"]), shown.benchmark),
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


def origin(baseline: params.Baseline, benchmark: str) -> str:
    """Say where a cell's parameters come from; a view under another name shares those of its benchmark."""
    if not baseline.parameters(benchmark):
        return "no parameters"
    return "tuned" if baseline.tuned.get(benchmark) else "default parameters"
