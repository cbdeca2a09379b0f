"""Where the process of a cell works, and what it and the one that watches it say to each other."""

from dataclasses import dataclass
from pathlib import Path

# What the cell says, a byte each, and the answer to the first two.
WANTS_USERS, WANTS_PAIRS, ENDED_WELL, FAILED, HANDED_OVER = b"u", b"p", b"d", b"f", b"h"
CELL, LISTS, PREDICTIONS = "cell.json", "lists.parquet", "predictions.parquet"
MEASURED, REASON = "measured.json", "reason"
QUERIES, PAIRS = "queries.parquet", "pairs.parquet"


@dataclass(frozen=True)
class Places:
    """Folders and files of a cell that runs, absolute.

    train : what it learns from; scratch : all that it may write; log : takes what it prints
    hidden : folders of which it may read nothing but `scratch`
    closed : folders above the checkout of which it may read nothing but the checkout
    watched : files, and folders with files, that it must not write; filled : where it adds none
    """

    train: Path
    scratch: Path
    log: Path
    hidden: tuple[Path, ...]
    closed: tuple[Path, ...]
    watched: tuple[Path, ...]
    filled: tuple[Path, ...]

    @property
    def made(self) -> Path:
        """Folder of what the harness writes there of the cell."""
        return self.scratch / "made"

    @property
    def handed(self) -> Path:
        """Folder of the questions that were handed over."""
        return self.scratch / "handed"

    @property
    def work(self) -> Path:
        """Folder that the baseline finds itself in, for whatever it writes."""
        return self.scratch / "work"
