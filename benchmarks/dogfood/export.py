"""Counts of judgements as a table of reports/: no item, user or text, so it may go into git."""

from pathlib import Path
from typing import Any

from benchmarks.contract.csv import as_csv
from benchmarks.contract.files import write_text
from benchmarks.contract.judged import EXPORT
from benchmarks.dogfood.judgements import COLUMNS, DATABASE, summary


def export(path: Path = DATABASE, to: Path = EXPORT) -> dict[str, Any]:
    """Write the counts of each pair as CSV; return the summary."""
    counted = summary(path)
    write_text(to, as_csv(COLUMNS, counted["pairs"]))
    return counted


def main() -> None:
    """Export and say what was written."""
    print(f"{export()['sentence']}: wrote {EXPORT}; `make report` shows them")
