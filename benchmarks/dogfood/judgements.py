"""Judgements in SQLite: what was shown, what was said, how the pairs of baselines stand.

A comparison is stored before it is shown, a judgement in one transaction when it is given, so a
crash loses neither. The file holds lists and stays on this machine; `export.py` writes counts only.
"""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from benchmarks.contract.errors import UserError
from benchmarks.contract.judged import NOTHING_YET, sentence
from benchmarks.contract.reports_beside import JUDGEMENTS
from benchmarks.dogfood.counts import sign_tests

DATABASE = Path("runs/dogfood/judgements.sqlite")
REAL, OWN = "real", "own"  # whose taste: of a user of the data, or one that was entered
CHOICES = ("left", "right", "tie")
VERSION = 1  # of the schema, kept in the file as PRAGMA user_version
COLUMNS = JUDGEMENTS.columns

_SCHEMA = f"""
CREATE TABLE comparisons (
  id TEXT PRIMARY KEY, made INTEGER NOT NULL, benchmark TEXT NOT NULL,
  taste TEXT NOT NULL CHECK (taste IN ('real', 'own')), subject TEXT NOT NULL,
  left_name TEXT NOT NULL, right_name TEXT NOT NULL CHECK (right_name <> left_name),
  left_items TEXT NOT NULL, right_items TEXT NOT NULL, reasons TEXT NOT NULL,
  fingerprint TEXT NOT NULL
) STRICT;
CREATE TABLE judgements (
  comparison TEXT PRIMARY KEY REFERENCES comparisons (id), judged INTEGER NOT NULL,
  choice TEXT NOT NULL CHECK (choice IN ('left', 'right', 'tie')),
  ticked TEXT NOT NULL, why TEXT NOT NULL
) STRICT;
PRAGMA user_version = {VERSION};
"""


@dataclass(frozen=True)
class Comparison:
    """What a person is shown: two lists of one subject, in an order drawn beforehand.

    made : seconds since 1970
    taste : `real` for a user of the data, `own` for a taste that was entered
    subject : JSON: the user's identifier, or the identifiers of the items entered
    left_items, right_items : JSON lists of item identifiers, best first
    reasons : JSON, what the fitted baselines said for each item where they were at hand, else
    `null`
    fingerprint : of the benchmark, both lists and both baselines' parameters
    """

    id: str
    made: int
    benchmark: str
    taste: str
    subject: str
    left_name: str
    right_name: str
    left_items: str
    right_items: str
    reasons: str
    fingerprint: str


@dataclass(frozen=True)
class Judgement:
    """What the person said of a comparison.

    ticked : a JSON list of ready reasons; why : free text
    """

    comparison: str
    judged: int
    choice: str
    ticked: str
    why: str


class Store:
    """The judgements in one SQLite file; each call opens it, so any thread may call."""

    def __init__(self, path: Path = DATABASE) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=10)) as file:
            _upgrade(file, path)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection whose block is one transaction, on the disk when it ends."""
        with closing(sqlite3.connect(self.path, timeout=10)) as file:
            file.execute("PRAGMA synchronous = FULL")
            file.execute("PRAGMA foreign_keys = ON")
            with file:
                yield file

    def add(self, comparison: Comparison) -> None:
        """Keep a comparison before it is shown."""
        with self._open() as file:
            marks = ", ".join("?" * len(fields(Comparison)))
            file.execute(f"INSERT INTO comparisons VALUES ({marks})", astuple(comparison))  # noqa: S608 (marks only)

    def comparison(self, key: str) -> Comparison | None:
        """Return a comparison, or None if there is none of this identifier."""
        with self._open() as file:
            row = file.execute("SELECT * FROM comparisons WHERE id = ?", (key,)).fetchone()
        return Comparison(*row) if row else None

    def judgement(self, key: str) -> Judgement | None:
        """Return what was said of a comparison, or None."""
        with self._open() as file:
            row = file.execute("SELECT * FROM judgements WHERE comparison = ?", (key,)).fetchone()
        return Judgement(*row) if row else None

    def judge(self, key: str, choice: str, ticked: list[str], why: str) -> bool:
        """Keep a judgement; the first of a comparison stands. Return whether this was it."""
        row = (key, int(time.time()), choice, json.dumps(ticked), why)
        with self._open() as file:
            done = file.execute(
                "INSERT INTO judgements VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row
            )
        return done.rowcount == 1

    def count(self) -> int:
        """Return how many comparisons were ever made."""
        with self._open() as file:
            count: int = file.execute("SELECT count(*) FROM comparisons").fetchone()[0]
        return count

    def judged(self) -> list[dict[str, str]]:
        """Return benchmark, taste, left_name, right_name and choice of each judgement."""
        with self._open() as file:
            return _judged(file)


def _judged(file: sqlite3.Connection) -> list[dict[str, str]]:
    names = ("benchmark", "taste", "left_name", "right_name", "choice")
    join = "FROM judgements JOIN comparisons ON comparison = id ORDER BY judged, comparison"
    return [
        dict(zip(names, row, strict=True))
        for row in file.execute(f"SELECT {', '.join(names)} {join}")
    ]


def _upgrade(file: sqlite3.Connection, path: Path) -> None:
    """Make the tables in a new file; refuse a file of another version."""
    try:
        version = _version(file)
        if version == 0:
            file.execute("PRAGMA journal_mode = WAL")
            version = _made(file)
    except sqlite3.Error as error:
        raise UserError(
            f"{path}: cannot be read as judgements: {error}; move the file away to start anew."
        ) from error
    if version != VERSION:
        read = f"this code reads {VERSION}; use the code that wrote it"
        raise UserError(f"{path}: schema version {version}, {read}.")


def _made(file: sqlite3.Connection) -> int:
    """Make the tables, unless another process has just done so; return their version."""
    try:
        file.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
    except sqlite3.Error:
        file.rollback()
        if _version(file) == 0:
            raise
    return _version(file)


def _version(file: sqlite3.Connection) -> int:
    version: int = file.execute("PRAGMA user_version").fetchone()[0]
    return version


def summary(path: Path = DATABASE) -> dict[str, Any]:
    """Return the number of `judgements`, a `sentence`, and `pairs`: rows with `COLUMNS`.

    A missing file has none.
    """
    if not path.exists():
        return {"judgements": 0, "sentence": NOTHING_YET, "pairs": []}
    rows = Store(path).judged()
    return {"judgements": len(rows), "sentence": sentence(len(rows)), "pairs": sign_tests(rows)}
