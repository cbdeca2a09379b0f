"""Small worlds in plain Python: who had what, what was held out, what was recommended.

The oracles of the metrics read these facts; `World.about` hands the same facts to the harness, as
tables.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import metrics
from benchmarks.contract import tables
from benchmarks.protocol import history
from benchmarks.protocol.evidence import Evidence, evidence
from benchmarks.protocol.ties import key
from benchmarks.protocol.top import TIE_SEED
from benchmarks.protocol.view import View
from tests.worlds.helpers import pair_hash_in_plain_integers

DAY = 86_400
FRESH_DAYS = 30
LEARNT = (
    "train",
    "validation",
    "validation_gap",
)  # the rows of the test gap are masked, and never learnt from


class Row(NamedTuple):
    """One interaction: a rating of at least 4 is relevant."""

    user: int
    item: int
    rating: float = 5.0
    units: float = 1.0
    paid: float = 1.0
    day: int = 0
    part: str = "train"

    @property
    def liked(self):
        return self.rating >= 4


@dataclass(frozen=True)
class World:
    """All facts; `lists` is what each user served, in rising order, was recommended, uncut at k."""

    lists: dict
    test: tuple
    n_items: int
    k: int
    train: tuple = ()
    categories: tuple = ()
    features: tuple = ()
    released: tuple = ()  # a day, or None
    fallback: frozenset = frozenset()
    mask: str = "seen"
    candidates: str = "all"
    has_ratings: bool = True
    has_purchases: bool = True

    @property
    def users(self):
        return list(self.lists)

    def top(self, user):
        return self.lists[user][: self.k]

    def seen(self, user):
        return {row.item for row in self.train if row.user == user}

    def liked(self, user):
        return {
            row.item for row in self.train if row.user == user and row.liked and row.part in LEARNT
        }

    @cached_property
    def popularity(self):
        liking = [self.liked(user) for user in {row.user for row in self.train}]
        return [sum(item in items for items in liking) for item in range(self.n_items)]

    def allowed(self, user):
        """What a view may put into the user's list."""
        cold = set(range(self.n_items)) - {row.item for row in self.train}
        items = cold if self.candidates == "cold" else set(range(self.n_items))
        return items - self.seen(user) if self.mask == "seen" else items

    def held_out(self, user, item):
        """The relevant test rows of a pair; none where the view could not recommend the item."""
        rows = [row for row in self.test if (row.user, row.item) == (user, item) and row.liked]
        return rows if item in self.allowed(user) else []

    def relevant(self, user):
        return {item for item in range(self.n_items) if self.held_out(user, item)}

    def hit_ranks(self, user):
        return [
            rank for rank, item in enumerate(self.top(user), start=1) if item in self.relevant(user)
        ]

    def age(self, item):
        """Days at the cut, the day of the latest row learnt from; NaN where unknown."""
        learnt = [row for row in self.train if row.part in LEARNT]
        today = max((row.day for row in learnt), default=0)
        born = self.released[item] if item < len(self.released) else None
        if born is None and any(day is not None for day in self.released):
            return math.nan
        if born is None:
            born = min((row.day for row in learnt if row.item == item), default=today)
        return max(today - born, 0)

    def is_fresh(self, item):
        return self.age(item) < FRESH_DAYS

    def categories_of(self, item):
        return self.categories[item] if self.categories else frozenset()

    def popular(self, user):
        """The user's candidates, by popularity, equals in the order of the hash."""

        def place(item):
            return -self.popularity[item], pair_hash_in_plain_integers(
                key(f"u{user}"), key(f"i{item}"), TIE_SEED
            )

        return sorted(self.allowed(user), key=place)[: self.length]

    @property
    def length(self):
        """How long the lists are that the harness is given; it cuts them at k."""
        return self.k + 2

    def split_rows(self, rows):
        """The table that `split` writes."""
        width = len(rows)
        columns = {"fold": ["all"] * width, "part": [row.part for row in rows]}
        columns |= {name: [getattr(row, name) for row in rows] for name in ("user", "item")}
        columns["rating"] = [row.rating if self.has_ratings else None for row in rows]
        columns["quantity"] = [row.units if self.has_purchases else None for row in rows]
        columns["value"] = [row.paid if self.has_purchases else None for row in rows]
        columns |= {
            "time": [row.day * DAY for row in rows],
            "relevant": [row.liked for row in rows],
        }
        return pa.table(
            {
                name: pa.array(columns[name], tables.SPLIT.field(name).type)
                for name in tables.SPLIT.names
            }
        )

    def known(self):
        n_users = 1 + max([*self.lists, *(row.user for row in self.train)])
        users = [
            {"user_id": f"u{user}", "features": [], "key": key(f"u{user}")}
            for user in range(n_users)
        ]
        items = [
            {
                "item_id": f"i{item}",
                "title": "",
                "categories": sorted(self.categories_of(item)),
                "features": sorted(self.features[item]) if self.features else [],
                "released": self.released[item] * DAY
                if self.released and self.released[item] is not None
                else None,
                "key": key(f"i{item}"),
            }
            for item in range(self.n_items)
        ]
        tabled = (
            pa.Table.from_pylist(users, tables.USERS),
            pa.Table.from_pylist(items, tables.ITEMS),
        )
        return history.of_fold(self.split_rows(self.train), *tabled)

    def judged(self) -> Evidence:
        view = View(mask=self.mask, candidates=self.candidates)
        wanted = {"length": self.length, "fresh_days": FRESH_DAYS}
        users = np.array(self.users, dtype=np.int32)
        return evidence(self.known(), self.split_rows(self.test), users, view, wanted)

    @property
    def items(self):
        padded = [(items + [-1] * self.length)[: self.length] for items in self.lists.values()]
        return np.array(padded, dtype=np.int32)

    @cached_property
    def about(self):
        """What the harness says of the lists, cut at k."""
        fallback = np.array([user in self.fallback for user in self.users])
        return self.judged().of_lists(self.items, fallback).cut(self.k)

    def values(self, name):
        """What the harness says is a metric's value: one per user served, or one number."""
        return metrics.call(metrics.known()[name], self.about)


def world(lists, relevant, n_items, k, **more):
    """A world without history: the lists and the relevant items of users 0, 1 and so on."""
    test = tuple(
        Row(user, item, part="test")
        for user, items in enumerate(relevant)
        for item in sorted(items)
    )
    return World(dict(enumerate(lists)), test, n_items, k, **more)


@st.composite
def worlds(draw):
    n_items, n_users = draw(st.integers(1, 8)), draw(st.integers(1, 5))
    item, everybody = st.integers(0, n_items - 1), st.integers(0, n_users - 1)
    served = sorted(draw(st.sets(everybody, min_size=1)))
    facts = {
        "item": item,
        "rating": st.sampled_from([5.0, 4.0, 3.0]),
        "units": st.sampled_from([1.0, 2.0, 3.0]),
        "paid": st.sampled_from([0.5, 1.25, 3.0, 0.0]),
    }
    parts = st.sampled_from([*LEARNT, "test_gap"])
    before = st.builds(Row, user=everybody, **facts, day=st.integers(0, 70), part=parts)
    after = st.builds(
        Row, user=st.sampled_from(served), **facts, day=st.integers(71, 90), part=st.just("test")
    )
    words = st.lists(st.frozensets(st.sampled_from("abc")), min_size=n_items, max_size=n_items).map(
        tuple
    )
    day = st.none() | st.integers(0, 80)
    return World(
        lists={user: draw(st.lists(item, unique=True)) for user in served},
        test=(Row(served[0], draw(item), day=71, part="test"), *draw(st.lists(after, max_size=15))),
        n_items=n_items,
        k=draw(st.integers(1, 10)),
        train=tuple(draw(st.lists(before, max_size=15))),
        categories=draw(words),
        features=draw(words),
        released=draw(st.just(()) | st.lists(day, min_size=n_items, max_size=n_items).map(tuple)),
        fallback=frozenset(draw(st.sets(everybody))),
        mask=draw(st.sampled_from(["seen", "none"])),
        candidates=draw(st.sampled_from(["all", "all", "cold"])),
    )


NOTHING_RELEVANT = world([[0, 1, 2], [], [1]], [{1}, set(), set()], 3, 2)
EVERYTHING_RELEVANT = world([[3, 1, 0, 2], [2]], [{0, 1, 2, 3}, {0, 1, 2, 3}], 4, 3)
ONE_ITEM = world([[0], [0], []], [{0}, set(), {0}], 1, 1)
LIST_SHORTER_THAN_K = world([[4, 2], [1]], [{2, 3}, {0, 1, 4}], 5, 20)
EMPTY_LISTS = world([[], []], [{0}, {1}], 3, 2)
AWKWARD = (NOTHING_RELEVANT, EVERYTHING_RELEVANT, ONE_ITEM, LIST_SHORTER_THAN_K, EMPTY_LISTS)


def over_worlds(max_examples):
    """Run a test over random worlds and over the awkward ones by name."""

    def decorate(test):
        for one in AWKWARD:
            test = example(one)(test)
        return settings(max_examples=max_examples, deadline=None, derandomize=True)(
            given(case=worlds())(test)
        )

    return decorate


def disagreements(case, oracles):
    """Return (name, value, oracle) of each metric whose value for the users served is another."""
    found = []
    for name, oracle in oracles.items():
        ours = case.values(name)
        theirs = [oracle(case, user) for user in case.users]
        if ours is None or not np.allclose(ours, theirs, rtol=0, atol=1e-12, equal_nan=True):
            found.append((name, ours, theirs))
    return found
