"""Across benchmarks: how baselines stand on average, what is told apart, which rankings agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report import rows
from benchmarks.report.inputs import Inputs
from benchmarks.report.rows import Resolution


@dataclass(frozen=True)
class Ranking:
    """A pair of benchmarks and their agreement by each metric; None where it is not defined."""

    one: str
    other: str
    taus: list[rows.Agreement | None]

    @property
    def tau(self) -> float:
        """Kendall's tau by the first metric; of rankings that have it."""
        first = self.taus[0]
        return first.tau if first and first.tau is not None else float("nan")


@dataclass(frozen=True)
class Agreements:
    """How far two benchmarks on the same data rank alike; `low`, `high` by the first metric."""

    metrics: list[str]
    rows: list[Ranking]
    low: Ranking
    high: Ranking


@dataclass(frozen=True)
class Across:
    """Average ranks by metric.

    most : by metric, on how many benchmarks the widest-running baseline has a rank
    rows : each baseline and its ranks by metric
    resolution : what tests tell apart on each benchmark by the first metric, where there are any
    """

    metrics: list[str]
    most: dict[str, int]
    rows: list[tuple[str, list[rows.Rank | None]]]
    resolution: list[Resolution]
    agreement: Agreements | None

    @property
    def has_win_rates(self) -> bool:
        """Whether win rates and improvability by the first metric are known."""
        first = [by_metric[0] for _, by_metric in self.rows]
        return any(rank and rank.win_rate is not None for rank in first)


def across(inputs: Inputs) -> Across | None:
    """Return average ranks and Kendall's tau by headline metric; None where nobody has a rank."""
    ranks = {(row.metric, row.baseline): row for row in inputs.ranks}
    ranked = {metric for metric, _ in ranks}
    metrics = [metric for metric in inputs.settings.headline if metric in ranked]
    if not metrics:
        return None
    most = {}
    for metric in metrics:
        most[metric] = max(row.benchmarks for row in inputs.ranks if row.metric == metric)
    first = metrics[0]
    names = sorted(
        {name for _, name in ranks},
        key=lambda name: _place(ranks.get((first, name)), most[first], name),
    )
    lines = [(name, [ranks.get((metric, name)) for metric in metrics]) for name in names]
    resolved = [inputs.resolution_of(shown.name) for shown in inputs.shown]
    told_apart = [row for row in resolved if row]
    return Across(metrics, most, lines, told_apart, agreement(metrics, inputs.agreement))


def _place(row: rows.Rank | None, most: int, name: str) -> tuple[bool, bool, float, str]:
    """Return what sorts by average rank, those that run on fewer benchmarks after the others."""
    if row is None:
        return True, True, 0.0, name
    return False, row.benchmarks < most, row.rank, name


def agreement(metrics: Sequence[str], table: Sequence[rows.Agreement]) -> Agreements | None:
    """Return tau of each two benchmarks on the same data; None without any by the first metric."""
    defined = [row for row in table if row.tau is not None]
    at = {(row.benchmark, row.other, row.metric): row for row in defined}
    judged_by = {row.metric for row in defined}
    columns = [metric for metric in metrics if metric in judged_by]
    pairs = dict.fromkeys((row.benchmark, row.other) for row in defined)
    rankings = [
        Ranking(one, other, [at.get((one, other, metric)) for metric in columns])
        for one, other in pairs
    ]
    judged = [ranking for ranking in rankings if columns and ranking.taus[0]]
    if not judged:
        return None
    judged.sort(key=lambda ranking: ranking.tau)
    return Agreements(columns, rankings, judged[0], judged[-1])
