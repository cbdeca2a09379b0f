"""How many ranks of a benchmark its paired tests tell apart."""

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Any

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.stats.levels import ALPHA

Rows = list[dict[str, Any]]


def resolution(compared: Iterable[Mapping[str, Any]], own: Collection[str]) -> Rows:
    """Return a row for each metric: how many neighbouring ranks, and pairs, are told apart.

    compared : rows of comparisons.csv of all pairs of baselines on one benchmark
    own : names of our baselines; pairs with what was submitted are left aside
    """
    families: dict[names.Column, list[Mapping[str, Any]]] = {}
    for row in compared:
        if row["baseline"] in own and row["other"] in own:
            column = names.Column(row["metric"], row["k"])
            families.setdefault(column, []).append(row)
    return [{**column._asdict(), **_counts(column, rows)} for column, rows in families.items()]


def _counts(column: names.Column, family: list[Mapping[str, Any]]) -> dict[str, int]:
    """Count the pairs of a family, those of neighbours, and whom nobody is ahead of.

    Neighbours are next to each other in the order of their numbers, equal ones in that of names.
    """
    values: dict[str, float] = {}
    adjusted: dict[frozenset[str], float] = {}
    for row in family:
        values[row["baseline"]] = row["value"]
        values[row["other"]] = row["other_value"]
        adjusted[frozenset((row["baseline"], row["other"]))] = row["p_holm"]
    sign = 1 if metrics.falls(names.column_name(*column)) else -1
    order = sorted(values, key=lambda name: (sign * values[name], name))
    neighbours = list(pairwise(order))
    ahead = {name: order[:place] for place, name in enumerate(order)}
    return {
        "baselines": len(values),
        "neighbours": len(neighbours),
        "neighbours_told_apart": _told_apart(adjusted, neighbours),
        "tied_with_first": sum(
            not _told_apart(adjusted, [(name, other) for other in ahead[name]]) for name in order
        ),
        "pairs": len(adjusted),
        "pairs_told_apart": sum(p < ALPHA for p in adjusted.values()),
        "n_users": max(row["n_users"] for row in family),
    }


def _told_apart(adjusted: Mapping[frozenset[str], float], pairs: list[tuple[str, str]]) -> int:
    return sum(adjusted[frozenset(pair)] < ALPHA for pair in pairs)
