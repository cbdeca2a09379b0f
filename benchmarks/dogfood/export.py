"""Counts of judgements as a table of reports/: no item, user or text, so it may go into git."""

from pathlib import Path
from typing import Any

from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv, read_csv
from benchmarks.contract.files import write_text
from benchmarks.dogfood.judgements import COLUMNS, DATABASE, sentence, summary

EXPORT = paths.REPORTS / "judgements.csv"


def export(path: Path = DATABASE, to: Path = EXPORT) -> dict[str, Any]:
    """Write the counts of each pair as CSV; return the summary."""
    counted = summary(path)
    write_text(to, as_csv(COLUMNS, counted["pairs"]))
    return counted


def exported(path: Path = EXPORT) -> dict[str, Any]:
    """Return what `export` wrote, like `summary` but with text for numbers.

    Where the file is missing there are no judgements.
    """
    pairs = read_csv(path) if path.exists() else []
    number = sum(int(row["judgements"]) for row in pairs)
    return {"judgements": number, "sentence": sentence(number), "pairs": pairs}


def main() -> None:
    """Export and say what was written."""
    print(f"{export()['sentence']}: wrote {EXPORT}; `make report` shows them")
