"""Restrict a benchmark to the items that it recommends, and say what that leaves out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import Field, model_validator

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, distinct
from benchmarks.contract.settings import MOST_COUNTED, Block
from benchmarks.splits.parts import TEST, TRAIN, Parts, Rows


class Catalogue(Block):
    """Which items a benchmark recommends; the word `training` alone stands for `min_users: 1`.

    min_users : items with interactions of at least so many users in training
    exclude : items with one of these features are left out
    """

    min_users: int = Field(default=0, ge=0, le=MOST_COUNTED)
    exclude: list[str] = Field(default=[])

    @model_validator(mode="before")
    @classmethod
    def _in_one_word(cls, given: Any) -> Any:  # as params.yaml has it
        return {"min_users": 1} if given == "training" else given


@dataclass(frozen=True)
class Data:
    """The tables of a dataset that speak of items, with the same codes.

    interactions : columns as in `tables.INTERACTIONS`; those that hold nothing may be left out
    """

    interactions: pa.Table
    items: pa.Table
    promotions: pa.Table


@dataclass(frozen=True)
class Kept:
    """Which items stay, (n_items,); their codes are then their places among those that stay."""

    items: BoolArray

    def stays(self, table: pa.Table) -> BoolArray:
        """Tell which rows of a table are of an item that stays."""
        stays: BoolArray = self.items[tables.column(table, "item")]
        return stays

    def rows(self, table: pa.Table) -> pa.Table:
        """Return the rows of a table that stay, with new codes."""
        if self.items.all():
            return table
        code = np.cumsum(self.items, dtype=np.int32) - 1
        fewer = table.filter(pa.array(self.stays(table)))
        position = fewer.column_names.index("item")
        return fewer.set_column(position, "item", pa.array(code[tables.column(fewer, "item")]))


def restrict(
    data: Data, folds: dict[str, Parts], rule: Catalogue
) -> tuple[Data, dict[str, Parts], Kept, dict[str, Any]]:
    """Keep the items of the catalogue, with new codes, and their rows; say what was left out.

    An item needs `min_users` users with interactions in the training part of every fold.
    """
    excluded = _with_features(data.items["features"], rule.exclude)
    rare = ~_held_by_enough(data, folds, rule.min_users) & ~excluded
    kept = Kept(~excluded & ~rare)
    is_test = np.logical_or.reduce([parts == TEST for parts in folds.values()])
    reasons = {"excluded": excluded, "rare": rare}
    occurring = {reason: out for reason, out in reasons.items() if out.any()}
    left_out = _left_out(data.interactions, is_test, occurring) if occurring else {}
    if kept.items.all():
        return data, folds, kept, left_out
    smaller = Data(
        kept.rows(data.interactions),
        data.items.filter(pa.array(kept.items)),
        kept.rows(data.promotions),
    )
    stays = kept.stays(data.interactions)
    return smaller, {fold: parts[stays] for fold, parts in folds.items()}, kept, left_out


def _with_features(features: pa.ChunkedArray, excluded: list[str]) -> BoolArray:
    """Tell which items have one of these features, (n_items,)."""
    words = set(excluded)
    return np.array([not words.isdisjoint(own) for own in features.to_pylist()], dtype=bool)


def _held_by_enough(data: Data, folds: dict[str, Parts], min_users: int) -> BoolArray:
    """Tell which items have so many users in the training part of every fold, (n_items,)."""
    users, items = (tables.column(data.interactions, name) for name in ("user", "item"))
    n_items = data.items.num_rows
    enough = np.ones(n_items, dtype=bool)
    for parts in folds.values() if min_users else ():
        trained = parts == TRAIN
        pairs = distinct(users[trained].astype(np.int64) * n_items + items[trained])
        n_users = np.bincount(pairs % n_items, minlength=n_items)
        enough &= n_users >= min_users
    return enough


def _left_out(
    interactions: pa.Table, test: BoolArray, reasons: dict[str, BoolArray]
) -> dict[str, dict[str, Any]]:
    """Count for each reason the items left out, their rows, and the share of the test's value.

    test : (n,) whether a row is in the test of any fold
    """
    items = tables.column(interactions, "item")
    values = np.nan_to_num(Rows(interactions).column("value")[test])
    total = values.sum()
    counts = {}
    for reason, out in reasons.items():
        gone = out[items[test]]
        paid = values[gone].sum() / total if total else 0.0
        counts[reason] = {
            "items": int(out.sum()),
            "rows": int(out[items].sum()),
            "test_rows": int(gone.sum()),
            "test_rows_share": round(float(gone.mean()), 6) if len(gone) else 0.0,
            "test_value_share": round(float(paid), 6),
        }
    return counts
