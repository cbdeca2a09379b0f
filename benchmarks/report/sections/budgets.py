"""How far a search gets with how many trials: expected from those that were drawn at random."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.contract import paths
from benchmarks.contract import trials as tables
from benchmarks.contract.leaderboards import Reported
from benchmarks.protocol.model import LISTS
from benchmarks.report.figures import saving
from benchmarks.report.figures.lines import Looks, curves
from benchmarks.report.figures.style import SERIES
from benchmarks.report.inputs import Inputs
from benchmarks.report.sections.leaderboard import on_average
from benchmarks.report.text import display
from benchmarks.stats.best_of import expected_best

_FEWEST = 3  # trials that a line is drawn over


@dataclass(frozen=True)
class Budget:
    """A figure of what searches are expected to reach.

    name : the leaderboard; most : trials
    lines : what each baseline is expected to reach in 1, 2, … trials
    """

    name: str
    slug: str
    svg: str
    lines: list[tuple[str, list[float]]]
    most: int


@dataclass(frozen=True)
class _Drawn:
    """The values of trials that know nothing of each other: the default's, and the others'."""

    default: float
    others: list[float]

    @property
    def half(self) -> int:
        """Half the number of trials: of more, the expectation would say how these fell out."""
        return (1 + len(self.others)) // 2

    def best_of(self, most: int) -> list[float]:
        """Return what is expected of 1, 2, … trials, the default first."""
        return [float(value) for value in expected_best(self.default, np.array(self.others), most)]


def budgets(inputs: Inputs, folder: Path) -> dict[str, Budget]:
    """Draw a figure for each leaderboard that has searches, and write it to `folder`."""
    drawn = (_budget(place, inputs, folder) for place in inputs.settings.judged().values())
    return {budget.name: budget for budget in drawn if budget}


def _budget(place: Reported, inputs: Inputs, folder: Path) -> Budget | None:
    """Draw the searches of the baselines that have a colour; None where there are none."""
    coloured = on_average(inputs)[: len(SERIES)]
    run_here = inputs.settings.benchmark(place.benchmark).baselines
    names = [name for name in _by_lists(coloured, inputs) if name in run_here]
    each = {name: _at_random(place.name, name) for name in names}
    searched = {name: drawn for name, drawn in each.items() if drawn and drawn.half >= _FEWEST}
    if not searched:
        return None
    most = min(drawn.half for drawn in searched.values())
    lines = [(inputs.label(name), drawn.best_of(most)) for name, drawn in searched.items()]
    lines.sort(key=lambda line: -line[1][-1])
    looks = list(map(inputs.label, coloured))
    labels = (f"expected {display(LISTS)} on the validation part", "n, trials, the default first")
    picture = curves(lines, list(range(1, most + 1)), *labels, Looks(looks), from_zero=False)
    slug = f"{place.name}-expected-best"
    return Budget(place.name, slug, saving.save(picture, folder, slug), lines, most)


def _by_lists(names: Iterable[str], inputs: Inputs) -> list[str]:
    """Return the baselines whose parameters are chosen by their lists."""
    ours = inputs.settings.baselines
    return [name for name in names if name in ours and ours[name].objective == LISTS]


def _at_random(leaderboard: str, baseline: str) -> _Drawn | None:
    """Return the first trials of a search, which learned nothing; None without rule or table.

    Where they are more than its budget, those beyond an edge are of another space and left out.
    """
    rule = tables.read_rule(paths.rule(leaderboard, baseline))
    trials = tables.finished(leaderboard, baseline)
    if rule is None or not trials:
        return None
    first = min(rule.at_random, rule.trials)
    default, *others = (float(row["value"]) for row in trials[:first])
    return _Drawn(default, others)
