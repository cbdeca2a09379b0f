"""What lists are judged by: for one fold of one view, all that metrics may ask for by name.

Names and shapes are in the heads of the modules in `benchmarks/metrics/`. What the data lacks is
None.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.protocol import ranking
from benchmarks.protocol.history import SECONDS_PER_DAY, Known
from benchmarks.protocol.view import View

SECONDS_PER_WEEK = 7 * SECONDS_PER_DAY
OF_PLACES = (
    "items",
    "hits",
    "ratings",
    "ideal_ratings",
    "units",
    "paid",
    "new_to_user",
    "new_category",
)
OF_PLACES += (
    "popular_ranks",
)  # what is (n_users, length) and cut at k; the rest is the same for every k


@dataclass(frozen=True)
class Evidence:
    """What one fold of one view holds out, and what is known of its users and items.

    users : (n_users,) codes of the users served, ascending
    pairs : (n_pairs,) sorted codes user * n_items + item of the relevant pairs
    n_relevant : (n_users,)
    of_pairs : arrays (n_pairs,) by name, such as what was paid; None where the data lacks them
    popular : (n_users, length) popularity's own lists
    constants : what metrics ask for that does not depend on the lists
    """

    users: IntArray
    pairs: NDArray[np.int64]
    n_relevant: IntArray
    of_pairs: dict[str, NDArray[Any] | None]
    popular: IntArray
    constants: dict[str, Any]

    @property
    def n_items(self) -> int:
        """Size of the catalogue."""
        return self.constants["n_items"]

    def about(self, items: IntArray, fallback: BoolArray) -> dict[str, Any]:
        """Return all that metrics may ask about lists, by name.

        items : (n_users, length) codes, -1 beyond the end of a short list; fallback : (n_users,)
        """
        codes = self.users[:, None].astype(np.int64) * self.n_items + items
        at = np.minimum(np.searchsorted(self.pairs, codes), max(len(self.pairs) - 1, 0))
        hits = (
            (self.pairs[at] == codes) & (items >= 0)
            if len(self.pairs)
            else np.zeros(items.shape, dtype=bool)
        )
        looked_up = {
            name: None
            if values is None
            else np.where(hits, values[at], 0)
            if len(values)
            else np.zeros(items.shape)
            for name, values in self.of_pairs.items()
        }
        own = {
            "items": items,
            "hits": hits,
            "fallback": fallback,
            "popular_ranks": self._popular_ranks(items),
        }
        return {**self.constants, **looked_up, **own}

    def _popular_ranks(self, items: IntArray) -> IntArray:
        """Return the rank that popularity gives each item in the same user's list; beyond its end one more."""
        rows = np.arange(len(items))[:, None]
        width = self.n_items + 1
        codes = (rows * width + self.popular).ravel()
        order = np.argsort(codes)
        wanted = rows * width + items
        at = np.minimum(np.searchsorted(codes[order], wanted), len(codes) - 1)
        ranks = order[at] % self.popular.shape[1] + 1
        return np.where(codes[order][at] == wanted, ranks, self.popular.shape[1] + 1)


def cut(about: dict[str, Any], k: int) -> dict[str, Any]:
    """Return the same for lists of the first k items."""
    return {
        name: value[:, :k] if name in OF_PLACES and value is not None else value
        for name, value in about.items()
    }


def evidence(
    before: Known, test: pa.Table, users: IntArray, view: View, settings: dict[str, Any]
) -> Evidence:
    """Put together what one fold of one view is judged by.

    test : the held-out rows of the fold, columns as in `tables.SPLIT`
    settings : `length`, of the lists, and `fresh_days`
    """
    of_items = before.of_items(settings["fresh_days"])
    n_items = of_items["n_items"]
    pairs, of_pairs = _held_out(test, before, n_items)
    kept = _can_be_listed(view, before, pairs % n_items, of_pairs["new_to_user"])
    pairs, of_pairs = (
        pairs[kept],
        {name: None if v is None else v[kept] for name, v in of_pairs.items()},
    )
    rows = np.searchsorted(users, pairs // n_items)
    n_relevant = np.bincount(rows, minlength=len(users))
    bought = of_pairs["paid"] is not None
    ratings = of_pairs["ratings"]
    constants = {
        **of_items,
        **before.of_users(users, of_items),
        "n_relevant": n_relevant,
        "n_fresh_relevant": np.bincount(
            rows, of_items["is_fresh"][pairs % n_items], len(users)
        ).astype(int),
        "test_revenue": np.bincount(rows, of_pairs["paid"], len(users)) if bought else None,
        "returning": _returning(test, users) if bought else None,
        "ideal_ratings": None
        if ratings is None
        else _ideal(rows, ratings, len(users), settings["length"]),
    }
    popular = _popular(before, users, view, of_items["popularity"], settings["length"])
    if not bought:
        of_pairs |= {"new_to_user": None, "new_category": None}
    return Evidence(users, pairs, n_relevant, of_pairs, popular, constants)


def _held_out(
    test: pa.Table, before: Known, n_items: int
) -> tuple[NDArray[np.int64], dict[str, Any]]:
    """Return the distinct relevant pairs, sorted, and what is known of each; purchases of a pair are added up."""
    rows = test.filter(pc.field("relevant"))
    users, items = tables.column(rows, "user"), tables.column(rows, "item")
    pairs, place = np.unique(users.astype(np.int64) * n_items + items, return_inverse=True)
    pair_users, pair_items = pairs // n_items, pairs % n_items
    found: dict[str, Any] = {"ratings": None, "units": None, "paid": None, "new_category": None}
    if test["rating"].null_count < test.num_rows:
        found["ratings"] = np.zeros(len(pairs))
        np.maximum.at(found["ratings"], place, tables.column(rows, "rating"))
    if test["value"].null_count < test.num_rows:
        found["units"] = np.bincount(place, tables.column(rows, "quantity"), len(pairs))
        found["paid"] = np.bincount(place, tables.column(rows, "value"), len(pairs))
    found["new_to_user"] = _absent(before.seen, pair_users, pair_items)
    if before.item_categories is not None:
        of_users = csr_matrix(before.seen @ before.item_categories)
        of_items = before.item_categories[pair_items]
        shared, own = (
            np.asarray(m.sum(axis=1)).ravel()
            for m in (of_users[pair_users].multiply(of_items), of_items)
        )
        found["new_category"] = (shared == 0) & (own > 0)
    return pairs, found


def _can_be_listed(view: View, before: Known, items: IntArray, new_to_user: BoolArray) -> BoolArray:
    """Tell which pairs a view may put into a list; what it may not cannot be relevant."""
    allowed = new_to_user if view.mask == "seen" else np.ones(len(items), dtype=bool)
    return allowed & before.is_cold[items] if view.candidates == "cold" else allowed


def _absent(matrix: csr_matrix, rows: IntArray, columns: IntArray) -> BoolArray:
    if not len(rows):  # scipy's answer to an empty question is of another kind
        return np.zeros(0, dtype=bool)
    return np.asarray(matrix[rows, columns]).ravel() == 0


def _returning(test: pa.Table, users: IntArray) -> BoolArray:
    """Tell which users have a row in every week from the first test row to the last; a rest belongs to the last."""
    times = tables.column(test, "time") - tables.column(test, "time").min()
    weeks = max(1, round(times.max() / SECONDS_PER_WEEK))
    week = np.minimum(times // SECONDS_PER_WEEK, weeks - 1)
    seen = np.zeros((len(users), weeks), dtype=bool)
    seen[np.searchsorted(users, tables.column(test, "user")), week] = True
    return seen.all(axis=1)


def _ideal(rows: IntArray, ratings: FloatArray, n_users: int, length: int) -> FloatArray:
    """Return each user's highest relevant ratings, falling, 0 beyond their number, (n_users, length)."""
    order = np.lexsort((-ratings, rows))
    place = np.arange(len(rows)) - np.searchsorted(rows[order], rows[order])
    inside = place < length
    ideal = np.zeros((n_users, length))
    ideal[rows[order][inside], place[inside]] = ratings[order][inside]
    return ideal


def _popular(
    before: Known, users: IntArray, view: View, popularity: FloatArray, length: int
) -> IntArray:
    """Return what popularity alone recommends, under the rules of the view."""
    rules = ranking.Rules(
        masked=before.seen if view.mask == "seen" else None,
        popularity=popularity,
        user_keys=before.user_keys,
        item_keys=before.item_keys,
        excluded=~before.is_cold if view.candidates == "cold" else None,
    )
    nothing = np.zeros(len(popularity))
    return ranking.rank(
        lambda block: np.tile(nothing, (len(block), 1)), users, rules, length, "popularity"
    ).items
