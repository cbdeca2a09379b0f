"""The rows of a table with the same labels, found in one pass."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.contract.arrays import IntArray


def rows_by(table: pa.Table, keys: list[str]) -> Iterator[tuple[tuple[Any, ...], IntArray]]:
    """Yield each combination of labels that occurs, with its rows, in the order of Arrow's hash.

    That is nearly the order of the table, and the same each time: the rows of results.csv have it.

    keys : names of columns; rows : their numbers, ascending
    """
    number = pa.array(np.arange(table.num_rows, dtype=np.int32))
    numbered = table.select(keys).append_column("row", number)
    grouped = numbered.group_by(keys, use_threads=False).aggregate([("row", "list")])
    lists = grouped["row_list"].combine_chunks()
    rows, ends = lists.values.to_numpy(), lists.offsets.to_numpy()
    labels = zip(*(grouped[key].to_pylist() for key in keys), strict=True)
    for label, first, last in zip(labels, ends, ends[1:], strict=False):
        yield label, rows[first:last]


def rows_of(table: pa.Table, key: str) -> dict[str, IntArray]:
    """Return the rows of each label of one column, in the order of the table."""
    rows = {label: of_label for (label,), of_label in rows_by(table, [key])}
    return {label: rows[label] for label in sorted(rows, key=lambda label: rows[label][0])}


def parts_by(table: pa.Table, key: str) -> dict[str, pa.Table]:
    """Return the rows of each label of one column; what lies together is not copied."""
    parts = {}
    for label, rows in rows_of(table, key).items():
        together = len(rows) == rows[-1] - rows[0] + 1
        parts[label] = table.slice(rows[0], len(rows)) if together else table.take(rows)
    return parts
