"""What `make tune` searched and chose, from its tables in tuned/, and what that is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.contract import csv as csvs
from benchmarks.contract import paths
from benchmarks.contract import trials as tables
from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.settings import Trials
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.protocol.model import LISTS, RATINGS
from benchmarks.report.inputs import EVERYBODY, Inputs, Part
from benchmarks.report.sections.parameters import flat, written
from benchmarks.report.sections.sources import in_force
from benchmarks.results.luck import repeated
from benchmarks.splits import kind

Space = Mapping[str, Integers | Floats | Choices]
_BEYOND = "1"  # the space of trials beyond an edge


@dataclass(frozen=True)
class Value:
    """A chosen value as `name=value`.

    found : by early stopping, not drawn; edge : at the edge of its range
    """

    text: str
    found: bool
    edge: bool


@dataclass(frozen=True)
class Tested:
    """The objective on the test part, in the view that was searched.

    default : with the default parameters, None where these were not tested
    gap : how much better the chosen parameters looked on the validation part
    """

    default: float | None
    chosen: float
    gain: float | None
    gap: float


@dataclass(frozen=True)
class Search:
    """What one search tried and chose.

    trials : all of them; beyond : those in the space that was extended at an edge
    seconds : of the whole search, None where not measured
    default, chosen : the objective of both; gain : as a share of the default, None where that is 0
    kept : whether the default was chosen; flat : whether there was nothing to choose by
    in_use : whether what was chosen is in force
    tested : None where what was chosen is not in force, or has no number
    repeated : what searches with other seeds reached on the validation part
    earlier : whether its table is of another rule than today's, or of none that a file tells
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
    beyond: int = 0
    tested: Tested | None = None
    repeated: tuple[float, ...] = ()
    earlier: bool = False


@dataclass(frozen=True)
class Turned:
    """Two searches: one is ahead on the validation part, and the other on the test part."""

    validated: Search
    tested: Search


@dataclass(frozen=True)
class OfBenchmark:
    """The searches of a leaderboard.

    also : rankings under other names that share the values
    waiting : baselines that could be searched and are not
    view : the one that is judged, "" for the benchmark's first
    of : the benchmark whose values those have that were not searched here, "" for defaults
    turned : where the validation part lies before the test part in time, the pair whose order
        differs most between the two, if any does
    """

    name: str
    also: list[str]
    rows: list[Search]
    waiting: list[str]
    view: str = ""
    of: str = ""
    turned: Turned | None = None


@dataclass(frozen=True)
class Searches:
    """All searches.

    trials : the budget, None where there is no block on tuning
    fixed, bare : baselines without a search space, with and without parameters
    """

    trials: Trials | None
    benchmarks: list[OfBenchmark]
    searched: bool
    fixed: list[str]
    bare: list[str]


def searches(inputs: Inputs) -> Searches:
    """Return the searches by leaderboard, and what cannot be tuned."""
    tuning, baselines = inputs.settings.tuning, inputs.settings.baselines
    spaces = tuning.search if tuning else {}
    blocks = [_of_leaderboard(place, inputs, spaces) for place in _shown(inputs, spaces)]
    spaceless = [name for name in baselines if name not in spaces]
    return Searches(
        trials=tuning.trials if tuning else None,
        benchmarks=blocks,
        searched=any(block.rows for block in blocks),
        fixed=[name for name in spaceless if baselines[name].defaults],
        bare=[name for name, block in baselines.items() if not block.defaults],
    )


def _shown(inputs: Inputs, spaces: Mapping[str, Space]) -> list[Reported]:
    """Return the leaderboards that share their values with none, or have searches of their own."""
    judged = inputs.settings.judged().values()
    return [
        place for place in judged if place.name == place.benchmark or _done(place, inputs, spaces)
    ]


def _done(place: Reported, inputs: Inputs, spaces: Mapping[str, Space]) -> list[str]:
    """Return the baselines that run here and were searched; of others old tables may remain."""
    run_here = inputs.settings.benchmark(place.benchmark).baselines
    return [name for name in spaces if name in run_here and tables.finished(place.name, name)]


def _of_leaderboard(place: Reported, inputs: Inputs, spaces: Mapping[str, Space]) -> OfBenchmark:
    cells = inputs.cells[place.name]
    impossible = {cell.baseline for cell in cells if cell.status == "not applicable"}
    done = _done(place, inputs, spaces)
    is_own = place.name == place.benchmark
    judged = inputs.settings.judged().values()
    same = [each for each in judged if each.benchmark == place.benchmark]
    others = [each.name for each in same if not _done(each, inputs, spaces)]
    run_here = inputs.settings.benchmark(place.benchmark).baselines
    rest = [name for name in run_here if name in spaces and name not in {*done, *impossible}]
    rows = [_search(place, baseline, inputs, spaces[baseline]) for baseline in done]
    split = kind.read(inputs.settings.benchmark(place.benchmark).split)
    is_in_time = split.needs_times and not split.history_sizes  # of new users others are validated
    return OfBenchmark(
        name=place.name,
        also=[name for name in others if is_own and name != place.name],
        rows=rows,
        waiting=rest,
        view="" if place.view == "all" else place.view,
        of="" if is_own else place.benchmark,
        turned=turned(rows) if is_in_time else None,
    )


def turned(rows: Iterable[Search]) -> Turned | None:
    """Return the pair whose order differs most between the two parts, by the product of ratios."""
    tested = {
        row.baseline: (row, row.chosen, row.tested.chosen)
        for row in rows
        if row.metric == LISTS and row.tested and row.tested.chosen > 0
    }
    most, found = 1.0, None
    for one, validated, shown in tested.values():
        for other, other_validated, other_shown in tested.values():
            if validated > other_validated > 0 and shown < other_shown:
                by = validated / other_validated * other_shown / shown
                if by > most:
                    most, found = by, Turned(one, other)
    return found


def _search(place: Reported, baseline: str, inputs: Inputs, space: Space) -> Search:
    """Return what one search tried and chose."""
    trials = tables.finished(place.name, baseline) or []
    rule = tables.read_rule(paths.rule(place.name, baseline))
    best = next(row for row in trials if row["chosen"])
    facts = inputs.settings.baseline(baseline)
    metric = facts.objective or LISTS
    default, chosen = float(trials[0]["value"]), float(best["value"])
    values = tables.parameters(best)
    in_use = facts.tuned.get(place.name, {}) == values
    used = (rule.extended or rule.space) if rule else space
    return Search(
        baseline=baseline,
        trials=len(trials),
        seconds=_seconds(place.name, baseline),
        metric=metric,
        default=default,
        chosen=chosen,
        gain=_gain(default, chosen, metric),
        kept=best is trials[0],
        flat=flat(trials),
        values=[_value(name, value, used) for name, value in values.items()],
        in_use=in_use,
        beyond=sum(row.get("space") == _BEYOND for row in trials),
        tested=_tested(place, baseline, chosen, inputs) if in_use else None,
        repeated=repeated(place.name, baseline),
        earlier=rule is None or not in_force(rule, baseline, place, inputs.settings),
    )


def _gain(default: float, chosen: float, metric: str) -> float | None:
    """Return by how much the chosen parameters are better, as a share of the default."""
    gain = (default - chosen if metric == RATINGS else chosen - default) or 0.0
    return gain / default if default else None


def _value(name: str, value: Any, space: Space) -> Value:  # whatever a baseline takes
    drawn = name in space
    edge = drawn and space[name].edge(value) is not None
    return Value(f"{name}={written(value)}", not drawn, edge)


def _tested(place: Reported, baseline: str, chosen: float, inputs: Inputs) -> Tested | None:
    """Return what the chosen and the default parameters are worth on the test part."""
    metric = inputs.settings.baseline(baseline).objective or LISTS
    is_main = place.view == "all" or place.name != place.benchmark
    part = EVERYBODY if is_main else Part(view=place.view)
    estimate = inputs.numbers(place.name, metric, part).get(baseline)
    if estimate is None:
        return None
    default = _tested_default(place.name, baseline, inputs)
    gain = None if default is None else _gain(default, estimate.value, metric)
    apart = chosen - estimate.value
    return Tested(default, estimate.value, gain, -apart if metric == RATINGS else apart)


def _tested_default(leaderboard: str, baseline: str, inputs: Inputs) -> float | None:
    """Return the objective of the default parameters on the test part, if it was computed."""
    path = paths.default_scores(leaderboard, baseline)
    defaults = inputs.settings.baseline(baseline).defaults
    for row in csvs.read_csv(path) if path.exists() else ():
        if row["parameters"] == tables.as_json(defaults):
            return float(row["value"])
    return None


def _seconds(leaderboard: str, baseline: str) -> float | None:
    """Return the seconds of a whole search, None where they were not measured."""
    path = paths.trial_seconds(leaderboard, baseline)
    if not path.exists():
        return None
    return sum(float(row["seconds"]) for row in csvs.read_csv(path))
