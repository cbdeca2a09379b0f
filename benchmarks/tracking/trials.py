"""The trials of a search: a table beside the run of their cell or, where asked, runs below it."""

from pathlib import Path

from benchmarks.contract.csv import read_csv
from benchmarks.contract.trials import LABELS
from benchmarks.tracking.board import Board
from benchmarks.tracking.columns import OBJECTIVE
from benchmarks.tracking.record import Record

TUNED = Path("tuned")


def files(board: Board, baseline: str) -> dict[str, Path]:
    """Return the table of a search; a view under another name may have none of its own."""
    path = _table(board, baseline)
    return {"trials.csv": path} if path.exists() else {}


def runs(board: Board, baseline: str, place: float) -> list[Record]:
    """Return the trials of a cell's search as runs, none where there is no search.

    place : of the cell; its trials stand below all cells, for the UI loads a hundred runs at a time
    """
    path = _table(board, baseline)
    if not path.exists():
        return []
    records = []
    for number, row in enumerate(read_csv(path)):
        parameters = {name: text for name, text in row.items() if name not in LABELS and text}
        if row["value"]:
            records.append(
                Record(
                    name=f"trial {row['trial']}",
                    parameters=parameters,
                    metrics=[(OBJECTIVE, float(row["value"]), 0)],
                    tags={"status": "chosen" if row["chosen"] else "trial"},
                    place=1 + place + 1e-6 * number,
                )
            )
    return records


def _table(board: Board, baseline: str) -> Path:
    return TUNED / board.name / f"{baseline}.csv"
