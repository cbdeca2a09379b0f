"""Divide a dataset for a benchmark: rule, catalogue, the audit of every fold, and who sees what."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.splits.audit import audit
from benchmarks.splits.catalogue import Catalogue, Data, restrict
from benchmarks.splits.kind import Kind, assign
from benchmarks.splits.parts import PARTS, TEST, TEST_GAP, Parts


@dataclass(frozen=True)
class Divided:
    """A dataset within a catalogue, with the part of each row in each fold.

    before : for each fold the users with test rows, and those with rows in the gap before the test
    in any fold, when nothing was left out of the catalogue
    left_out : what the catalogue leaves out, by reason
    """

    data: Data
    folds: dict[str, Parts]
    before: dict[str, tuple[IntArray, IntArray]]
    left_out: dict[str, Any]

    def audited(
        self, rule: Kind, relevant: BoolArray, n_users: int, repeats: bool
    ) -> dict[str, Any]:
        """Return the audit of every fold, and beside them that of the last one.

        Raises UserError when a fold breaks the rule's promise.
        """
        of_folds = {
            fold: audit(
                self.data.interactions, parts, rule, repeats, relevant, n_users, self.before[fold]
            )
            for fold, parts in self.folds.items()
        }
        last = list(of_folds)[-1]
        return {"fold": last, "folds": of_folds, "left_out": self.left_out, **of_folds[last]}

    def rows(self, relevant: BoolArray) -> pa.Table:
        """Return the rows of all folds; columns as in `tables.SPLIT`."""
        return pa.concat_tables(
            [_of_fold(self.data, fold, parts, relevant) for fold, parts in self.folds.items()]
        )


def divide(data: Data, users: pa.Table, rule: Kind, catalogue: Catalogue) -> Divided:
    """Divide the rows by a rule, then keep those of the catalogue's items.

    users : columns as in `tables.USERS`
    """
    keys = [tables.column(table, "key") for table in (users, data.items)]
    folds = assign(data.interactions, rule, *keys)
    before = _before(tables.column(data.interactions, "user"), folds)
    smaller, folds, left_out = restrict(data, folds, catalogue)
    return Divided(smaller, folds, before, left_out)


def held_out_rows(rows: pa.Table) -> pa.Table:
    """Return the rows that are held out for the test."""
    return rows.filter(pc.field("part") == PARTS[TEST])


def known_rows(rows: pa.Table) -> pa.Table:
    """Return the rows that are not: what a fit may see, and what is masked."""
    return rows.filter(pc.field("part") != PARTS[TEST])


def queries(held_out: pa.Table) -> pa.Table:
    """Return whom to serve in each fold, in the order of fold and user."""
    return (
        held_out.group_by(["fold", "user"])
        .aggregate([])
        .sort_by([("fold", "ascending"), ("user", "ascending")])
    )


def promoted_before(promotions: pa.Table, history: pa.Table) -> pa.Table:
    """Return the promotions up to the latest known row; none where rows have no times."""
    latest = pc.max(history["time"])
    return promotions.filter(pc.field("time") <= latest)


def _before(users: IntArray, folds: dict[str, Parts]) -> dict[str, tuple[IntArray, IntArray]]:
    in_gaps = [users[parts == TEST_GAP] for parts in folds.values()]
    waiting = np.unique(np.concatenate(in_gaps))
    return {fold: (np.unique(users[parts == TEST]), waiting) for fold, parts in folds.items()}


def _of_fold(data: Data, fold: str, parts: Parts, relevant: BoolArray) -> pa.Table:
    interactions = data.interactions
    columns = {
        "fold": pa.repeat(fold, interactions.num_rows),
        "part": pa.array(PARTS).take(pa.array(parts)),
        **{name: interactions[name] for name in tables.INTERACTIONS.names},
        "relevant": relevant,
    }
    return pa.table(columns)
