"""New customers of each baseline's list, and whether relevance and revenue go together.

The held-out purchases were made without the lists: it may not be concluded that a list would win
customers. Where the data has no purchases there are no rows. What customers bought of each list
stands in results.csv.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import kendalltau

from benchmarks.contract.names import Group
from benchmarks.contract.rows_of_plans import NewCustomers, TradeOff
from benchmarks.online.scored import Scored
from benchmarks.results.averages import Column, Place, Scores, members_of, numbers
from benchmarks.stats.levels import SMALLEST_SLICE
from benchmarks.stats.pareto import front

# Groups of users by what they have in training.
_WHO = {
    "none": (Group("warmth", "cold"),),
    "nearly_new": (Group("history", "none"), Group("history", "1-5"), Group("history", "6-20")),
}
Both = tuple[float, float]  # relevance and revenue
Labels = tuple[str, str]  # benchmark and view


def look(scored: list[Scored]) -> tuple[list[NewCustomers], list[TradeOff]]:
    """Return for each view of each benchmark with purchases its new customers and the trade-off."""
    customers: list[NewCustomers] = []
    trades: list[TradeOff] = []
    for benchmark in scored:
        k = benchmark.length
        for labels, of_view in _views(benchmark, f"revenue@{k}"):
            values: dict[str, Both] = {}
            for baseline in of_view["baseline"].unique().to_pylist():
                rows = of_view.filter(pc.field("baseline") == baseline)
                scores = Scores.of(rows)
                customers += _new_customers((*labels, baseline), scores, benchmark.members, k)
                both = (_mean(scores, f"ndcg@{k}"), _mean(scores, f"revenue@{k}"))
                if np.isfinite(both).all():
                    values[baseline] = both
            trades += trade_off(labels, values, k)
    return customers, trades


def trade_off(labels: Labels, values: dict[str, Both], k: int) -> Iterator[TradeOff]:
    """Yield which baselines no other beats in both, and how far relevance and revenue go together.

    values : relevance and revenue of each baseline; averages, not their intervals
    """
    kept = front([(name, *both) for name, both in values.items()])
    for name in values:
        yield TradeOff(*labels, name, k, on_front=name in kept)
    if len(values) < 2:
        return
    relevant, earning = (max(values, key=lambda name: values[name][which]) for which in (0, 1))
    yield TradeOff(
        *labels,
        baseline="",
        k=k,
        on_front=None,
        kendall_tau=float(kendalltau(*zip(*values.values(), strict=True)).statistic),
        revenue_given_up=values[earning][1] - values[relevant][1],
        most_relevant=relevant,
        most_revenue=earning,
        n_baselines=len(values),
    )


def _views(benchmark: Scored, metric: str) -> Iterator[tuple[Labels, pa.Table]]:
    """Yield the scores of each view, with its name; none where the data has no such metric."""
    if metric not in benchmark.rows.column_names:
        return
    for view in benchmark.rows["view"].unique().to_pylist():
        labels = (benchmark.view_names[view], view)
        yield labels, benchmark.rows.filter(pc.field("view") == view)


def _mean(scores: Scores, metric: str) -> float:
    """Return the average of a metric; NaN where too few users are judged by it."""
    column = scores.everybody(metric)
    if column is None or np.count_nonzero(column.denominator) < SMALLEST_SLICE:
        return float("nan")
    return float(column.finish(column.numerator.sum(), column.denominator.sum()))


def _new_customers(
    labels: tuple[str, str, str], scores: Scores, members: pa.Table, k: int
) -> Iterator[NewCustomers]:
    """Yield how many new customers bought any product of the list; too few have no number."""
    columns = {who: _among(scores, members, groups, k, who) for who, groups in _WHO.items()}
    present = [column for column in columns.values() if column is not None]
    estimates = {column.place.group: estimate for column, estimate in numbers(present)}
    for who, column in columns.items():
        n = int(np.count_nonzero(column.denominator)) if column is not None else 0
        estimate = estimates.get(who, {})
        reach, low, high = (estimate.get(name) for name in ("value", "ci_low", "ci_high"))
        yield NewCustomers(*labels, who, k, reach, low, high, n)


def _among(
    scores: Scores, members: pa.Table, groups: tuple[Group, ...], k: int, who: str
) -> Column | None:
    """Return the reach of a list among the members of some groups."""
    inside = np.zeros(len(scores.users), dtype=bool)
    for group, own in members_of(members, scores.users).items():
        inside |= own & (group in groups)
    return scores.column(f"reach@{k}", inside, scores.folds, Place(subject="users", group=who))
