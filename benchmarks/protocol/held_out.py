"""What a test part holds of each relevant pair, and of each user."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.protocol.history import SECONDS_PER_DAY, History
from benchmarks.protocol.hits import Pairs
from benchmarks.protocol.training import has_times
from benchmarks.protocol.view import absent

SECONDS_PER_WEEK = 7 * SECONDS_PER_DAY


def relevant_pairs(test: pa.Table, before: History, n_items: int) -> tuple[Pairs, dict[str, Any]]:
    """Return the relevant pairs and what is known of each; purchases of a pair are added up."""
    rows = test.filter(pc.field("relevant"))
    users, items = tables.column(rows, "user"), tables.column(rows, "item")
    pairs = Pairs.of(users, items, n_items)
    place = pairs.places(users, items)
    of_pairs: dict[str, Any] = dict.fromkeys(("ratings", "units", "paid", "new_category"))
    if test["rating"].null_count < test.num_rows:
        highest = np.zeros(len(pairs))
        np.maximum.at(highest, place, tables.column(rows, "rating"))
        of_pairs["ratings"] = highest
    for name, column in (("units", "quantity"), ("paid", "value")):
        if test[column].null_count < test.num_rows:
            of_pairs[name] = np.bincount(place, tables.column(rows, column), len(pairs))
    of_pairs["new_to_user"] = absent(before.seen, pairs.users, pairs.items)
    if before.item_categories is not None:
        of_pairs["new_category"] = _new_categories(pairs, before.seen, before.item_categories)
    return pairs, of_pairs


def returning(test: pa.Table, users: IntArray) -> BoolArray | None:
    """Tell which users have a row in every week from the first test row to the last, (n_users,).

    A rest of a week belongs to the last. None where rows have no times.
    """
    if not has_times(test):
        return None
    times = tables.column(test, "time")
    elapsed = times - times.min()
    weeks = max(1, round(elapsed.max() / SECONDS_PER_WEEK))
    week = np.minimum(elapsed // SECONDS_PER_WEEK, weeks - 1)
    came = np.zeros((len(users), weeks), dtype=bool)
    rows = np.searchsorted(users, tables.column(test, "user"))
    came[rows, week] = True
    return np.asarray(came.all(axis=1))


def ideal_ratings(
    rows: IntArray, ratings: FloatArray | None, n_users: int, length: int
) -> FloatArray | None:
    """Return each user's highest relevant ratings, falling, 0 beyond their number.

    rows, ratings : (n_pairs,); (n_users, length), or None where the data has no ratings
    """
    if ratings is None:
        return None
    order = np.lexsort((-ratings, rows))
    rows, ratings = rows[order], ratings[order]
    place = np.arange(len(rows)) - np.searchsorted(rows, rows)
    inside = place < length
    ideal = np.zeros((n_users, length))
    ideal[rows[inside], place[inside]] = ratings[inside]
    return ideal


def _new_categories(pairs: Pairs, seen: csr_matrix, item_categories: csr_matrix) -> BoolArray:
    """Tell which pairs are of an item with categories of which the user has had none."""
    of_users = csr_matrix(seen @ item_categories)[pairs.users]
    of_items = item_categories[pairs.items]
    shared = np.asarray(of_users.multiply(of_items).sum(axis=1)).ravel()
    own = np.asarray(of_items.sum(axis=1)).ravel()
    is_new: BoolArray = (shared == 0) & (own > 0)
    return is_new
