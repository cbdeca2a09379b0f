"""What lists are judged by: for one fold of one view, all that metrics may ask for by name.

Names and shapes are in the heads of the modules in `benchmarks/metrics/`. What the data lacks is
None.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, TypedDict

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_matrix, issparse

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.settings import ViewRules
from benchmarks.protocol import held_out
from benchmarks.protocol.facts import Fact, Facts
from benchmarks.protocol.history import History
from benchmarks.protocol.hits import Located, Pairs
from benchmarks.protocol.popular import Ranked, of_view
from benchmarks.protocol.view import limits


class Wanted(TypedDict):
    """What is wanted of the evidence: the length of the lists, and until when items are fresh."""

    length: int
    fresh_days: float


@dataclass(frozen=True)
class Evidence:
    """What one fold of one view holds out, and what is known of its users and items.

    users : (n_users,) codes of the users served, ascending
    relevant : the relevant pairs that lists of this view may hold; places : (n_pairs,) of their
    users among those served; n_relevant : (n_users,)
    of_pairs : arrays (n_pairs,) by name, such as what was paid; None where the data lacks them
    ideal_ratings : (n_users, length) the highest relevant ratings of each, falling, or None
    popular : makes popularity's own lists; before : pairs of users and what they had before
    of_users, of_items : what metrics ask for that does not depend on the lists; of users (n_users,
    …), an array or CSR, or None
    """

    users: IntArray
    relevant: Pairs
    places: IntArray
    n_relevant: IntArray
    of_pairs: dict[str, Any]
    ideal_ratings: FloatArray | None
    popular: Callable[[], Ranked]
    before: Callable[[], Pairs]
    of_users: dict[str, Any]
    of_items: dict[str, Any]

    @property
    def n_items(self) -> int:
        """Size of the catalogue."""
        return self.relevant.n_items

    def n_relevant_of(self, members: BoolArray) -> IntArray:
        """Return how many relevant items each user has among some, (n_users,).

        members : (n_items,)
        """
        weights = members[self.relevant.items]
        counts: IntArray = np.bincount(self.places, weights, len(self.users)).astype(np.int64)
        return counts

    def some(self, rows: slice) -> "Evidence":
        """Return the evidence of some users, as if no others were served; rows : their places."""
        users = self.users[rows]
        span = self.relevant.span(users)
        return replace(
            self,
            users=users,
            relevant=self.relevant.part(span),
            places=self.places[span] - rows.start,
            n_relevant=self.n_relevant[rows],
            of_pairs={name: _part(values, span) for name, values in self.of_pairs.items()},
            ideal_ratings=_part(self.ideal_ratings, rows),
            popular=cache(lambda: self.popular().some(users)),
            before=cache(lambda: self.before().part(self.before().span(users))),
            of_users={name: _part(values, rows) for name, values in self.of_users.items()},
        )

    def of_lists(self, items: IntArray, fallback: BoolArray) -> Facts:
        """Return all that metrics may ask about lists, by name.

        items : (n_users, length) codes, -1 beyond the end of a short list; fallback : (n_users,)
        """
        located = cache(lambda: self.relevant.find(self.users, items))
        of_places: dict[str, Fact] = {
            "items": lambda: items,
            "hits": lambda: located().hits,
            "is_repeat": cache(lambda: self.before().hits(self.users, items)),
            "popular_ranks": cache(lambda: self._popular_ranks(items)),
            "ideal_ratings": lambda: self.ideal_ratings,
        }
        for name, values in self.of_pairs.items():
            of_places[name] = cache(partial(_looked_up, located, values))
        others: dict[str, Fact] = {"fallback": lambda: fallback}
        for name, values in self.of_items.items():
            others[name] = partial(_same, values)
        for name, values in self.of_users.items():
            others[name] = cache(partial(_dense, values))
        return Facts(of_places, others)

    def _popular_ranks(self, items: IntArray) -> IntArray:
        """Return the rank that popularity gives each item in the same user's list, (n_users, k).

        An item that is not there has one rank more than the last.
        """
        ranked = self.popular()
        located = ranked.pairs.find(self.users, items)
        ranks = np.full(items.shape, ranked.length + 1)
        ranks[located.hits] = ranked.ranks[located.at]
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
    of_pairs["ratings"] = _gradable(of_pairs["ratings"])
    for name, values in of_pairs.items():
        of_pairs[name] = None if values is None else values[allowed]
    places = np.searchsorted(users, relevant.users)
    n_relevant = np.bincount(places, minlength=len(users))
    bought = of_pairs["paid"] is not None or of_pairs["units"] is not None
    of_users = {
        **before.of_users(users, of_items),
        "n_relevant": n_relevant,
        "n_repeat": np.bincount(places[~of_pairs["new_to_user"]], minlength=len(users)),
        "n_fresh_relevant": _fresh(places, of_items["is_fresh"], relevant.items, len(users)),
        "test_revenue": _revenue(places, of_pairs["paid"], len(users)),
        "returning": held_out.returning(test, users) if bought else None,
    }
    length = wanted["length"]
    ideal_ratings = held_out.ideal_ratings(places, of_pairs["ratings"], len(users), length)
    popular_lists = cache(partial(of_view, before, users, kept_out, of_items["popularity"], length))
    if not bought:
        of_pairs |= {"new_to_user": None, "new_category": None, "in_first_basket": None}
    return Evidence(
        users,
        relevant,
        places,
        n_relevant,
        of_pairs,
        ideal_ratings,
        popular_lists,
        cache(partial(_pairs_before, before.seen, users)),
        of_users,
        of_items,
    )


def _pairs_before(seen: csr_matrix, users: IntArray) -> Pairs:
    """Return the pairs of users and what they had before the test.

    seen : CSR (all users, n_items); users : (n_users,) ascending
    """
    own = seen[users]
    return Pairs.of(np.repeat(users, np.diff(own.indptr)), own.indices, seen.shape[1])


def _gradable(ratings: FloatArray | None) -> FloatArray | None:
    """Return the ratings of relevant pairs as grades; None where one is below 0, which is none."""
    return None if ratings is None or ratings.min(initial=0) < 0 else ratings


def _part(values: Any, places: slice) -> Any:
    return None if values is None else values[places]


def _looked_up(located: Callable[[], Located], of_pairs: Any) -> Any:
    return None if of_pairs is None else located().look_up(of_pairs)


def _same(values: Any) -> Any:
    return values


def _dense(values: Any) -> Any:
    return values.toarray() if issparse(values) else values


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
