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
    """Return the relevant pairs and what is known of each.

    Purchases of a pair are added up; of its ratings the highest counts.
    """
    relevant = test.filter(pc.field("relevant"))
    users, items = tables.column(relevant, "user"), tables.column(relevant, "item")
    pairs = Pairs.of(users, items, n_items)
    place = pairs.places(users, items)

    def added_up(column: str) -> FloatArray | None:
        if not _has(test, column):
            return None
        amounts = tables.column(relevant, column)
        return np.asarray(np.bincount(place, amounts, len(pairs)), dtype=np.float64)

    highest = np.full(len(pairs), -np.inf)
    if _has(test, "rating"):
        np.maximum.at(highest, place, tables.column(relevant, "rating"))
    categories = before.item_categories
    new_category = None if categories is None else _new_categories(pairs, before.seen, categories)
    return pairs, {
        "ratings": highest if _has(test, "rating") else None,
        "units": added_up("quantity"),
        "paid": added_up("value"),
        "new_category": new_category,
        "new_to_user": absent(before.seen, pairs.users, pairs.items),
        "in_first_basket": _in_first_basket(test, pairs),
    }


def _has(test: pa.Table, column: str) -> bool:
    """Tell whether any row has a value in a column."""
    return bool(test[column].null_count < test.num_rows)


def _in_first_basket(test: pa.Table, pairs: Pairs) -> BoolArray | None:
    """Tell which pairs have a row at the first moment that the test has of their user, (n_pairs,).

    None where rows have no times.
    """
    if not has_times(test):
        return None
    users, times = tables.column(test, "user"), tables.column(test, "time")
    first_time = np.full(users.max(initial=-1) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first_time, users, times)
    first = test.filter(pa.array(times == first_time[users])).filter(pc.field("relevant"))
    wanted = Pairs.of(tables.column(first, "user"), tables.column(first, "item"), pairs.n_items)
    is_first = np.zeros(len(pairs), dtype=bool)
    is_first[pairs.places(wanted.users, wanted.items)] = True
    return is_first


def returning(test: pa.Table, users: IntArray) -> BoolArray | None:
    """Tell which users have a row in every week from the first test row to the last, (n_users,).

    A rest of less than half a week belongs to the week before it, one of more is a week. None where
    rows have no times.
    """
    if not has_times(test):
        return None
    times = tables.column(test, "time")
    elapsed = times - times.min()
    n_weeks = max(1, round(elapsed.max() / SECONDS_PER_WEEK))
    week = np.minimum(elapsed // SECONDS_PER_WEEK, n_weeks - 1)
    place = np.searchsorted(users, tables.column(test, "user"))
    came = np.zeros((len(users), n_weeks), dtype=bool)
    came[place, week] = True
    return np.asarray(came.all(axis=1))


def ideal_ratings(
    users: IntArray, ratings: FloatArray | None, n_users: int, length: int
) -> FloatArray | None:
    """Return each user's highest relevant ratings, falling, 0 beyond their number.

    users, ratings : (n_pairs,), the place of each pair's user and the pair's rating

    Returns (n_users, length), or None where the data has no ratings.
    """
    if ratings is None:
        return None
    order = np.lexsort((-ratings, users))
    user, falling = users[order], ratings[order]
    first_of_user = np.searchsorted(user, user)
    place = np.arange(len(user)) - first_of_user
    fits = place < length
    ideal = np.zeros((n_users, length))
    ideal[user[fits], place[fits]] = falling[fits]
    return ideal


def _new_categories(pairs: Pairs, seen: csr_matrix, item_categories: csr_matrix) -> BoolArray:
    """Tell which pairs are of an item with categories of which the user has had none."""
    of_all_users = csr_matrix(seen @ item_categories)
    of_users = of_all_users[pairs.users]
    of_items = item_categories[pairs.items]
    n_shared = _row_sums(of_users.multiply(of_items))
    n_own = _row_sums(of_items)
    is_new: BoolArray = (n_shared == 0) & (n_own > 0)
    return is_new


def _row_sums(matrix: csr_matrix) -> FloatArray:
    return np.asarray(matrix.sum(axis=1)).ravel()
