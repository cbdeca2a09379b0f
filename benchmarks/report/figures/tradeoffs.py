"""What relevance costs in breadth, variety and time: scatter plots with the Pareto front."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from matplotlib.figure import Figure

from benchmarks import metrics
from benchmarks.report.figures.scatter import Labels, tradeoff
from benchmarks.report.inputs import Inputs, Leaderboard, Numbers
from benchmarks.report.sections.leaderboard import in_order
from benchmarks.report.text import display
from benchmarks.stats.pareto import front

GAINS = ("coverage", "content_diversity")
# names of pictures, which are cited: what of a row of measured.csv they show, and its label
COSTS = {
    "request_ms_p50": ("request_ms_p50", "median request, ms"),
    "fit_seconds": ("fit", "fit, CPU s"),
}


@dataclass(frozen=True)
class Tradeoff:
    """The leaderboard's metric against another; `front` are the baselines on the Pareto front.

    other : a metric, or where it is measured one of COSTS
    """

    picture: Figure
    other: str
    front: list[str]
    measured: bool


@dataclass(frozen=True)
class _Other:
    """What the leaderboard's metric is drawn against: its values by baseline, and their label."""

    name: str
    values: dict[str, float]
    label: str
    measured: bool


def tradeoffs(board: Leaderboard, metric: str, inputs: Inputs) -> Iterator[Tradeoff]:
    """Yield the metric against what lists offer besides, and against what they cost (measured)."""
    numbers = inputs.numbers(board.name, metric)
    for other in (*_gains(board, metric, inputs), *_costs(board, inputs)):
        if set(numbers) & set(other.values):
            yield _against(metric, numbers, other, inputs.label)


def _gains(board: Leaderboard, metric: str, inputs: Inputs) -> Iterator[_Other]:
    name, _, cutoff = metric.partition("@")
    for gain in GAINS:
        other = f"{gain}@{cutoff}"
        numbers = inputs.numbers(board.name, other)
        values = {baseline: estimate.value for baseline, estimate in numbers.items()}
        if name != gain:
            yield _Other(other, values, display(other), measured=False)


def _costs(board: Leaderboard, inputs: Inputs) -> Iterator[_Other]:
    for name, (paid, label) in COSTS.items():
        costs = {row.baseline: getattr(row, paid) for row in inputs.measured[board.name]}
        values = {baseline: cost for baseline, cost in costs.items() if cost is not None}
        yield _Other(name, values, label, measured=True)


def _against(
    metric: str, numbers: Numbers, other: _Other, called: Callable[[str], str]
) -> Tradeoff:
    names = [name for name in in_order(numbers, metric) if name in other.values]
    points = [(called(name), other.values[name], numbers[name].value) for name in names]
    on_front = front(points, lower_x=other.measured, lower_y=metrics.falls(metric))
    labels = Labels(other.label, display(metric))
    picture = tradeoff(points, on_front, labels, faster=other.measured)
    return Tradeoff(picture, other.name, on_front, other.measured)
