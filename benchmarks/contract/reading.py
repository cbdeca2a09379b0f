"""Read the tables of a report, of this version or an older one; a newer one is refused."""

from collections.abc import Iterable
from pathlib import Path

from benchmarks.contract import csv, older
from benchmarks.contract.errors import UserError
from benchmarks.contract.fields import Table
from benchmarks.contract.files import read_json
from benchmarks.contract.older import Row, Views
from benchmarks.contract.package import FILE

_NONE = Views()


def read(folder: Path, table: Table, views: Views = _NONE) -> list[csv.Row]:
    """Return a table's rows, typed, in the columns of today; one of version 1 is converted.

    folder : where the report lies, such as `reports`
    views : what a report of version 1 does not say of itself

    Raises UserError where the table is missing, of a newer version or damaged.
    """
    rows = read_text(folder, table, views)
    return csv.typed(table, rows, str(_path(folder, table)))


def read_text(folder: Path, table: Table, views: Views = _NONE) -> list[Row]:
    """Return a table's rows as `read` does, with the text of each value, as it stands there."""
    path = _path(folder, table)
    if not path.exists():
        raise UserError(f"{path}: missing; `make repro` writes it.")
    _refuse_newer(folder, table)
    rows = csv.read_csv(path)
    told = views
    if is_of_version_1(table, rows) and not views.others:
        told = Views.told_by(_fingerprints(folder), views.first)
    return of_today(table, rows, told, str(path))


def of_today(table: Table, rows: Iterable[Row], views: Views, where: str) -> list[Row]:
    """Return rows of any version that is read, in the columns of today."""
    own = list(rows)
    added = older.ADDED.get(table.name, {})
    if is_of_version_1(table, own):
        return [older.to_version_2(table, added | row, views) for row in own]
    own = [added | row for row in own]
    missing = [name for name in table.columns if own and name not in own[0]]
    if missing:
        raise UserError(
            f"{where}: missing column {', '.join(missing)}; the table is of another version than "
            f"{table.version}, or was edited: `make repro` writes it."
        )
    return own


def is_of_version_1(table: Table, rows: Iterable[Row]) -> bool:
    """Tell whether rows have the columns of version 1, and today's table has others."""
    first = next(iter(rows), None)
    return first is not None and older.major(table, first) < table.major


def read_version_1(folder: Path, table: Table, views: Views) -> list[Row]:
    """Return a table's rows as version 1 had them, for readers that still speak it."""
    rows = read_text(folder, table, views)
    return older.table_of_version_1(table, rows, views)


def _path(folder: Path, table: Table) -> Path:
    return folder / f"{table.name}.csv"


def _fingerprints(folder: Path) -> list[Row]:
    path = folder / "fingerprints.csv"
    rows = csv.read_csv(path) if path.exists() else []
    return rows if rows and "slice" in rows[0] else []


def _refuse_newer(folder: Path, table: Table) -> None:
    """Raise UserError where the package beside a table says that its version is a newer one."""
    path = folder / FILE
    resources = read_json(path)["resources"] if path.exists() else []
    for resource in resources:
        if resource["path"] == f"{table.name}.csv":
            older.refuse_newer(table.name, resource["version"], table)
