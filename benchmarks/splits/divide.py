"""Divide a dataset for a benchmark: rule, catalogue, the audit of every fold, and who sees what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, IntArray, distinct, marked, n_distinct
from benchmarks.contract.audited import TEST_USERS_BEFORE
from benchmarks.splits import checks, relative
from benchmarks.splits.audit import audit
from benchmarks.splits.catalogue import Catalogue, Data, Kept, restrict
from benchmarks.splits.kind import Kind, assign
from benchmarks.splits.parts import LATER, NEVER, PARTS, TEST, TEST_GAP, Parts, Rows


@dataclass(frozen=True)
class Divided:
    """A dataset within a catalogue, with the part of each row in each fold.

    kept : which items are in the catalogue
    before : for each fold the users with test rows, and those with rows in the gap before the test
    in any fold, when nothing was left out of the catalogue
    left_out : what the catalogue leaves out, by reason
    """

    data: Data
    folds: dict[str, Parts]
    kept: Kept
    before: dict[str, tuple[IntArray, IntArray]]
    left_out: dict[str, Any]

    def audited(
        self, rule: Kind, relevant: BoolArray, n_users: int, repeats: bool
    ) -> dict[str, Any]:
        """Return the audit of every fold, and beside them that of the last one.

        `test_users` are those that any fold serves, `test_users_before_catalogue` those that it
        would serve if nothing were left out.

        Raises UserError when a fold breaks the rule's promise.
        """
        of_folds = {
            fold: audit(
                self.data.interactions, parts, rule, repeats, relevant, n_users, self.before[fold]
            )
            for fold, parts in self.folds.items()
        }
        last = list(of_folds)[-1]
        of_all = {
            "left_out": self.left_out,
            "test_users": self.n_test_users,
            TEST_USERS_BEFORE: self.n_drawn,
        }
        return {"fold": last, "folds": of_folds, **of_all, **of_folds[last]}

    @property
    def n_test_users(self) -> int:
        """How many users have test rows in any fold."""
        is_test = np.logical_or.reduce([parts == TEST for parts in self.folds.values()])
        return n_distinct(Rows(self.data.interactions).users[is_test])

    @property
    def n_drawn(self) -> int:
        """How many users have test rows in any fold, those outside of the catalogue too."""
        drawn = [tested for tested, _ in self.before.values()]
        return n_distinct(np.concatenate(drawn))

    def without_times(self) -> "Divided":
        """Return the same as if rows had no times."""
        timeless = relative.without_times(self.data.interactions)
        return replace(self, data=replace(self.data, interactions=timeless))

    def rows(
        self, fold: str, blocks: Iterable[pa.Table], relevant: BoolArray
    ) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Yield what is known and what is held out in a fold; columns as in `tables.SPLIT`.

        blocks : all rows of the dataset, those outside of the catalogue too, some after others
        relevant : (n,) whether a row within the catalogue meets the relevance rule
        """
        parts, begin = self.folds[fold], 0
        has_times = Rows(self.data.interactions).has_times
        for block in blocks:
            own = self.kept.rows(block)
            if not has_times:
                own = relative.without_times(own)
            chosen = slice(begin, begin + own.num_rows)
            begin += own.num_rows
            is_test, is_known = parts[chosen] == TEST, _is_known(parts[chosen])
            told = _told(own, fold, parts[chosen], relevant[chosen])
            yield told.filter(pa.array(is_known)), told.filter(pa.array(is_test))

    def baskets(self) -> pa.Table:
        """Return the basket of each row that is known, in the order of `rows`."""
        numbers = self.data.interactions.select(tables.BASKETS.names)
        known = [parts != TEST for parts in self.folds.values()]
        return pa.concat_tables([numbers.filter(pa.array(is_known)) for is_known in known])

    def queries(self) -> pa.Table:
        """Return whom to serve in each fold, in the order of fold and user."""
        users = Rows(self.data.interactions).users
        served = {
            fold: np.flatnonzero(marked(users[parts == TEST], users.max(initial=-1) + 1))
            for fold, parts in sorted(self.folds.items())
        }
        folds = [pa.repeat(fold, len(users)) for fold, users in served.items()]
        columns = {"fold": pa.chunked_array(folds), "user": np.concatenate([*served.values()])}
        return pa.table(columns)

    def promotions(self) -> pa.Table:
        """Return the promotions up to the latest known row; none where rows have no times."""
        rows, promotions = Rows(self.data.interactions), self.data.promotions
        if not (promotions.num_rows and rows.has_times):
            return promotions.slice(0, 0)
        known = np.logical_or.reduce([_is_known(parts) for parts in self.folds.values()])
        latest = rows.times[known].max(initial=-NEVER)
        return promotions.filter(pa.array(tables.column(promotions, "time") <= latest))


def divide(
    data: Data, users: pa.Table, rule: Kind, catalogue: Catalogue, where: str = "split"
) -> Divided:
    """Divide the rows by a rule, then keep those of the catalogue's items.

    users : columns as in `tables.USERS`; where : names the block of the rule, for errors

    Raises UserError where a part has no row, or its share cannot be had.
    """
    checks.require_features(catalogue.exclude, data.items, where)
    keys = [tables.column(table, "key") for table in (users, data.items)]
    folds = assign(data.interactions, rule, *keys)
    checks.require_parts(folds, rule, Rows(data.interactions), where)
    before = _before(tables.column(data.interactions, "user"), folds)
    smaller, folds, kept, left_out = restrict(data, folds, catalogue)
    checks.require_rows_left(folds, where)
    return Divided(smaller, folds, kept, before, left_out)


def _before(users: IntArray, folds: dict[str, Parts]) -> dict[str, tuple[IntArray, IntArray]]:
    in_gaps = [users[parts == TEST_GAP] for parts in folds.values()]
    waiting = distinct(np.concatenate(in_gaps))
    return {fold: (distinct(users[parts == TEST]), waiting) for fold, parts in folds.items()}


def _is_known(parts: Parts) -> BoolArray:
    """Tell which rows the training folder holds: all but the test and what is later than it."""
    is_known: BoolArray = (parts != TEST) & (parts != LATER)
    return is_known


def _told(rows: pa.Table, fold: str, parts: Parts, relevant: BoolArray) -> pa.Table:
    """Add to rows the fold, their part in it, and whether they are relevant."""
    columns = {
        "fold": pa.repeat(fold, rows.num_rows),
        "part": pa.array(PARTS).take(pa.array(parts)),
        **{name: rows[name] for name in tables.INTERACTIONS.names},
        "relevant": relevant,
    }
    return pa.table(columns)
