"""What lists are judged by: for one fold of one view, all that metrics may ask for by name.

Names and shapes are in the heads of the modules in `benchmarks/metrics/`. What the data lacks is
None.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
import pyarrow as pa

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.settings import ViewRules
from benchmarks.protocol import held_out, ranking
from benchmarks.protocol.history import History
from benchmarks.protocol.hits import Pairs
from benchmarks.protocol.view import Limits, limits


class Wanted(TypedDict):
    """What is wanted of the evidence: the length of the lists, and until when items are fresh."""

    length: int
    fresh_days: float


@dataclass(frozen=True, eq=False)
class Facts(Mapping[str, Any]):
    """All that metrics may ask about lists, by name.

    of_places : (n_users, length) each, or None where the data lacks it
    others : what is the same for every length
    """

    of_places: dict[str, Any]
    others: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.of_places[name] if name in self.of_places else self.others[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.of_places
        yield from self.others

    def __len__(self) -> int:
        return len(self.of_places) + len(self.others)

    def cut(self, k: int) -> "Facts":
        """Return the same for lists of the first k items."""
        shorter: dict[str, Any] = {}
        for name, values in self.of_places.items():
            shorter[name] = None if values is None else values[:, :k]
        return Facts(shorter, self.others)


@dataclass(frozen=True)
class Evidence:
    """What one fold of one view holds out, and what is known of its users and items.

    users : (n_users,) codes of the users served, ascending
    relevant : the relevant pairs that lists of this view may hold
    n_relevant : (n_users,)
    of_pairs : arrays (n_pairs,) by name, such as what was paid; None where the data lacks them
    ideal_ratings : (n_users, length) the highest relevant ratings of each, falling, or None
    popular : (n_users, length) popularity's own lists
    constants : what metrics ask for that does not depend on the lists
    """

    users: IntArray
    relevant: Pairs
    n_relevant: IntArray
    of_pairs: dict[str, Any]
    ideal_ratings: FloatArray | None
    popular: IntArray
    constants: dict[str, Any]

    @property
    def n_items(self) -> int:
        """Size of the catalogue."""
        return self.relevant.n_items

    def of_lists(self, items: IntArray, fallback: BoolArray) -> Facts:
        """Return all that metrics may ask about lists, by name.

        items : (n_users, length) codes, -1 beyond the end of a short list; fallback : (n_users,)
        """
        located = self.relevant.find(self.users, items)
        of_places: dict[str, Any] = {
            "items": items,
            "hits": located.hits,
            "popular_ranks": self._popular_ranks(items),
            "ideal_ratings": self.ideal_ratings,
        }
        for name, values in self.of_pairs.items():
            of_places[name] = None if values is None else located.look_up(values)
        return Facts(of_places, {**self.constants, "fallback": fallback})

    def _popular_ranks(self, items: IntArray) -> IntArray:
        """Return the rank that popularity gives each item in the same user's list, (n_users, k).

        An item that is not there has one rank more than the last.
        """
        length = self.popular.shape[1]
        rows = np.arange(len(items))[:, None]
        first_of_row = rows * (self.n_items + 1)
        popular = (first_of_row + self.popular).ravel()
        order = np.argsort(popular, kind="stable")
        ordered = popular[order]
        wanted = first_of_row + items
        at = np.searchsorted(ordered, wanted)
        at = np.minimum(at, len(ordered) - 1)
        is_there = ordered[at] == wanted
        ranks: IntArray = np.where(is_there, order[at] % length + 1, length + 1)
        return ranks


def evidence(
    before: History, test: pa.Table, users: IntArray, view: ViewRules, wanted: Wanted
) -> Evidence:
    """Put together what one fold of one view is judged by.

    test : the held-out rows of the fold, columns as in `tables.SPLIT`
    users : (n_users,) codes of the users served, ascending
    """
    of_items = before.of_items(wanted["fresh_days"])
    kept_out = limits(view, before.seen)
    relevant, of_pairs = held_out.relevant_pairs(test, before, of_items["n_items"])
    allowed = kept_out.allow(relevant.users, relevant.items)
    relevant = relevant.where(allowed)
    for name, values in of_pairs.items():
        of_pairs[name] = None if values is None else values[allowed]
    places = np.searchsorted(users, relevant.users)
    n_relevant = np.bincount(places, minlength=len(users))
    bought = of_pairs["paid"] is not None or of_pairs["units"] is not None
    constants = {
        **of_items,
        **before.of_users(users, of_items),
        "n_relevant": n_relevant,
        "n_fresh_relevant": _fresh(places, of_items["is_fresh"], relevant.items, len(users)),
        "test_revenue": _revenue(places, of_pairs["paid"], len(users)),
        "returning": held_out.returning(test, users) if bought else None,
    }
    ideal_ratings = held_out.ideal_ratings(
        places, of_pairs["ratings"], len(users), wanted["length"]
    )
    popular = _popular(before, users, kept_out, of_items["popularity"], wanted["length"])
    if not bought:
        of_pairs |= {"new_to_user": None, "new_category": None}
    return Evidence(users, relevant, n_relevant, of_pairs, ideal_ratings, popular, constants)


def _fresh(
    places: IntArray, is_fresh: BoolArray | None, items: IntArray, n_users: int
) -> IntArray | None:
    """Return how many fresh items are relevant to each user; None where no item has an age.

    places, items : (n_pairs,) the place of each pair's user, and its item
    """
    if is_fresh is None:
        return None
    counts: IntArray = np.bincount(places, is_fresh[items], n_users).astype(int)
    return counts


def _revenue(places: IntArray, paid: FloatArray | None, n_users: int) -> FloatArray | None:
    """Return what users paid in the test, (n_users,); None where the data has no prices.

    places : (n_pairs,) the place of each pair's user; paid : (n_pairs,)
    """
    if paid is None:
        return None
    revenue: FloatArray = np.asarray(np.bincount(places, paid, n_users), dtype=np.float64)
    return revenue


def _popular(
    before: History, users: IntArray, kept_out: Limits, popularity: FloatArray, length: int
) -> IntArray:
    """Return what popularity alone recommends within the limits of a view, (n_users, length)."""
    rules = ranking.Rules(
        masked=kept_out.masked,
        popularity=popularity,
        user_keys=before.user_keys,
        item_keys=before.item_keys,
        excluded=kept_out.excluded,
    )
    return ranking.by_popularity(users, rules, length)
