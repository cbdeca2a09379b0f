"""The trials of a search as runs below the run of their cell."""

from pathlib import Path

from benchmarks.contract.csv import read_csv
from benchmarks.tracking.board import Board
from benchmarks.tracking.columns import OBJECTIVE
from benchmarks.tracking.record import Record

TUNED = Path("tuned")
_NO_PARAMETERS = ("trial", "value", "chosen")  # columns of a table of trials


def trials(board: Board, baseline: str, place: float) -> list[Record]:
    """Return the trials of a cell's search; a view under another name has none of its own.

    place : of the cell; its trials stand below all cells, for the UI loads a hundred runs at a time
    """
    path = TUNED / board.benchmark / f"{baseline}.csv"
    if board.name != board.benchmark or not path.exists():
        return []
    records = []
    for number, row in enumerate(read_csv(path)):
        parameters = {
            name: text for name, text in row.items() if name not in _NO_PARAMETERS and text
        }
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
