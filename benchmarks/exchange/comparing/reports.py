"""The tables of a side, in the columns of today."""

from csv import Error as NotCsv
from dataclasses import dataclass, field

from benchmarks.contract import csv, older, package, reading, reports
from benchmarks.contract.errors import UserError
from benchmarks.contract.fields import Table
from benchmarks.contract.files import parsed_json
from benchmarks.contract.older import Views
from benchmarks.contract.reports_beside import BENCHMARKS
from benchmarks.exchange.comparing.figures import Compared, Row, Tables, compare
from benchmarks.exchange.comparing.sides import Side

COSTS = reports.MEASURED.name  # of a machine: shown, never judged
_NEEDED = (reports.RESULTS, reports.CELLS)


@dataclass(frozen=True)
class Report:
    """The tables of a side; one that it does not have is not there.

    lacking : columns of today that the report's version had not, by table
    """

    tables: Tables
    lacking: dict[str, frozenset[str]] = field(default_factory=dict)

    def rows(self, table: Table) -> list[Row]:
        """Return the rows of a table; none where it is not there."""
        return self.tables.get(table.name, [])


def read(side: Side, beside: Side) -> Report:
    """Read the tables of a side; those of version 1 are converted.

    beside : the other side, which may say what a report of version 1 does not say of itself

    Raises UserError where a table is missing without which nothing compares, or of a newer version.
    """
    texts = {}
    for table in package.TABLES:
        text = side.of_report(f"{table.name}.csv")
        if text is not None:
            texts[table.name] = text
    for needed in _NEEDED:
        if needed.name not in texts:
            raise UserError(f"{side}: {needed.name}.csv is missing; `make repro` writes it.")
    _refuse_newer(side)
    views = _views(texts, beside)
    tables, lacking = {}, {}
    for table in package.TABLES:
        if table.name in texts:
            raw = _parsed(table, texts[table.name], side)
            tables[table.name] = _of_today(table, raw, views, side)
            lacking[table.name] = _lacking(table, raw)
    return Report(tables, lacking)


def compared(
    before: Report, after: Report, but: frozenset[str] = frozenset(), tolerance: float = 0.0
) -> dict[str, Compared]:
    """Return every table that both reports have, compared; costs are not, they are of a machine.

    but : columns that are not compared; so are not those that the version of one side had not
    """
    tables = {}
    for name, rows in before.tables.items():
        if name in after.tables and name != COSTS:
            lacking = but | before.lacking.get(name, but) | after.lacking.get(name, but)
            tables[name] = compare(name, rows, after.tables[name], lacking, tolerance)
    return tables


def _parsed(table: Table, text: str, side: Side) -> list[Row]:
    """Return the rows of a table; UserError where a row has not a value for each column."""
    where = f"{side}: {table.name}.csv"
    try:
        rows = csv.parse(text)
    except NotCsv as error:
        raise UserError(f"{where}: no CSV: {error}; `make repro` makes it anew.") from error
    for number, row in enumerate(rows, start=1):
        cutoff = row.get("k") or "0"
        if None in row or None in row.values() or not cutoff.isdecimal():
            raise UserError(f"{where}: row {number} is damaged; `make repro` makes it anew.")
    return rows


def _of_today(table: Table, rows: list[Row], views: Views, side: Side) -> list[Row]:
    where = f"{side}: {table.name}.csv"
    if table is reports.MEASURED:  # its columns come and go without a number of their own
        return rows
    return reading.of_today(table, rows, views, where)


def _lacking(table: Table, rows: list[Row]) -> frozenset[str]:
    """Return the figures of today's table that these rows could not have."""
    implied = (name for name, meaning in older.ADDED.get(table.name, {}).items() if meaning)
    told = {*(rows[0] if rows else table.columns), *implied}
    return frozenset(name for name in table.figures if name not in told)


def _views(texts: dict[str, str], beside: Side) -> Views:
    """Return what a report of version 1 does not say of itself."""
    listed = texts.get(BENCHMARKS.name) or beside.of_report(f"{BENCHMARKS.name}.csv") or ""
    today = Views.listed(csv.parse(listed))
    codes = csv.parse(texts.get(reports.FINGERPRINTS.name, ""))
    if codes and "slice" in codes[0]:
        return Views.told_by(codes, today.first)
    return today


def _refuse_newer(side: Side) -> None:
    """Raise UserError where the package of a side says that a table is of a newer version."""
    text = side.of_report(package.FILE)
    try:
        resources = parsed_json(text)["resources"] if text else []
        versions = {resource["path"]: str(resource["version"]) for resource in resources}
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{side}: {package.FILE}: cannot be read; `make report`.") from error
    for table in package.TABLES:
        if f"{table.name}.csv" in versions:
            older.refuse_newer(table.name, versions[f"{table.name}.csv"], table)
