"""Who is first in each fold of a benchmark, where a fold has numbers of its own."""

from collections import Counter
from dataclasses import dataclass

from benchmarks.report.inputs import Inputs, Leaderboard, Numbers, Part
from benchmarks.report.sections.leaderboard import in_order


@dataclass(frozen=True)
class Firsts:
    """How often a baseline is first.

    called : what the folds are called together, such as windows
    times : each baseline that is first in any, and in how many, the most first; of those with the
    same number each is
    n_folds : how many folds have numbers
    """

    called: str
    metric: str
    times: list[tuple[str, int]]
    n_folds: int


def firsts(shown: Leaderboard, metric: str, inputs: Inputs) -> Firsts | None:
    """Return who is first in each fold; None where folds have no numbers, or a section."""
    rule = inputs.settings.benchmark(shown.benchmark).split
    parts = [part for name, part, of in inputs.estimates if (name, of) == (shown.name, metric)]
    folds = [part for part in parts if part == Part(fold=part.fold) and part.fold]
    if rule.history_sizes or not folds:
        return None
    numbers = [inputs.numbers(shown.name, metric, part) for part in folds]
    leading = sorted(name for of_fold in numbers for name in _leading(of_fold, metric))
    return Firsts(rule.folds_are, metric, Counter(leading).most_common(), len(folds))


def _leading(numbers: Numbers, metric: str) -> list[str]:
    """Return the baseline with the best number, or all that share it."""
    best = numbers[in_order(numbers, metric)[0]].value
    return [name for name, estimate in numbers.items() if estimate.value == best]
