"""Whether MLflow's database here can be used, asked before MLflow, which tries for minutes."""

import contextlib
import sqlite3
from pathlib import Path

from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.removal import refuse_elsewhere
from benchmarks.tracking.place import ARTIFACTS, DATABASE

ANEW = f"delete {DATABASE} and {ARTIFACTS}/, and `make track` makes both anew"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_NEEDED = {"alembic_version", "experiments", "runs", "metrics", "params", "tags"}


def refuse_damaged(database: Path, artifacts: Path) -> None:
    """Raise UserError that says what to delete where a database or its folder cannot be used.

    One that is not there or has no tables is fine: it is filled.
    """
    refuse_elsewhere(artifacts / "any")
    if artifacts.exists() and not artifacts.is_dir():
        raise UserError(f"{artifacts}: is a file, and shall be a folder; {ANEW}.")
    if database.is_symlink() or (database.exists() and not database.is_file()):
        raise UserError(f"{database}: is a link or a folder, and shall be a file; {ANEW}.")
    if is_empty(database):
        return
    try:
        with contextlib.closing(sqlite3.connect(database)) as opened:
            (state,) = opened.execute("PRAGMA quick_check(1)").fetchone()
            tables = {name for (name,) in opened.execute(_TABLES)}
    except sqlite3.DatabaseError as error:
        if _is_busy(error):
            busy = "another process writes to it, such as `make track`"
            raise UserError(f"{database}: {busy}; wait for its end, then run again.") from error
        state, tables = str(error), set()
    if state != "ok":
        raise UserError(f"{database}: is damaged ({one_line(state)}); {ANEW}.")
    lacking = sorted(_NEEDED - tables)
    if tables and lacking:
        raise UserError(f"{database}: has no table {lacking[0]}, as MLflow's have; {ANEW}.")


def _is_busy(error: sqlite3.Error) -> bool:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF == sqlite3.SQLITE_BUSY  # the other bits say more of it


def reason(error: Exception) -> str:
    """Return in one line why MLflow refuses a database."""
    if "database schema" in str(error):
        return "it was made by another version of MLflow"
    return f"{type(error).__name__}: {one_line(error)}"


def is_empty(database: Path) -> bool:
    """Tell whether there is nothing in a database, or none."""
    return not database.exists() or (database.is_file() and database.stat().st_size == 0)
