"""What a killed run left behind: put right before the next one, and said."""

import fcntl
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any

import psutil

from benchmarks.contract import paths
from benchmarks.contract.files import whole_file, writer
from benchmarks.running import dvc, dvc_private

_MADE = ("data", "datasets", "reports", "runs", "tuned", paths.EXTRA)
_BUSY = Path(".dvc/tmp/rwlock")  # which files DVC's processes read and write
_GUARD = Path(".dvc/tmp/rwlock.lock")  # held by whoever changes that
_END = re.compile(rb"\n +(size|nfiles): \d+\n\Z")
_ASIDE = Path(".dvc/tmp/dvc.lock.damaged")


def put_right() -> None:
    """Heal DVC's files, and remove what nobody is writing any more.

    No other run is in the checkout: the caller has seen to that. Searches and plain DVC may be.
    """
    for path in _left_over():
        with suppress(FileNotFoundError):  # who wrote it is through with it, and has just ended
            rmtree(path) if path.is_dir() else path.unlink()
    _heal_busy()
    for lock in (Path("dvc.lock"), Path(paths.EXTRA, "dvc.lock")):
        _heal_lock(lock)


def _left_over() -> Iterator[Path]:
    """Yield unfinished files and folders whose process is gone, and replaced folders."""
    for top in _MADE:
        for folder, folders, files in os.walk(top):
            for name in (*folders, *files):
                path = Path(folder, name)
                number = writer(path)
                is_replaced = name.startswith(".") and name.endswith(".old")
                if is_replaced or (number is not None and not _writes(number, path)):
                    yield path


def _writes(number: int, path: Path) -> bool:
    """Tell whether a process lives that may be writing a path: one that is older than that is.

    One that was killed and whose parent has not looked yet is gone too; DVC would wait for it.
    Where the path is gone it has just been given its name, and nothing is left over.
    """
    try:
        process = psutil.Process(number)
        is_gone = process.status() == psutil.STATUS_ZOMBIE
        return not is_gone and process.create_time() <= path.lstat().st_mtime
    except (psutil.NoSuchProcess, OverflowError):
        return False
    except (psutil.AccessDenied, FileNotFoundError):
        return True


def _heal_busy() -> None:
    """Take processes that are gone off DVC's list of what each works on; one that is cut goes."""
    if not _BUSY.exists():
        return
    with _GUARD.open("a") as guard, suppress(BlockingIOError):  # somebody is changing it now
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            living = _living(json.loads(_BUSY.read_bytes()))
        except (ValueError, LookupError, AttributeError, TypeError):
            _BUSY.unlink()
            _say(f"{_BUSY} was damaged and is removed: a DVC process was killed while it wrote")
        else:
            with whole_file(_BUSY) as temporary:
                temporary.write_text(json.dumps(living), encoding="utf-8")


def _living(busy: dict[str, Any]) -> dict[str, Any]:
    """Return who still works on which path: one that writes it, or several that read it."""
    write = {path: worker for path, worker in busy.get("write", {}).items() if _works(worker)}
    read = {path: [*filter(_works, workers)] for path, workers in busy.get("read", {}).items()}
    return {"write": write, "read": {path: workers for path, workers in read.items() if workers}}


def _works(worker: dict[str, Any]) -> bool:
    return _writes(worker["pid"], _BUSY)


def _heal_lock(lock: Path) -> None:
    """Put aside a dvc.lock that cannot be read: what the run cache holds comes back from there."""
    if _can_be_read(lock):
        return
    with dvc.held():  # or plain DVC writes it just now
        if not _can_be_read(lock):
            lock.replace(_ASIDE)
            _say(
                f"{lock} was damaged and is kept as {_ASIDE}: a process was killed while it wrote. "
                "What DVC's run cache holds is restored from there, the rest runs again."
            )


def _can_be_read(lock: Path) -> bool:
    """Tell whether a dvc.lock is whole, or not there."""
    return not lock.exists() or _ends_well(lock.read_bytes()) or dvc_private.is_whole(lock)


def _ends_well(text: bytes) -> bool:
    """Tell at a glance whether a dvc.lock ends as DVC ends one; to parse it takes a second."""
    is_spoilt = b"\0" in text or b"\n<<<<<<< " in text  # by a crash, by a merge
    return not is_spoilt and _END.search(text) is not None


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
