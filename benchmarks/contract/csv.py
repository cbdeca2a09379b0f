"""The small tables of reports/, written one way: equal numbers are equal bytes."""

import csv
import io
import json
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


def as_csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV; floats have six decimals, what is missing or undefined is empty."""
    columns = list(columns)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return stream.getvalue()


def _cell(value: Any) -> str:
    if value is None or _undefined(value):
        return ""
    return f"{value:.6f}" if isinstance(value, float | np.floating) else str(value)


def _undefined(value: Any) -> bool:
    return isinstance(value, float | np.floating) and not np.isfinite(value)


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
    printed = [{f.name: _printed(f, row.get(f.name)) for f in table.fields} for row in ordered]
    write_text(folder / f"{table.name}.csv", as_csv(table.columns, printed))


def _printed(field: Field, value: Any) -> Any:
    """Return a value that `as_csv` prints as its type wants: 0 of a float as 0.000000."""
    if value is None or field.dtype in ("str", "json", "int"):
        return value
    if field.dtype == "bool":
        return "true" if value else "false"
    return float(value)


def check(table: Table, rows: Sequence[Row]) -> None:
    """Check the rows of a table.

    Raises UserError that names the table and the key where a column is unknown, a value has another
    type, is missing, or a key occurs twice.
    """
    keys = set()
    for row in rows:
        key = tuple("" if row.get(name) is None else row[name] for name in table.key)
        named = _named(table, key)
        unknown = row.keys() - set(table.columns)
        if unknown:
            raise UserError(f"{named}: no column {', '.join(sorted(unknown))} in this table.")
        for field in table.fields:
            _check_value(field, row.get(field.name), named)
        if key in keys:
            raise UserError(f"{named}: stands there twice; two settings give numbers one name.")
        keys.add(key)


def _named(table: Table, key: Sequence[Any]) -> str:
    pairs = zip(table.key, key, strict=True)
    words = [group_name(name, str(value)) for name, value in pairs if value != ""]
    return f"reports/{table.name}.csv, {' '.join(words)}"


def _check_value(field: Field, value: Any, named: str) -> None:
    if value is None or _undefined(value):
        if not field.optional and field.dtype != "str":
            raise UserError(f"{named}: column {field.name} is empty; {field.sentence}.")
        return
    is_truth = isinstance(value, bool | np.bool_)
    if not isinstance(value, _TYPES[field.dtype]) or is_truth != (field.dtype == "bool"):
        kind = type(value).__name__
        raise UserError(f"{named}: column {field.name} is {kind} ({value!r}), not {field.dtype}.")


def place(table: Table, row: Row) -> tuple[Any, ...]:
    """Return what sorts the rows of a table: its key; 5 comes before 10, nothing first."""
    kinds = {field.name: field.dtype for field in table.fields}
    return tuple(_sortable(kinds[name], row.get(name)) for name in table.key)


def _sortable(dtype: str, value: Any) -> Any:
    if dtype == "int":
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
