"""Rows of the tables of reports/ with all digits, one Parquet file a table, between two stages."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from benchmarks.contract import tables
from benchmarks.contract.csv import Row
from benchmarks.contract.fields import Table

_TYPES = {
    "str": pa.string(),
    "json": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}


def schema(table: Table) -> pa.Schema:
    """Return the columns of a table as an Arrow schema."""
    return pa.schema([(field.name, _TYPES[field.dtype]) for field in table.fields])


def write(folder: Path, table: Table, rows: Sequence[Row]) -> None:
    """Write rows into a folder; what a row lacks is null."""
    typed = schema(table)
    tables.write(_path(folder, table), pa.Table.from_pylist(list(rows), typed), typed)


def read(folder: Path, table: Table) -> list[Row]:
    """Return the rows that `write` wrote, in their order."""
    rows: list[Row] = tables.read(_path(folder, table), schema(table)).to_pylist()
    return rows


def _path(folder: Path, table: Table) -> Path:
    return folder / f"{table.name}.parquet"
