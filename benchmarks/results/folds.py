"""The folds of a benchmark, and what the lists of each are judged by."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.contract.documents import ScorePlan
from benchmarks.protocol import history
from benchmarks.protocol.evidence import Evidence, Wanted, evidence
from benchmarks.protocol.history import History
from benchmarks.protocol.view import View
from benchmarks.results import groups

ItemGroups = dict[str, dict[str, BoolArray]]


@dataclass(frozen=True)
class Fold:
    """One fold of a benchmark.

    test : its held-out rows, columns as in `schemas.SPLIT`
    users : (n_users,) codes of the users served, ascending
    before : what is known from before the test
    by_view : what the lists of each view are judged by
    item_groups : for each attribute the members of its groups, (n_items,)
    """

    name: str
    test: pa.Table
    users: IntArray
    before: History
    by_view: dict[str, Evidence]
    item_groups: ItemGroups


@dataclass(frozen=True)
class _Parts:
    """The tables of a split."""

    train: pa.Table
    test: pa.Table
    queries: pa.Table
    users: pa.Table
    items: pa.Table

    @staticmethod
    def read(benchmark: str) -> "_Parts":
        """Read the tables of a benchmark's split."""
        folder = paths.train(benchmark)
        return _Parts(
            tables.read(folder / "interactions.parquet", tables.SPLIT_CODED),
            tables.read(paths.test(benchmark) / "interactions.parquet", tables.SPLIT_CODED),
            tables.read(paths.ask(benchmark) / "queries.parquet", tables.QUERIES),
            tables.read(folder / "users.parquet", tables.USERS),
            tables.read(folder / "items.parquet", tables.ITEMS),
        )


def read(plan: ScorePlan) -> Iterator[Fold]:
    """Yield the folds of a benchmark, in the order in which users are asked for."""
    parts = _Parts.read(plan.benchmark)
    for name in parts.queries["fold"].unique().to_pylist():
        yield _fold(name, parts, plan)


def _fold(name: str, parts: _Parts, plan: ScorePlan) -> Fold:
    of_fold = pc.field("fold") == name
    served = tables.column(parts.queries.filter(of_fold), "user")
    held_out = tables.having(parts.test, "fold", [name])
    learned = tables.having(parts.train, "fold", [name])
    before = history.of_fold(learned, parts.users, parts.items)
    wanted: Wanted = {"length": max(plan.cutoffs), "fresh_days": plan.fresh_days}
    by_view = {}
    for name_of_view, rules in plan.views.items():
        by_view[name_of_view] = evidence(before, held_out, served, View.of(rules), wanted)
    item_groups = groups.of_items(plan.groups.items, _items(parts.items, before))
    return Fold(name, held_out, served, before, by_view, item_groups)


def _items(items: pa.Table, before: History) -> groups.Items:
    released = tables.column(items, "released").astype(np.float64)
    return groups.Items(items["features"], released, before.popularity, before.age_days)


def unknown_pairs(folds: list[Fold]) -> BoolArray:
    """Tell which test rows have a user or an item without rating in training.

    A prediction of such a pair is a fallback.
    """
    return np.concatenate([_unknown_pairs(fold) for fold in folds])


def _unknown_pairs(fold: Fold) -> BoolArray:
    learned = fold.before.learned
    learned_of_users = np.asarray(learned.sum(axis=1)).ravel()
    learned_of_items = np.asarray(learned.sum(axis=0)).ravel()
    users = tables.column(fold.test, "user")
    items = tables.column(fold.test, "item")
    return (learned_of_users[users] == 0) | (learned_of_items[items] == 0)
