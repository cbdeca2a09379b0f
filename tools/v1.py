"""Write the tables of reports/ as version 1 had them: `python -m tools.v1 [FOLDER] [--table NAME]`.

With a folder all nine tables go there; without one, a table is printed, results.csv unless another
is named, so that `python -m tools.v1 | cmp - old/results.csv` compares. Kept for one minor release.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.contract import reading
from benchmarks.contract.csv import as_csv
from benchmarks.contract.errors import run_stage
from benchmarks.contract.files import write_text
from benchmarks.contract.older import CONVERTED, VERSION_1, Views
from benchmarks.contract.reports_beside import BENCHMARKS


def views(reports: Path) -> Views:
    """Return the views of benchmarks, as benchmarks.csv says; the first row of each is its main."""
    return Views.listed(reading.read(reports, BENCHMARKS))


def version_1(reports: Path, name: str) -> str:
    """Return a table as version 1 had it, the text of its file."""
    rows = reading.read_version_1(reports, CONVERTED[name], views(reports))
    return as_csv(VERSION_1[name].split(), rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write or print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where all tables go")
    parser.add_argument("--reports", type=Path, default=Path("reports"))
    parser.add_argument("--table", choices=list(CONVERTED), default="results")
    given = parser.parse_args(arguments)
    if given.folder is None:
        sys.stdout.write(version_1(given.reports, given.table))
        return
    for name in CONVERTED:
        write_text(given.folder / f"{name}.csv", version_1(given.reports, name))


if __name__ == "__main__":
    run_stage(main)
