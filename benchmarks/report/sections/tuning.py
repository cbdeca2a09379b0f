"""What `make tune` searched and chose, from its tables in tuned/; nothing of it knows the test."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.contract import csv as csvs
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.protocol.model import LISTS, RATINGS
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.parameters import TUNED, flat, written

_PARAMETERS_FROM = 3  # the columns before: trial, value, chosen
Space = Mapping[str, Integers | Floats | Choices]


@dataclass(frozen=True)
class Value:
    """A chosen value as `name=value`.

    found : by early stopping, not drawn; edge : at the edge of its range
    """

    text: str
    found: bool
    edge: bool


@dataclass(frozen=True)
class Search:
    """What one search tried and chose.

    seconds : of the whole search, None where not measured
    default, chosen : the objective of both; gain : as a share of the default, None where that is 0
    kept : whether the default was chosen; flat : whether there was nothing to choose by
    in_use : whether what was chosen is in force
    """

    baseline: str
    trials: int
    seconds: float | None
    metric: str
    default: float
    chosen: float
    gain: float | None
    kept: bool
    flat: bool
    values: list[Value]
    in_use: bool


@dataclass(frozen=True)
class OfBenchmark:
    """The searches of a benchmark.

    also : rankings under other names that share the values
    waiting : baselines that could be searched and are not
    """

    name: str
    also: list[str]
    rows: list[Search]
    waiting: list[str]


@dataclass(frozen=True)
class Searches:
    """All searches.

    trials : for each search, None where there is no block on tuning
    fixed, bare : baselines without a search space, with and without parameters
    """

    trials: int | None
    benchmarks: list[OfBenchmark]
    searched: bool
    fixed: list[str]
    bare: list[str]


def searches(inputs: Inputs) -> Searches:
    """Return the searches by benchmark, and what cannot be tuned."""
    tuning, baselines = inputs.settings.tuning, inputs.settings.baselines
    spaces = tuning.search if tuning else {}
    blocks = [_of_benchmark(name, inputs, spaces) for name in inputs.settings.benchmarks]
    spaceless = [name for name in baselines if name not in spaces]
    return Searches(
        trials=tuning.trials if tuning else None,
        benchmarks=blocks,
        searched=any(block.rows for block in blocks),
        fixed=[name for name in spaceless if baselines[name].defaults],
        bare=[name for name, block in baselines.items() if not block.defaults],
    )


def _of_benchmark(name: str, inputs: Inputs, spaces: Mapping[str, Space]) -> OfBenchmark:
    first, *also = [shown.name for shown in inputs.shown if shown.benchmark == name]
    cells = inputs.cells[first]
    impossible = {cell.baseline for cell in cells if cell.status == "not applicable"}
    tunable = [baseline for baseline in inputs.settings.baselines if baseline in spaces]
    done = [baseline for baseline in tunable if _trials_of(name, baseline).exists()]
    rest = [baseline for baseline in tunable if baseline not in done]
    return OfBenchmark(
        name=name,
        also=also,
        rows=[_search(name, baseline, inputs, spaces[baseline]) for baseline in done],
        waiting=[baseline for baseline in rest if baseline not in impossible],
    )


def _trials_of(benchmark: str, baseline: str) -> Path:
    return TUNED / benchmark / f"{baseline}.csv"


def _search(benchmark: str, baseline: str, inputs: Inputs, space: Space) -> Search:
    """Return what one search tried and chose."""
    trials = csvs.read_csv(_trials_of(benchmark, baseline))
    best = next(row for row in trials if row["chosen"])
    metric = inputs.settings.baseline(baseline).objective or LISTS
    default, chosen = float(trials[0]["value"]), float(best["value"])
    gain = (default - chosen if metric == RATINGS else chosen - default) or 0.0
    values = _parameters(best)
    return Search(
        baseline=baseline,
        trials=len(trials),
        seconds=_seconds(benchmark, baseline),
        metric=metric,
        default=default,
        chosen=chosen,
        gain=gain / default if default else None,
        kept=best is trials[0],
        flat=flat(trials),
        values=[_value(name, value, space) for name, value in values.items()],
        in_use=inputs.settings.baseline(baseline).tuned.get(benchmark, {}) == values,
    )


def _parameters(trial: Mapping[str, str]) -> dict[str, Any]:  # whatever a baseline takes
    """Return the parameters of a trial, with their types."""
    reader = YAML(typ="safe")
    texts = list(trial.items())[_PARAMETERS_FROM:]
    return {name: reader.load(text) for name, text in texts}


def _value(name: str, value: Any, space: Space) -> Value:  # whatever a baseline takes
    drawn = name in space
    return Value(f"{name}={written(value)}", not drawn, drawn and space[name].at_edge(value))


def _seconds(benchmark: str, baseline: str) -> float | None:
    """Return the seconds of a whole search, None where they were not measured."""
    path = TUNED / "seconds" / benchmark / f"{baseline}.csv"
    if not path.exists():
        return None
    return sum(float(row["seconds"]) for row in csvs.read_csv(path))
