"""reports/datapackage.json: what each table holds, generated from the contract (Frictionless).

Source: https://specs.frictionlessdata.io/data-package/ (version 1)
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.contract import reports, reports_beside, reports_online
from benchmarks.contract.fields import Field, Table
from benchmarks.contract.files import file_digest, write_json
from benchmarks.contract.paths import EXTRA

FILE = "datapackage.json"
TABLES = (
    *reports.OF_BENCHMARK,
    *reports_beside.BY_TESTS,
    *reports.ACROSS,
    *reports_beside.DESCRIBING,
    *reports_beside.PLOTS,
    *reports_beside.BESIDE,
    *reports_online.ONLINE,
)
_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "json": "object"}
_DTYPES = {"str": "string", "int": "int64", "float": "float64", "bool": "bool", "json": "string"}


def write_package(folder: Path, tables: Iterable[Table] = TABLES) -> None:
    """Write datapackage.json beside the tables of a report; it lists those that are there.

    The tables of the extra study lie in a folder of their own beside them.
    """
    every = [*tables, *(replace(table, name=f"{EXTRA}/{table.name}") for table in tables)]
    present = [table for table in every if (folder / f"{table.name}.csv").exists()]
    resources = [resource(folder, table) for table in present]
    package = {
        "name": "levelground-report",
        "profile": "tabular-data-package",
        "title": "Recommender baselines, compared on level ground",
        "resources": resources,
    }
    write_json(folder / FILE, package)


def resource(folder: Path, table: Table) -> dict[str, Any]:
    """Return what the package says of one table that lies in the folder."""
    path = folder / f"{table.name}.csv"
    digest = file_digest(path, "sha256")
    return {
        "name": table.name.replace("/", "-").replace("_", "-"),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "description": table.sentence,
        "version": table.version,
        "encoding": "utf-8",
        "format": "csv",
        "mediatype": "text/csv",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": schema(table),
    }


def schema(table: Table) -> dict[str, Any]:
    """Return the columns of a table with type, dtype and unit, and its key."""
    return {
        "fields": [_field(field) for field in table.fields],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def _field(field: Field) -> dict[str, Any]:
    described = {
        "name": field.name,
        "type": _TYPES[field.dtype],
        "dtype": _DTYPES[field.dtype],
        "description": field.sentence,
    }
    return described | ({"unit": field.unit} if field.unit else {})
