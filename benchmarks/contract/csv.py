"""The small tables of reports/, written one way: equal numbers are equal bytes."""

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contract.errors import UserError
from benchmarks.contract.fields import Field, Table
from benchmarks.contract.files import write_text
from benchmarks.contract.names import group_name

Row = dict[str, Any]
_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "json": (str,),
    "int": (int, np.integer),
    "float": (float, np.floating, int, np.integer),
    "bool": (bool, np.bool_),
}
_FLOATS = (float, np.floating)
_TRUTHS = _TYPES["bool"]


def as_csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV; floats have six decimals, what is missing or undefined is empty."""
    columns = list(columns)
    return _text(columns, ([_cell(row.get(name)) for name in columns] for row in rows))


def _text(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, _FLOATS):
        return f"{value:.6f}" if math.isfinite(value) else ""
    return "" if value is None else str(value)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a table written by `as_csv`; every value is text, what is missing is ''."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def parse(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV text, as `read_csv` does those of a file."""
    return list(csv.DictReader(io.StringIO(text)))


def write_table(folder: Path, table: Table, rows: Sequence[Row]) -> None:
    """Write a table into a folder after checking types and key."""
    check(table, rows)
    ordered = sorted(rows, key=lambda row: place(table, row)) if table.by_key else rows
    printed = [_printed(field, [row.get(field.name) for row in ordered]) for field in table.fields]
    text = _text(table.columns, zip(*printed, strict=True))
    write_text(folder / f"{table.name}.csv", text)


def _printed(field: Field, values: Iterable[Any]) -> list[str]:
    """Return the cells of a column as its type wants them: 0 of a float as 0.000000."""
    if field.dtype == "float":
        return ["" if value is None else _cell(float(value)) for value in values]
    if field.dtype == "bool":
        values = (None if value is None else str(bool(value)).lower() for value in values)
    return [_cell(value) for value in values]


def check(table: Table, rows: Sequence[Row]) -> None:
    """Check the rows of a table.

    Raises UserError that names the table and the key where a column is unknown, a value has another
    type, is missing, or a key occurs twice.
    """
    keys = set()
    columns = set(table.columns)
    for row in rows:
        key = tuple("" if row.get(name) is None else row[name] for name in table.key)
        faults = [_fault(field, row.get(field.name)) for field in table.fields]
        if not row.keys() <= columns:
            faults = [f"no column {', '.join(sorted(row.keys() - columns))} in this table."]
        if key in keys:
            faults.append("stands there twice; two settings give numbers one name.")
        if any(faults):
            raise UserError(f"{_named(table, key)}: {next(filter(None, faults))}")
        keys.add(key)


def _named(table: Table, key: Sequence[Any]) -> str:
    pairs = zip(table.key, key, strict=True)
    words = [group_name(name, str(value)) for name, value in pairs if value != ""]
    return f"reports/{table.name}.csv, {' '.join(words)}"


def _fault(field: Field, value: Any) -> str:
    """Say why a value cannot stand in a column; "" if it can."""
    if value is None or (isinstance(value, _FLOATS) and not math.isfinite(value)):
        is_missing = not field.optional and field.dtype != "str"
        return f"column {field.name} is empty; {field.sentence}." if is_missing else ""
    is_truth = isinstance(value, _TRUTHS)
    if isinstance(value, _TYPES[field.dtype]) and is_truth == (field.dtype == "bool"):
        return ""
    return f"column {field.name} is {type(value).__name__} ({value!r}), not {field.dtype}."


def place(table: Table, row: Row) -> tuple[Any, ...]:
    """Return what sorts the rows of a table: its key; 5 comes before 10, nothing first."""
    kinds = {field.name: field.dtype for field in table.fields}
    return tuple(_sortable(kinds[name], row.get(name)) for name in table.key)


def _sortable(dtype: str, value: Any) -> Any:
    if dtype in ("int", "bool"):
        return -1 if value is None else int(value)
    return value or ""


def typed(table: Table, rows: Iterable[Mapping[str, str]], where: str) -> list[Row]:
    """Return rows of text as values of the table's types; what is empty is None, or "" for words.

    Raises UserError where a column is missing or a value has another type.
    """
    return [_typed_row(table, row, f"{where}, row {n}") for n, row in enumerate(rows, start=1)]


def _typed_row(table: Table, row: Mapping[str, str], where: str) -> Row:
    missing = [name for name in table.columns if name not in row]
    if missing:
        raise UserError(f"{where}: missing column {', '.join(missing)}; `make repro` writes it.")
    return {field.name: _value(field, row[field.name], where) for field in table.fields}


def _value(field: Field, text: str, where: str) -> Any:
    if field.dtype in ("str", "json"):
        return text
    if text == "":
        return None
    try:
        if field.dtype == "bool":
            return bool(json.loads(text))
        return int(text) if field.dtype == "int" else float(text)
    except ValueError as error:
        raise UserError(f"{where}: column {field.name}: {text!r} is no {field.dtype}.") from error
