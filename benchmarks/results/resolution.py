"""How many ranks of a benchmark its paired tests tell apart."""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Any

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.results.luck import Luck, Lucky, p_with_luck
from benchmarks.stats.levels import ALPHA

Row = Mapping[str, Any]
Rows = list[dict[str, Any]]


def resolution(compared: Iterable[Row], own: Collection[str], lucky: Lucky) -> Rows:
    """Return a row for each metric of users: how many neighbours and pairs are told apart.

    compared : rows of comparisons.csv; own : names of our baselines, as pairs with what was
        submitted are left aside
    """
    families: dict[tuple[str, str, str, int | None], list[Row]] = {}
    for row in compared:
        if row["n_users"] and row["baseline"] in own and row["other"] in own:
            place = row["benchmark"], row["view"], row["metric"], row["k"]
            families.setdefault(place, []).append(row)
    rows: Rows = []
    for (benchmark, view, metric, k), family in families.items():
        column = names.column_name(metric, k)
        labels = {"benchmark": benchmark, "view": view, "metric": metric, "k": k}
        rows.append({**labels, **_counts(column, family, lucky(benchmark, view, column))})
    return rows


def _counts(column: str, family: list[Row], luck: Luck) -> dict[str, int]:
    """Count the pairs of a family, those of neighbours, and whom nobody is ahead of.

    Neighbours are next to each other in the order of their numbers, equal ones in that of names.
    """
    values: dict[str, float] = {}
    by_users: set[frozenset[str]] = set()  # pairs that are told apart, without regard to luck
    with_luck: set[frozenset[str]] = set()
    for row in family:
        values[row["baseline"]] = row["value"]
        values[row["other"]] = row["other_value"]
        pair = frozenset((row["baseline"], row["other"]))
        if row["p_holm"] < ALPHA:
            by_users.add(pair)
        if p_with_luck(row, luck, len(family)) < ALPHA:
            with_luck.add(pair)
    sign = 1 if metrics.falls(column) else -1
    order = sorted(values, key=lambda name: (sign * values[name], name))
    neighbours = [frozenset(pair) for pair in pairwise(order)]
    ahead = {name: order[:place] for place, name in enumerate(order)}
    return {
        "baselines": len(values),
        "neighbours": len(neighbours),
        "neighbours_told_apart": len(with_luck.intersection(neighbours)),
        "tied_with_first": sum(
            by_users.isdisjoint(frozenset((name, other)) for other in ahead[name]) for name in order
        ),
        "pairs": len(family),
        "pairs_told_apart": len(with_luck),
        "n_users": max(row["n_users"] for row in family),
    }
