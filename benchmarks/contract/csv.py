"""The small tables of reports/: written the same way everywhere, so that equal numbers are equal bytes."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np


def as_csv(columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as CSV; floats have six decimals, what is missing or undefined is empty."""
    columns = list(columns)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_cell(row.get(name)) for name in columns] for row in rows])
    return stream.getvalue()


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return ""
    return f"{value:.6f}" if isinstance(value, float | np.floating) else str(value)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a table written by `as_csv`; every value is text, what is missing is ''."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
