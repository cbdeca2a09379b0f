"""Everybody under a second view, or with a history of one size."""

from dataclasses import dataclass

from benchmarks.report.inputs import Inputs, Leaderboard, Numbers, Part
from benchmarks.report.sections.leaderboard import Board, in_order
from benchmarks.report.sections.parameters import NO_DIFFERENCE
from benchmarks.stats.levels import NO_CLAIM_BELOW


@dataclass(frozen=True)
class SecondView:
    """The headline numbers of everybody under a second view, by metric and baseline."""

    name: str
    users: int
    metrics: dict[str, Numbers]

    @property
    def claim(self) -> bool:
        """Whether enough users stand behind the numbers for a claim."""
        return self.users >= NO_CLAIM_BELOW


@dataclass(frozen=True)
class SecondViews:
    """All second views of a benchmark.

    baselines : in the order of the first view's numbers
    flat : those whose search found no difference between its trials
    """

    groups: list[SecondView]
    baselines: list[str]
    flat: list[str]


def second_views(shown: Leaderboard, board: Board, inputs: Inputs) -> SecondViews:
    """Return the headline metrics of everybody under each second view that has numbers."""
    views = [_view(name, shown, board.metric, inputs) for name in shown.second_views]
    views = [view for view in views if view.metrics]
    first = views[0].metrics.get(board.metric, {}) if views else {}
    ranked = in_order(first, board.metric)
    unranked = [name for name in board.baselines if name not in ranked]
    flat = [row.baseline for row in board.rows if row.origin == NO_DIFFERENCE]
    return SecondViews(views, ranked + unranked, flat)


def _view(name: str, shown: Leaderboard, metric: str, inputs: Inputs) -> SecondView:
    found = {}
    for wanted in inputs.settings.headline:
        numbers = inputs.numbers(shown.name, wanted, Part(view=name))
        if numbers:
            found[wanted] = numbers
    judged = found.get(metric, {})
    users = max((estimate.n_users for estimate in judged.values()), default=0)
    return SecondView(name, users, found)


def histories(shown: Leaderboard, inputs: Inputs) -> dict[int, Part]:
    """Return the part of each size of history that a benchmark gives new users."""
    sizes = inputs.settings.benchmark(shown.benchmark).split.history_sizes
    return {size: Part(fold=f"known={size}") for size in sizes}
