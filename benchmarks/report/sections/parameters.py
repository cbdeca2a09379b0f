"""What each cell was given."""

import json
from dataclasses import dataclass
from typing import Any

from benchmarks.contract.documents import Study
from benchmarks.contract.trials import finished
from benchmarks.report.inputs import Inputs, Leaderboard
from benchmarks.report.labels import SUBMITTED
from benchmarks.report.rows import Cell

NO_DIFFERENCE = "default parameters: the search found no difference"


@dataclass(frozen=True)
class Given:
    """What a cell was given, and how far its seeds differ by the first headline metric.

    given : each parameter as `name=value`; origin : where they come from
    sd : None where there is one seed
    """

    baseline: str
    given: list[str]
    seeds: int | None
    sd: float | None
    origin: str


def parameters(shown: Leaderboard, inputs: Inputs) -> list[Given]:
    """Return what each cell with results was given; of what was submitted nobody here knows."""
    own = [cell for cell in inputs.cells[shown.name] if cell.tier != SUBMITTED]
    done = [cell for cell in own if cell.status == "ok"]
    return [_given(cell, shown, inputs) for cell in done]


def _given(cell: Cell, shown: Leaderboard, inputs: Inputs) -> Given:
    numbers = inputs.numbers(shown.name, inputs.settings.headline[0])
    number = numbers.get(cell.baseline)
    values = json.loads(cell.parameters or "{}")
    return Given(
        baseline=cell.baseline,
        given=[f"{name}={written(value)}" for name, value in values.items()],
        seeds=cell.seeds,
        sd=number.sd if number else None,
        origin=origin(cell.baseline, shown, inputs.settings),
    )


def written(value: Any) -> str:  # a parameter's value is whatever its baseline takes
    """Return a value as params.yaml would have it.

    >>> written(["ease", "als"]), written(False), written(1e-05)
    ('[ease, als]', 'false', '1e-05')
    """
    if isinstance(value, list):
        return f"[{', '.join(written(element) for element in value)}]"
    return value if isinstance(value, str) else json.dumps(value)


def origin(name: str, shown: Leaderboard, settings: Study) -> str:
    """Say where a cell's parameters come from.

    A view under another name shares those of its benchmark where it was not searched itself. Of
    what was submitted nothing is known here: "".
    """
    if name not in settings.baselines:
        return ""
    baseline = settings.baseline(name)
    if not baseline.parameters(shown.name):
        return "no parameters"
    if not baseline.tuned.get(shown.name):
        return "default parameters"
    trials = finished(shown.name, name) or finished(shown.benchmark, name)
    return NO_DIFFERENCE if trials and flat(trials) else "tuned"


def flat(trials: list[dict[str, str]]) -> bool:
    """Tell whether a search had nothing to choose by: several trials, all of one objective."""
    return len(trials) > 1 and len({row["value"] for row in trials}) == 1
