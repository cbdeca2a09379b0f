"""Restrict a benchmark to the items that it recommends, and say what that leaves out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import Field

from benchmarks.contract import tables
from benchmarks.contract.settings import Block
from benchmarks.splits.parts import TEST, TRAIN, Parts


class Catalogue(Block):
    """Which items a benchmark recommends.

    min_users : items with interactions of at least so many users in training
    exclude : items with one of these features are left out
    """

    min_users: int = Field(default=0, ge=0)
    exclude: list[str] = Field(default=[])


@dataclass(frozen=True)
class Data:
    """The tables of a dataset that speak of items, with the same codes."""

    interactions: pa.Table
    items: pa.Table
    promotions: pa.Table


def restrict(
    data: Data, folds: dict[str, Parts], rule: Catalogue
) -> tuple[Data, dict[str, Parts], dict[str, Any]]:
    """Keep the items of the catalogue, with new codes, and their rows; also return what was left out.

    An item needs `min_users` users with interactions in the training part of every fold.
    """
    users, items = (tables.column(data.interactions, name) for name in ("user", "item"))
    n_items = data.items.num_rows
    named = np.array(
        [bool(set(words) & set(rule.exclude)) for words in data.items["features"].to_pylist()],
        dtype=bool,
    )
    enough = np.ones(n_items, dtype=bool)
    for parts in folds.values():
        pairs = np.unique(users[parts == TRAIN].astype(np.int64) * n_items + items[parts == TRAIN])
        enough &= np.bincount(pairs % n_items, minlength=n_items) >= rule.min_users
    kept = enough & ~named
    left_out = _left_out(
        data.interactions, next(iter(folds.values())), {"excluded": named, "rare": ~enough & ~named}
    )
    if kept.all():
        return data, folds, left_out
    code = np.cumsum(kept, dtype=np.int32) - 1
    rows = kept[items]
    smaller = Data(
        _recoded(data.interactions.filter(pa.array(rows)), code),
        data.items.filter(pa.array(kept)),
        _recoded(
            data.promotions.filter(pa.array(kept[tables.column(data.promotions, "item")])), code
        ),
    )
    return smaller, {fold: parts[rows] for fold, parts in folds.items()}, left_out


def _recoded(table: pa.Table, code: NDArray[np.int32]) -> pa.Table:
    position = table.column_names.index("item")
    return table.set_column(position, "item", pa.array(code[tables.column(table, "item")]))


def _left_out(
    interactions: pa.Table, parts: Parts, reasons: dict[str, NDArray[np.bool_]]
) -> dict[str, Any]:
    """Count for each reason the items left out, their rows, and the share of the test's value."""
    items, test = tables.column(interactions, "item"), parts == TEST
    values = np.nan_to_num(tables.column(interactions, "value"))
    paid = values[test].sum()
    return {
        reason: {
            "items": int(out.sum()),
            "rows": int(out[items].sum()),
            "test_rows": int(out[items[test]].sum()),
            "test_rows_share": round(float(out[items[test]].mean()), 6) if test.any() else 0.0,
            "test_value_share": round(float(values[test][out[items[test]]].sum() / paid), 6)
            if paid
            else 0.0,
        }
        for reason, out in reasons.items()
        if out.any()
    }
