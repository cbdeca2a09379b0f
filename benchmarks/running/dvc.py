"""DVC by its public commands, in this process, which saves their start.

What DVC says goes into our error or onto standard error; nothing of it is swallowed.
"""

import io
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

from dvc.cli import main

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError

RETRY_SECONDS = 1.0
_WAIT = "--wait-for-lock"  # a flag of dvc itself, before the command
_BUSY = ("being blocked by", "Unable to acquire lock")  # how DVC says that another process works
_INTERRUPTED = 252  # the status of DVC's command line after Ctrl+C
_HINTS = {
    "is not a git repository": "Run it in a clone of the project, or `git init` first.",
    "not inside of a DVC repository": "Run it in the root of a clone of the project.",
    "failed to run": "What the stage printed is above.",
    "RWLock-file": "If no other DVC process runs, delete .dvc/tmp/rwlock.",
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


def failed(what: str, reason: str) -> UserError:
    """Make the error that says why something failed, in DVC's own words, and what to do if known.

    what : a command, or where DVC was called
    """
    hints = [hint for words, hint in _HINTS.items() if words in reason]
    said = reason.rstrip(".")
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
