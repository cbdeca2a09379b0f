"""reports/speed.csv and reports/speed.md: what was measured, row by row."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.contract import csv, paths
from benchmarks.contract.fields import Table, count, number, text

SPEED = Table(
    "speed",
    "1.0",
    "What pieces of work cost on one thread, by our code and by others'.",
    (
        text("work", "the piece of work"),
        text("tool", "who did it; `limit` in the name marks what nobody can be faster than"),
        text("version", "of the tool"),
        number("cpu_seconds", "user and system time, the median of the runs", "s"),
        number("peak_mib", "largest resident size of the process, the median", "MiB"),
        count("runs", "how often it was measured", "runs"),
    ),
    ("work", "tool"),
    by_key=False,
)
Row = dict[str, Any]


def read(folder: Path = paths.REPORTS) -> list[Row]:
    """Return the rows of speed.csv with their types; none where there is no such file."""
    path = folder / "speed.csv"
    if not path.exists():
        return []
    return csv.typed(SPEED, csv.read_csv(path), str(path))


def renewed(rows: Sequence[Row], measured: Sequence[Row], order: Iterable[str]) -> list[Row]:
    """Return the rows with those of newly measured works in the place of their older ones.

    A work's tools are measured side by side, so all its older rows go. order : titles of all works;
    a work that is not among them goes as well
    """
    new = {row["work"] for row in measured}
    every = [*(row for row in rows if row["work"] not in new), *measured]
    place = {title: number for number, title in enumerate(order)}
    present = [row for row in every if row["work"] in place]
    return sorted(present, key=lambda row: place[row["work"]])


def write(rows: Sequence[Row], folder: Path = paths.REPORTS) -> None:
    """Write speed.csv."""
    csv.write_table(folder, SPEED, rows)
