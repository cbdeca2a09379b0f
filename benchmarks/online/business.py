"""For a product manager: what customers bought of each baseline's list, beside its relevance, and what that cannot say.

The held-out purchases were made without the lists. Where the data has no purchases there are no
rows.
"""

import numpy as np
import pyarrow.compute as pc
from scipy.stats import kendalltau

from benchmarks.online.results import Results
from benchmarks.online.rows import Row, interval, row
from benchmarks.online.settings import Online
from benchmarks.results.averages import Column, Scores, numbers
from benchmarks.stats.levels import NO_CLAIM_BELOW, SMALLEST_SLICE
from benchmarks.stats.pareto import front

_NOT_SOLD = "They bought it without the list: it may not be concluded that the list would sell it, or sell it again."
NOTES = {
    "ndcg": "Relevance. It may not be concluded that a more relevant list earns more.",
    "products_purchased": f"Pieces per customer in the test weeks. {_NOT_SOLD}",
    "revenue": f"Per customer in the test weeks. {_NOT_SOLD} A difference is no forecast of earnings.",
    "revenue_new": f"Of products new to the customer. {_NOT_SOLD}",
    "reach": f"Customers who bought any product of the list. {_NOT_SOLD}",
    "reach_returning": "Customers of every test week: a proxy for subscription. It may not be concluded that a list "
    "keeps customers; those who come every week buy more of anything.",
    "new_categories": "Pieces in categories new to the customer: a proxy for growth. It may not be concluded that a "
    "list opens categories.",
}
_NEW = {"reach_new": ("cold",), "reach_nearly_new": ("history=none", "history=1-5", "history=6-20")}
_WHO = {
    "reach_new": "Customers without history",
    "reach_nearly_new": "Customers with at most 20 products of history",
}


def rows(results: list[Results], _: Online) -> list[Row]:
    """Return for each view of each benchmark with purchases its baselines' business metrics, and the trade-off."""
    found = []
    for one in results:
        k = next(iter(one.items.values())).shape[2]
        for view in (
            one.rows["view"].unique().to_pylist() if f"revenue@{k}" in one.rows.column_names else ()
        ):
            of_view = one.rows.filter(pc.field("view") == view)
            values: dict[str, tuple[float, float]] = {}
            for baseline in of_view["baseline"].unique().to_pylist():
                scores = Scores.of(of_view.filter(pc.field("baseline") == baseline))
                head = ("offline", "business", f"{one.name}/{view}", baseline)
                own = _of_baseline(head, scores, one, k)
                value = {made["measure"]: made["value"] for made in own}
                if np.isfinite([value[f"ndcg@{k}"], value[f"revenue@{k}"]]).all():
                    values[baseline] = (value[f"ndcg@{k}"], value[f"revenue@{k}"])
                found += own
            found += trade_off(f"{one.name}/{view}", values, k)
    return found


def trade_off(source: str, values: dict[str, tuple[float, float]], k: int) -> list[Row]:
    """Return which baselines no other beats in relevance and revenue both, and how far the two go together.

    values : relevance and revenue of each baseline
    """
    kept = front([(name, *both) for name, both in values.items()])
    note = "1: no other has as much relevance and as much revenue, and more of one; of the averages, not their intervals"
    found = [
        row(
            "offline",
            "business",
            source,
            name,
            f"on_front|ndcg@{k}|revenue@{k}",
            float(name in kept),
            note=note,
        )
        for name in values
    ]
    if len(values) < 2:
        return found
    tau = kendalltau(*zip(*values.values(), strict=True)).statistic
    relevant, earning = (max(values, key=lambda name: values[name][which]) for which in (0, 1))
    less = values[earning][1] - values[relevant][1]
    both = f"{relevant} → {earning}"
    notes = (
        "1: relevance and revenue order the baselines alike",
        f"that the most relevant lacks to the most; {both}",
    )
    head = ("offline", "business", source, "all baselines")
    return [
        *found,
        row(*head, f"kendall_tau|ndcg@{k}|revenue@{k}", tau, n=len(values), note=notes[0]),
        row(*head, f"revenue_given_up@{k}", less, n=len(values), note=notes[1]),
    ]


def _of_baseline(
    head: tuple[str, str, str, str], scores: Scores, one: Results, k: int
) -> list[Row]:
    columns = [column for name in NOTES if (column := scores.everybody(f"{name}@{k}")) is not None]
    found = [_row(head, column.metric, estimate) for column, estimate in numbers(columns)]
    new = {name: _among(scores, one, slices, f"reach@{k}", name) for name, slices in _NEW.items()}
    known = {
        column.slice: estimate
        for column, estimate in numbers([c for c in new.values() if c is not None])
    }
    for name, column in new.items():
        n = np.count_nonzero(column.denominator) if column is not None else 0
        estimate = known.get(name, {"value": float("nan"), "n_users": n})
        found.append(_row(head, f"{name}@{k}", estimate) | {"note": _of_few(name, n)})
    return found


def _among(
    scores: Scores, one: Results, slices: tuple[str, ...], metric: str, name: str
) -> Column | None:
    members = one.slices.filter(pc.field("slice").isin(slices))["user"].to_numpy()
    return scores.column(metric, np.isin(scores.users, members), scores.folds, name)


def _row(head: tuple[str, str, str, str], measure: str, estimate: Row) -> Row:
    span = interval((estimate["ci_low"], estimate["ci_high"])) if "ci_low" in estimate else {}
    note = NOTES.get(measure.partition("@")[0], "")
    return row(*head, measure, estimate["value"], **span, n=estimate["n_users"], note=note)


def _of_few(name: str, n: int) -> str:
    """Say who they are, and what so few of them cannot say."""
    few = "a proxy for growth; nothing may be concluded about customers to be won."
    if n < SMALLEST_SLICE:
        return f"{_WHO[name]}: {few} There are {n}, fewer than {SMALLEST_SLICE}: no number."
    return f"{_WHO[name]}: {few}" + (
        f" Fewer than {NO_CLAIM_BELOW}: no claim." if n < NO_CLAIM_BELOW else ""
    )
