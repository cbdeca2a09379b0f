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
from benchmarks.results.averages import Scores, members_of
from benchmarks.results.column import Column, Place
from benchmarks.results.intervals import numbers
from benchmarks.stats.levels import SMALLEST_SLICE
from benchmarks.stats.pareto import front
from benchmarks.stats.rates import wilson

# Groups of users by what they have in training, and the metric that tells of them.
_NONE, _NEARLY_NEW = "none", "nearly_new"
_WHO = {
    _NONE: (Group("warmth", "cold"),),
    _NEARLY_NEW: (Group("history", "none"), Group("history", "1-5"), Group("history", "6-20")),
}
_MEASURE = {_NONE: "first_basket_reach", _NEARLY_NEW: "reach"}
Both = tuple[float, float]  # relevance and revenue
Labels = tuple[str, str]  # benchmark and view
Numbers = tuple[float | None, float | None, float | None]  # a value and its interval


def look(scored: list[Scored]) -> tuple[list[NewCustomers], list[TradeOff]]:
    """Return for each view of each benchmark with purchases its new customers and the trade-off."""
    customers: list[NewCustomers] = []
    trades: list[TradeOff] = []
    for benchmark in scored:
        k = benchmark.length
        for labels, of_view in _views(benchmark, f"revenue@{k}"):
            by_baseline = _by_baseline(of_view)
            values: dict[str, Both] = {}
            for baseline, scores in by_baseline.items():
                customers += _new_customers((*labels, baseline), scores, benchmark.members, k)
                relevance = _mean(scores, f"ndcg@{k}")
                revenue = _mean(scores, f"revenue@{k}")
                if np.isfinite(relevance) and np.isfinite(revenue):
                    values[baseline] = (relevance, revenue)
            trades += trade_off(labels, values, k)
    return customers, trades


def _by_baseline(of_view: pa.Table) -> dict[str, Scores]:
    """Return the scores of each baseline under one view."""
    by_baseline = {}
    for baseline in of_view["baseline"].unique().to_pylist():
        chosen = of_view.filter(pc.field("baseline") == baseline)
        by_baseline[baseline] = Scores.of(chosen)
    return by_baseline


def trade_off(labels: Labels, values: dict[str, Both], k: int) -> Iterator[TradeOff]:
    """Yield which baselines no other beats in both, and how far relevance and revenue go together.

    values : relevance and revenue of each baseline; averages, not their intervals
    """
    points = [(name, *both) for name, both in values.items()]
    unbeaten = front(points)
    for name in values:
        yield TradeOff(*labels, name, k, on_front=name in unbeaten)
    if len(values) < 2:
        return
    relevance = {name: both[0] for name, both in values.items()}
    revenue = {name: both[1] for name, both in values.items()}
    relevant = max(relevance, key=relevance.__getitem__)
    earning = max(revenue, key=revenue.__getitem__)
    correlation = kendalltau(tuple(relevance.values()), tuple(revenue.values()))
    yield TradeOff(
        *labels,
        baseline="",
        k=k,
        on_front=None,
        kendall_tau=float(correlation.statistic),
        revenue_given_up=revenue[earning] - revenue[relevant],
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
        of_view = pc.field("view") == view
        yield labels, benchmark.rows.filter(of_view)


def _mean(scores: Scores, metric: str) -> float:
    """Return the average of a metric; NaN where too few users are judged by it."""
    column = scores.everybody(metric)
    if column is None or np.count_nonzero(column.denominator) < SMALLEST_SLICE:
        return float("nan")
    numerator = column.numerator.sum()
    denominator = column.denominator.sum()
    return float(column.finish(numerator, denominator))


def _new_customers(
    labels: tuple[str, str, str], scores: Scores, members: pa.Table, k: int
) -> Iterator[NewCustomers]:
    """Yield how many new customers the list would have met, those without history first."""
    for who, groups in _WHO.items():
        column = _among(scores, members, groups, f"{_MEASURE[who]}@{k}", who)
        n_users = 0 if column is None else column.n_users
        estimate = _of_few if who == _NONE else _of_many
        numbers_of = estimate(column) if column is not None and n_users else (None, None, None)
        yield NewCustomers(*labels, who, k, *numbers_of, n_users)


def _of_few(column: Column) -> Numbers:
    """Return a share with Wilson's interval, which is honest of however few.

    Where seeds are averaged, a customer that some of them meet counts in part.
    """
    n_met = column.numerator.sum()
    return column.value, *wilson(float(n_met), column.n_users)


def _of_many(column: Column) -> Numbers:
    """Return a number with its interval by resampling; none of too few."""
    estimate = next((estimate for _, estimate in numbers([column])), {})
    return estimate.get("value"), estimate.get("ci_low"), estimate.get("ci_high")


def _among(
    scores: Scores, members: pa.Table, groups: tuple[Group, ...], metric: str, who: str
) -> Column | None:
    """Return a metric of the lists among the members of some groups; None where it has none."""
    inside = np.zeros(len(scores.users), dtype=bool)
    for group, is_member in members_of(members, scores.users).items():
        if group in groups:
            inside |= is_member
    place = Place(subject="users", group=who)
    return scores.column(metric, inside, scores.folds, place)
