"""Say whether two reports have the same figures: `python -m tools.same_figures STATED [MADE]`.

STATED is a folder of tables or a commit (its reports/), of version 1 or 2; MADE a folder, reports/
unless named. Every deterministic table is compared, row by row of its key, digit by digit; the exit
status is 1 if one differs or is missing. What was measured (measured.csv) is not compared.
"""

import argparse
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.contract import package, reading, reports
from benchmarks.contract.csv import parse
from benchmarks.contract.errors import UserError, run_stage
from benchmarks.contract.fields import Table
from benchmarks.contract.older import Row, Views
from tools.v1 import views

TABLES = [table for table in package.TABLES if table is not reports.MEASURED]
MOST_LISTED = 5  # differences that are printed of each table


def text_of(stated: str, name: str) -> str | None:
    """Return a table of a folder or a commit; None where it has none."""
    folder = Path(stated)
    if folder.is_dir():
        path = folder / f"{name}.csv"
        return path.read_text(encoding="utf-8") if path.exists() else None
    place = f"{stated}:reports/{name}.csv"
    done = subprocess.run(["git", "show", place], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def figures(table: Table, text: str, version_1: Views) -> dict[tuple[str, ...], Row]:
    """Return the rows of a table in the columns of today by their keys."""
    by_key = {}
    for row in reading.of_today(table, parse(text), version_1, table.name):
        key = tuple(row[name] for name in table.key)
        if key in by_key:
            labels = " ".join(filter(None, key))
            raise UserError(f"{table.name}.csv: two rows are called {labels}.")
        by_key[key] = row
    return by_key


def differences(table: Table, stated: str, made: str, version_1: Views) -> list[str]:
    """Return a line for each figure that is not the same; what only one has is a difference."""
    before = figures(table, stated, version_1)
    after = figures(table, made, version_1)
    is_older = reading.is_of_version_1(table, parse(stated))
    added = {"origin"} if is_older else set()
    lines = []
    for key in dict.fromkeys([*before, *after]):
        labels = " ".join(filter(None, key))
        place = f"{table.name}.csv {labels}"
        if key not in after:
            lines.append(f"{place}: only stated")
        elif key not in before:
            lines.append(f"{place}: only made")
        else:
            names = set(table.figures) - added
            lines += _unlike(place, names, before[key], after[key])
    return lines


def _unlike(place: str, names: Iterable[str], before: Row, after: Row) -> list[str]:
    """Return a line for each figure of a row that is not the same."""
    lines = []
    for name in names:
        stated = before[name] or "nothing"
        made = after[name] or "nothing"
        if before[name] != after[name]:
            lines.append(f"{place}, {name}: stated {stated}, made {made}")
    return lines


def compare(stated: str, made: Path) -> int:
    """Print what differs, table by table; return how many figures do."""
    views_made = views(made)
    fingerprints = text_of(stated, "fingerprints")
    version_1 = views_made if fingerprints is None else _views(fingerprints, views_made)
    wrong = compared = 0
    for table in TABLES:
        before = text_of(stated, table.name)
        after = text_of(str(made), table.name)
        if before is None:
            continue
        compared += 1
        lines = [f"{table.name}.csv: missing in {made}"]
        if after is not None:
            lines = differences(table, before, after, version_1)
        file = f"{table.name}.csv"
        said = f"{len(lines):,} differ" if lines else "same"
        print(f"{file:24} {said}")
        for line in lines[:MOST_LISTED]:
            print(f"  {line}")
        wrong += len(lines)
    if not compared:
        raise UserError(f"{stated}: neither a folder with tables nor a commit with reports/.")
    return wrong


def _views(fingerprints: str, made: Views) -> Views:
    """Return the views of version 1 where the fingerprints are of it, else those of today."""
    codes = parse(fingerprints)
    if codes and "slice" in codes[0]:
        return Views.told_by(codes, made.first)
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stated")
    parser.add_argument("made", nargs="?", type=Path, default=Path("reports"))
    given = parser.parse_args(arguments)
    wrong = compare(given.stated, given.made)
    if wrong:
        raise UserError(f"{wrong:,} figures are not the same.")
    print("all figures are the same")


if __name__ == "__main__":
    run_stage(main)
