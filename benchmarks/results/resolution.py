"""How many ranks of a benchmark its paired tests tell apart."""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Any

from benchmarks.contract import names
from benchmarks.results.luck import Luck, Lucky
from benchmarks.results.standings import Family

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


def _counts(column: str, rows: list[Row], luck: Luck) -> dict[str, int]:
    """Count the pairs of a family, those of neighbours, and whom nobody is ahead of.

    Neighbours are next to each other in the order of their numbers, equal ones in that of names.
    """
    family = Family.of(rows, column, luck)
    neighbours = list(pairwise(family.values))
    return {
        "baselines": len(family.values),
        "neighbours": len(neighbours),
        "neighbours_told_apart": sum(family.tells_apart(*pair) for pair in neighbours),
        "tied_with_first": len(Family.of(rows, column, {}).tied),  # by users alone
        "pairs": len(rows),
        "pairs_told_apart": sum(map(len, family.ahead.values())),
        "n_users": max(row["n_users"] for row in rows),
    }
