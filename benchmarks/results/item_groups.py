"""Groups of items: the recall of what is relevant among them, and their share of the places."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from benchmarks.contract import names
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics.coverage import exposure
from benchmarks.metrics.ranking import recall
from benchmarks.protocol.evidence import Evidence
from benchmarks.results.folds import ItemGroups

RECALL_GROUPS = ("item_popularity", "item_age")  # attributes whose groups get a recall of their own


class GroupColumn(NamedTuple):
    """A metric on the items of one group alone."""

    attribute: str
    group: str
    metric: str
    k: int


def recall_of_groups(
    hits: BoolArray,
    items: IntArray,
    judged: Evidence,
    item_groups: ItemGroups,
    headline: list[str],
) -> dict[GroupColumn, FloatArray]:
    """Return the headline's recall on the items of each group alone, (n_users,).

    items, hits : lists, and which places hold a relevant item, (n_users, length)

    NaN for users with nothing relevant in the group.
    """
    by_group = {}
    for wanted in map(names.column, headline):
        if wanted.metric == "recall" and wanted.k is not None:
            hits_of_k, items_of_k = hits[:, : wanted.k], items[:, : wanted.k]
            for attribute, group, members in _members(item_groups):
                column = GroupColumn(attribute, group, wanted.metric, wanted.k)
                n_relevant = judged.n_relevant_of(members)
                recalled = recall(hits_of_k & members[items_of_k], n_relevant)
                by_group[column] = np.where(n_relevant > 0, recalled, np.nan)
    return by_group


def _members(item_groups: ItemGroups) -> Iterator[tuple[str, str, BoolArray]]:
    for attribute in RECALL_GROUPS:
        for group, members in item_groups.get(attribute, {}).items():
            yield attribute, group, members


def exposures(
    items: IntArray, judged: Evidence, item_groups: ItemGroups
) -> Iterator[dict[str, Any]]:
    """Yield for each group of items its shares of the catalogue, the relevant pairs, the places.

    items : lists, (n_users, k)
    """
    places = exposure(items, judged.n_items)
    wanted = np.bincount(judged.relevant.items, minlength=judged.n_items)
    for attribute, members in item_groups.items():
        for group, inside in members.items():
            yield {
                "attribute": attribute,
                "group": group,
                "catalogue": float(inside.mean()),
                "relevance": _share(wanted, inside),
                "exposure": _share(places, inside),
            }


def _share(counts: IntArray, inside: BoolArray) -> float:
    return float(counts[inside].sum() / max(counts.sum(), 1))
