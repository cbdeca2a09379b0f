"""Say whether two reports have the same figures: `python -m tools.same_figures STATED [MADE]`.

STATED is a folder of tables or a commit (its reports/), of version 1 or 2; MADE a folder, reports/
unless named. Every deterministic table is compared, row by row of its key, digit by digit; the exit
status is 1 if one differs or is missing. What was measured (measured.csv) is not compared.
"""

import argparse
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contract import package, reading, reports
from benchmarks.contract.csv import parse
from benchmarks.contract.errors import UserError, run_stage
from benchmarks.contract.fields import Table
from benchmarks.contract.older import Row, Views
from tools.v1 import views

TABLES = [table for table in package.TABLES if table is not reports.MEASURED]
SHOWN = 5  # differences that are printed of each table


def text_of(stated: str, name: str) -> str | None:
    """Return a table of a folder or a commit; None where it has none."""
    folder = Path(stated)
    if folder.is_dir():
        path = folder / f"{name}.csv"
        return path.read_text(encoding="utf-8") if path.exists() else None
    place = f"{stated}:reports/{name}.csv"
    done = subprocess.run(["git", "show", place], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def figures(table: Table, text: str, known: Views) -> dict[tuple[str, ...], Row]:
    """Return the rows of a table in the columns of today by their keys."""
    rows = {}
    for row in reading.of_today(table, parse(text), known, table.name):
        key = tuple(row[name] for name in table.key)
        if key in rows:
            raise UserError(f"{table.name}.csv: two rows are called {' '.join(filter(None, key))}.")
        rows[key] = row
    return rows


def differences(table: Table, stated: str, made: str, known: Views) -> list[str]:
    """Return a line for each figure that is not the same; what only one has is a difference."""
    before, after = figures(table, stated, known), figures(table, made, known)
    added = {"origin"} if reading.is_of_version_1(table, parse(stated)) else set()
    lines = []
    for key in dict.fromkeys([*before, *after]):
        named = f"{table.name}.csv {' '.join(filter(None, key))}"
        if key not in before or key not in after:
            lines.append(f"{named}: only {'stated' if key in before else 'made'}")
            continue
        for name in set(table.figures) - added:
            one, other = before[key][name], after[key][name]
            if one != other:
                lines.append(
                    f"{named}, {name}: stated {one or 'nothing'}, made {other or 'nothing'}"
                )
    return lines


def compare(stated: str, made: Path) -> int:
    """Print what differs, table by table; return how many figures do."""
    views_made = views(made)
    fingerprints = text_of(stated, "fingerprints")
    known = views_made if fingerprints is None else _views(fingerprints, views_made)
    wrong = compared = 0
    for table in TABLES:
        before, after = text_of(stated, table.name), text_of(str(made), table.name)
        if before is None:
            continue
        compared += 1
        lines = [f"{table.name}.csv: missing in {made}"]
        if after is not None:
            lines = differences(table, before, after, known)
        print(f"{table.name + '.csv':24} {'same' if not lines else f'{len(lines):,} differ'}")
        for line in lines[:SHOWN]:
            print(f"  {line}")
        wrong += len(lines)
    if not compared:
        raise UserError(f"{stated}: neither a folder with tables nor a commit with reports/.")
    return wrong


def _views(fingerprints: str, made: Views) -> Views:
    rows = parse(fingerprints)
    if rows and "slice" in rows[0]:
        return Views.told_by(rows, made.first)
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
