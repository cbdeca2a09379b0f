"""DVC by its public commands, in this process, which saves their start.

What DVC says goes into our error or onto standard error; nothing of it is swallowed.
"""

import fcntl
import io
import logging
import re
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path

import psutil  # which DVC needs too
from dvc.cli import main

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError

# DVC draws bars of its own on a terminal, "Waiting to acquire lock. If DVC froze…" among them,
# unless this logger, which says nothing else, is set above errors; ours say what goes on
logging.getLogger("dvc.progress").setLevel(logging.CRITICAL)

RETRY_SECONDS = 1.0
_WAIT = "--wait-for-lock"  # a flag of dvc itself, before the command
_LOCK = Path(".dvc/tmp/lock")  # held by one process at a time, whose number it has
_BUSY = ("being blocked by", "Unable to acquire lock")  # how DVC says that another process works
_COLOUR = re.compile(r"\x1b\[\d*m")
_INTERRUPTED = 252  # the status of DVC's command line after Ctrl+C
_HINTS = {
    "is not a git repository": "Run it in a clone of the project, or `git init` first.",
    "not inside of a DVC repository": "Run it in the root of a clone of the project.",
    "failed to run": "What the stage printed is above.",
    "RWLock-file": "`make repro` mends it.",
    "No space left on device": "Free some of the disk, then run again.",
    "Read-only file system": "Make it writable, then run again.",
    "No possible cache link types": "Is the disk full, or read-only?",
    "Permission denied": "Change who owns it, then run again.",
}


def repro(*targets: str) -> None:
    """Bring stages of the study up to date, one after another, with all that they need."""
    command("repro", *map(address, targets))


def file_of() -> str:
    """Return the file that has the stages of the study."""
    return (paths.home() / "dvc.yaml").as_posix()


def address(stage: str) -> str:
    """Return what DVC calls a stage of the study from the root of the checkout."""
    return f"{file_of()}:{stage}" if paths.is_extra() else stage


def command(*arguments: str) -> None:
    """Run a DVC command, what its stages print included; another DVC process is waited for.

    Raises UserError with DVC's own reason where it fails.
    """
    sys.stdout.flush()
    _say_who_holds()
    waiting = False
    while True:
        with _listening() as heard, redirect_stdout(io.StringIO()):
            status = main([_WAIT, *arguments])
        if status == 0:
            return
        if status == _INTERRUPTED:
            raise KeyboardInterrupt
        reason = "; ".join(heard.errors) or "DVC gave no reason"
        if not any(words in reason for words in _BUSY):
            command_line = " ".join(["dvc", *arguments])
            raise failed(f"`{command_line}`", reason)
        if not waiting:
            print(f"waiting for another DVC process: {reason}", file=sys.stderr, flush=True)
        waiting = True
        time.sleep(RETRY_SECONDS)


@contextmanager
def held() -> Iterator[None]:
    """Hold DVC's lock without DVC, which may not be able to read what is there."""
    _LOCK.parent.mkdir(parents=True, exist_ok=True)
    _say_who_holds()
    with _LOCK.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say_who_holds() -> None:
    """Say for whom we wait, if somebody holds DVC's lock."""
    if who := holder():
        print(f"waiting for another DVC process: {who}", file=sys.stderr, flush=True)


def holder() -> str:
    """Name the process that holds DVC's lock, by its command and number; "" where none does."""
    # of the kind `hardlink_lock` it is there only while somebody holds it
    with suppress(FileNotFoundError), _LOCK.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _named(lock.read().strip())
    return ""


def _named(number: str) -> str:
    """Return what a process was started as, where it still runs and may be looked at."""
    try:
        words = psutil.Process(int(number)).cmdline()
    except (ValueError, psutil.Error):
        words = []
    return f"`{shlex.join(words)}` (process {number})" if words else f"process {number}"


def failed(what: str, reason: str) -> UserError:
    """Make the error that says why something failed, in DVC's own words, and what to do if known.

    what : a command, or where DVC was called
    """
    hints = [hint for words, hint in _HINTS.items() if words in reason]
    said = _COLOUR.sub("", reason).rstrip(".")
    return UserError(" ".join([f"{what} failed: {said}.", *hints]))


class _Heard(logging.Handler):
    """Keeps DVC's errors with their causes; passes its warnings on to standard error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take what a logger of DVC says."""
        error = record.exc_info[1] if record.exc_info else None
        said = ": ".join(filter(None, [record.getMessage(), *causes(error)]))
        if record.levelno < logging.ERROR:
            print(f"dvc: {said}", file=sys.stderr)
            return
        self.errors.append(" ".join(said.split()))


def causes(error: BaseException | None) -> Iterator[str]:
    """Yield what an error says, and what those say that it comes of."""
    while error is not None:
        yield str(error)
        error = error.__cause__


@contextmanager
def _listening() -> Iterator[_Heard]:
    """Hear all that DVC's loggers say, in place of its own handlers."""
    logger, heard = logging.getLogger("dvc"), _Heard()
    before, level = logger.handlers, logger.level
    logger.handlers = [heard]
    logger.setLevel(logging.WARNING)
    try:
        yield heard
    finally:
        logger.handlers = before
        logger.setLevel(level)
