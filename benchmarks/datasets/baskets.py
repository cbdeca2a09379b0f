"""Baskets: what a user bought at once, numbered in the order of time."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contract import tables
from benchmarks.contract.arrays import IntArray, distinct, places_within

_NEVER = np.iinfo(np.int64).max


def has_baskets(raw: pa.Table) -> bool:
    """Tell whether interactions say which basket they were in."""
    return "basket" in raw.column_names and raw["basket"].null_count < raw.num_rows


def numbered(raw: pa.Table, rows: pa.Table) -> pa.Table:
    """Return the number of each row's basket among those of its user; columns as in `BASKETS`.

    A basket is the rows of a user under one name; another user's of that name is another one. They
    are numbered from 0 by their first time, those of one time, or without times, in the order in
    which the data names them.

    raw : with `basket`; rows : the same with codes, columns as in `tables.INTERACTIONS`
    """
    users = tables.column(rows, "user")
    named = raw["basket"].combine_chunks()
    coded = named if pa.types.is_dictionary(named.type) else named.dictionary_encode()
    codes = _pairs(users, coded.indices.to_numpy())
    _, first_row, basket = np.unique(codes, return_index=True, return_inverse=True)
    begins = np.full(len(first_row), _NEVER)
    if rows["time"].null_count == 0:
        np.minimum.at(begins, basket, tables.column(rows, "time"))
    in_time = np.empty(len(first_row), dtype=np.int64)
    in_time[np.lexsort((first_row, begins))] = np.arange(len(first_row))
    return pa.table([pa.array(places_within(users, in_time[basket]))], schema=tables.BASKETS)


def n_baskets(users: IntArray, baskets: IntArray) -> int:
    """Count the baskets of all users; users, baskets : (n_rows,)."""
    return len(distinct(_pairs(users, baskets)))


def _pairs(users: IntArray, baskets: IntArray) -> NDArray[np.int64]:
    """Return a number for each pair of user and basket, (n_rows,)."""
    codes: NDArray[np.int64] = users.astype(np.int64) * (int(baskets.max(initial=0)) + 1) + baskets
    return codes
