"""What a shop would look at: held-out purchases of each baseline's list, and the trade-off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.contract.rows_of_plans import TradeOff
from benchmarks.report.inputs import Estimate
from benchmarks.report.online_tables import OnlineTables

METRICS = (
    "ndcg",
    "products_purchased",
    "revenue",
    "revenue_new",
    "reach",
    "reach_returning",
    "new_categories",
)
WHO = {"none": "growth", "nearly_new": "reach_nearly_new"}  # columns by who the customers are
Numbers = Callable[[str, str], Mapping[str, Estimate]]  # by baseline, of a benchmark and a metric


@dataclass(frozen=True)
class Amount:
    """A number with its interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Business:
    """A table for a shop: baselines by revenue.

    measures : columns such as `revenue@10`; by : the one that orders
    rows : baseline, whether no other has as much relevance and revenue, its amounts
    few : of the columns on new customers, how many there are; overall : the row of all baselines
    """

    source: str
    by: str
    measures: list[str]
    rows: list[tuple[str, bool, list[Amount | None]]]
    few: dict[str, int]
    overall: TradeOff | None


def business(
    tables: OnlineTables, numbers: Numbers, source: Callable[[str, str], str]
) -> list[Business]:
    """Return a table for each view of a benchmark with purchases."""
    places = dict.fromkeys((row.benchmark, row.view, row.k) for row in tables.new_customers)
    return [_of_view(tables, numbers, source(*place[:2]), *place) for place in places]


def _of_view(
    tables: OnlineTables, numbers: Numbers, source: str, benchmark: str, view: str, k: int
) -> Business:
    amounts = {f"{name}@{k}": _amounts(numbers(benchmark, f"{name}@{k}")) for name in METRICS}
    few: dict[str, int] = {}
    for row in tables.new_customers:
        if (row.benchmark, row.view) == (benchmark, view):
            measure = f"{WHO[row.who]}@{k}"
            few.setdefault(measure, row.n_users)
            amount = Amount(row.reach, row.ci_low, row.ci_high)
            amounts.setdefault(measure, {})[row.baseline] = amount
    measures = sorted(name for name, column in amounts.items() if _any(column))
    by = f"revenue@{k}" if f"revenue@{k}" in measures else measures[0]
    order = {name: cell.value for name, cell in amounts[by].items() if cell.value is not None}
    trades = [row for row in tables.trade_offs if (row.benchmark, row.view) == (benchmark, view)]
    front = {row.baseline for row in trades if row.on_front}
    rows = [
        (name, name in front, [amounts[measure].get(name) for measure in measures])
        for name in sorted(order, key=lambda name: (-order[name], name))
    ]
    overall = next((row for row in trades if not row.baseline), None)
    return Business(source, by, measures, rows, few, overall)


def _amounts(estimates: Mapping[str, Estimate]) -> dict[str, Amount]:
    return {name: Amount(one.value, one.low, one.high) for name, one in estimates.items()}


def _any(column: Mapping[str, Amount]) -> bool:
    return any(amount.value is not None for amount in column.values())
