"""What a reader of a leaderboard may choose: metrics with their cut-offs, and parts of the test."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks import metrics
from benchmarks.contract.names import column, group_name
from benchmarks.report.inputs import Inputs, Leaderboard, Numbers, Part
from benchmarks.report.sections.grids import natural
from benchmarks.report.text import display

EVERYBODY = "all"  # the key of everybody among the groups
WINDOW = "part of the test"  # what folds are called among the attributes
ByPlace = dict[tuple[str, str, str], Numbers]  # by view, key of a part and column


@dataclass(frozen=True)
class Measure:
    """A metric to choose: its name without a cut-off, and the cut-offs that have numbers.

    direction : 1 where more is better, -1 where less is, 0 where neither
    is_one : whether it is one number for all lists, which has no interval
    """

    name: str
    label: str
    family: str
    direction: int
    cutoffs: list[int]
    is_one: bool


@dataclass(frozen=True)
class Choice:
    """A part of a benchmark to choose: a group of users or items, or a fold.

    key : what the address says, such as `gender=F`; n_users : behind the first metric that it has
    """

    key: str
    attribute: str
    label: str
    n_users: int

    @property
    def said(self) -> str:
        """The part in words: its attribute and the group."""
        return self.label if self.attribute == WINDOW else f"{display(self.attribute)} {self.label}"


def key(part: Part) -> str:
    """Return what the address calls a part of a benchmark.

    >>> key(Part(attribute="gender", group="F")), key(Part(fold="known=5")), key(Part("cold"))
    ('gender=F', 'fold=known=5', 'all')
    """
    if part.fold:
        return group_name("fold", part.fold)
    return group_name(part.attribute, part.group) if part.attribute else EVERYBODY


def measures(columns: Iterable[str]) -> list[Measure]:
    """Return the metrics of columns, in the order of the metrics' files.

    >>> measures(["ndcg@10", "ndcg@5", "rmse"])[1]
    Measure(name='ndcg', label='nDCG', family='ranking', direction=1, cutoffs=[5, 10], is_one=False)
    """
    cutoffs: dict[str, list[int]] = {}
    for name, k in map(column, columns):
        cutoffs.setdefault(name, []).extend([] if k is None else [k])
    directions = {"higher": 1, "lower": -1, "neither": 0}
    shown = []
    for name in metrics.known():
        if name in cutoffs:
            of = metrics.of_column(name)
            direction, lengths = directions[of.direction], sorted(set(cutoffs[name]))
            is_one = not of.has_interval
            shown.append(Measure(name, of.label, of.family, direction, lengths, is_one))
    return shown


def choices(shown: Leaderboard, numbers: ByPlace, inputs: Inputs) -> list[Choice]:
    """Return the parts that have numbers: everybody, folds, groups of users, of items."""
    sizes: dict[str, int] = {}
    for (view, of, _), by_baseline in numbers.items():
        if view == shown.view and of not in sizes:
            sizes[of] = max(estimate.n_users for estimate in by_baseline.values())
    parts = {key(part): part for name, part, _ in inputs.estimates if name == shown.name}
    groups = inputs.settings.groups
    order = ["", WINDOW, *groups.users, *groups.items]
    choices = [_choice(parts[of], n_users) for of, n_users in sizes.items()]
    return sorted(choices, key=lambda choice: (_place(choice, order), natural(choice.label)))


def _choice(part: Part, n_users: int) -> Choice:
    if part.fold:
        return Choice(key(part), WINDOW, part.fold, n_users)
    return Choice(key(part), part.attribute, part.group, n_users)


def _place(choice: Choice, order: Sequence[str]) -> int:
    return order.index(choice.attribute) if choice.attribute in order else len(order)
