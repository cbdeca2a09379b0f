"""What paired tests say in a group of users: who is best there, who is tied, who is behind.

Each baseline was compared with the best of the group and with the reference, by the first metric.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from benchmarks import metrics
from benchmarks.contract.names import group_name
from benchmarks.report.inputs import Inputs, Leaderboard, Part
from benchmarks.report.rows import GroupPair
from benchmarks.report.sections.choices import Choice
from benchmarks.report.sections.grids import natural
from benchmarks.report.sections.tested import words
from benchmarks.stats.levels import ALPHA


@dataclass(frozen=True)
class InGroup:
    """A group of users and what the tests say there.

    order : baselines, the best first; tied : the best and all that are not significantly behind
    equal : practically equal to the best
    against : each baseline's difference from the reference, a share of the reference's number
    pairs : each once, the better number first
    """

    view: str
    attribute: str
    group: str
    metric: str
    n_users: int
    order: list[str]
    tied: list[str]
    equal: list[str]
    against: dict[str, float]
    pairs: list[GroupPair]

    @property
    def choice(self) -> Choice:
        """The group as a reader chooses it."""
        return Choice(
            group_name(self.attribute, self.group), self.attribute, self.group, self.n_users
        )

    @property
    def status(self) -> dict[str, str]:
        """A word on each baseline against the best."""
        return words(self.order, self.tied, self.equal)


def grouped(shown: Leaderboard, inputs: Inputs) -> list[InGroup]:
    """Return the groups of a leaderboard that were tested, those of an attribute as people sort."""
    attributes = inputs.settings.groups.users

    def place(row: GroupPair) -> tuple[object, ...]:
        at = attributes.index(row.attribute) if row.attribute in attributes else len(attributes)
        return row.view, at, row.attribute, natural(row.group), row.group, row.metric

    rows = sorted(inputs.compared_in_groups[shown.name], key=place)
    return [_group(list(of), shown, inputs) for _, of in groupby(rows, key=place)]


def _group(pairs: Sequence[GroupPair], shown: Leaderboard, inputs: Inputs) -> InGroup:
    """Return what the tests of a group say; its best is compared with all and with none twice."""
    first = pairs[0]
    best = next(iter({pair.other for pair in pairs} - {pair.baseline for pair in pairs}))
    to_best = {pair.baseline: pair for pair in pairs if pair.other == best}
    part = Part(first.view, attribute=first.attribute, group=first.group)
    numbers = inputs.numbers(first.benchmark, first.metric, part)
    sign = 1 if metrics.falls(first.metric) else -1
    others = sorted(to_best, key=lambda name: (sign * to_best[name].difference, name))
    equal = [name for name in others if to_best[name].verdict == "practically equal"]
    reference = inputs.settings.comparison.reference
    usual = numbers[reference].value if reference in numbers else 0.0
    gaps = {
        name: (numbers[name].value - usual) / usual
        for name in (best, *others)
        if usual and name in numbers and name != reference
    }
    return InGroup(
        *(first.view or shown.view, first.attribute, first.group, first.metric),
        n_users=max(pair.n_users for pair in pairs),
        order=[best, *others],
        tied=[best, *(name for name in others if to_best[name].p >= ALPHA)],
        equal=equal,
        against=gaps,
        pairs=[pair if sign * pair.difference <= 0 else pair.turned() for pair in pairs],
    )
