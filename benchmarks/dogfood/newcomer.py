"""One more user: a training set to which somebody's entered taste is added."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract import tables
from benchmarks.contract.arrays import IntArray
from benchmarks.dogfood.ground import Ground
from benchmarks.protocol import queries, training

NAME = "you"


def own(ground: Ground, items: IntArray) -> tuple[training.Training, queries.Queries]:
    """Return the training set with one more user, who has the items, and the question for a list.

    The new user's rows are relevant, at the top of the rating scale or one piece bought, at the
    latest moment; what the data lacks they lack too.
    """
    data, fold = ground.source, ground.asked.fold
    code = data.users.num_rows
    newcomer = pa.Table.from_pylist([{"user_id": NAME, "features": [], "key": 0}], tables.USERS)
    source = training.Source(
        pa.concat_tables([data.fold(fold), _rows(ground, code, items).sort_by("item")]),
        pa.concat_tables([data.users, newcomer]),
        data.items,
        data.promotions,
        data.rating_scale,
    )
    nobody = np.zeros(0, np.int32)
    users = np.array([code], np.int32)
    asked = queries.of_fold(source, fold, None, users, nobody, nobody)
    return source.training(fold, training.FINAL), asked


def _rows(ground: Ground, user: int, items: IntArray) -> pa.Table:
    """Return the rows of the new user."""
    scale = ground.source.rating_scale
    row: dict[str, Any] = {
        "fold": ground.asked.fold,
        "part": "train",
        "user": user,
        "rating": scale[1] if scale else None,
        "quantity": _one(ground.rows, "quantity"),
        "value": _one(ground.rows, "value"),
        "time": pc.max(ground.rows["time"]).as_py(),
        "relevant": True,
    }
    rows = pa.Table.from_pylist(
        [{**row, "item": item} for item in items.tolist()], tables.SPLIT_CODED
    )
    if "basket" not in ground.source.rows.column_names:
        return rows
    return rows.append_column("basket", pa.array(np.zeros(rows.num_rows, np.int32)))


def _one(rows: pa.Table, column: str) -> float | None:
    """Return one piece, or a price of one, where rows have any."""
    return None if rows[column].null_count == rows.num_rows else 1.0
