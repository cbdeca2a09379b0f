"""Which user is in which group, and how large groups are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.contract import names, schemas
from benchmarks.contract.arrays import BoolArray, IntArray, distinct
from benchmarks.contract.older import WARMTH
from benchmarks.results import groups
from benchmarks.results.folds import Fold

Members = dict[names.Group, BoolArray]


def served(folds: Sequence[Fold]) -> IntArray:
    """Return the codes of the users that any fold serves, ascending."""
    return distinct(np.concatenate([fold.users for fold in folds]))


def of_users(
    folds: Sequence[Fold], features: pa.ChunkedArray, attributes: Sequence[str]
) -> Members:
    """Return the members of each group among those served, (n_served,).

    features : of all users, list of `name=value` words of each

    With several folds, what a user has in training is not one number: nobody is warm or cold.
    """
    users = served(folds)
    sizes = _sizes(folds[0], users) if len(folds) == 1 else None
    members = groups.of_users(attributes, features.take(pa.array(users)), sizes)
    if sizes is not None and (sizes > 0).any() and (sizes == 0).any():
        members[names.Group(WARMTH, "warm")] = sizes > 0
        members[names.Group(WARMTH, "cold")] = sizes == 0
    return members


def _sizes(fold: Fold, users: IntArray) -> IntArray:
    return np.diff(fold.before.seen.indptr)[users].astype(np.int32)


def table(members: Members, users: IntArray) -> pa.Table:
    """Return a row for each user of each group, as `score` writes them."""
    parts = [schemas.MEMBERSHIPS.empty_table()]
    for (attribute, group), inside in members.items():
        count = int(inside.sum())
        columns = {
            "user": users[inside],
            "attribute": [attribute] * count,
            "group": [group] * count,
        }
        parts.append(pa.table(columns, schema=schemas.MEMBERSHIPS))
    return pa.concat_tables(parts)


def sizes(members: Members, fold: Fold) -> list[dict[str, Any]]:
    """Return a row for each group of users and of items: its place in its attribute, its size."""
    sizes_of_groups = []
    places: dict[tuple[str, str], int] = {}
    for subject, attribute, group, inside in _all_groups(members, fold):
        order = places.get((subject, attribute), 0)
        places[subject, attribute] = order + 1
        labels = {"subject": subject, "attribute": attribute, "group": group}
        sizes_of_groups.append({**labels, "order": order, "n": int(inside.sum())})
    return sizes_of_groups


def _all_groups(members: Members, fold: Fold) -> list[tuple[str, str, str, BoolArray]]:
    of_users = [("users", *group, inside) for group, inside in members.items()]
    of_items = [
        ("items", attribute, group, inside)
        for attribute, values in fold.item_groups.items()
        for group, inside in values.items()
    ]
    return of_users + of_items
