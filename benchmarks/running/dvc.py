"""DVC by its public commands, in this process, which saves their start.

What DVC says goes into our error or onto standard error; nothing of it is swallowed.
"""

import io
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout

from dvc.cli import main

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError

Arguments = tuple[str, ...]
Ended = tuple[int, str, list[str]]  # status, what was written, DVC's errors
Runner = Callable[[Arguments], Ended]

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


def repro(*targets: str, alone: bool = False, force: bool = False) -> None:
    """Bring stages of the study up to date, with all that they need or `alone`.

    force : run them even if nothing seems to have changed
    """
    flags = [*(["--single-item"] if alone else []), *(["--force"] if force else [])]
    command("repro", *flags, *map(address, targets))


def commit(stages: list[str]) -> None:
    """Record what lies in the outputs of stages as what they made."""
    command("commit", "--force", *map(address, stages))


def file_of() -> str:
    """Return the file that has the stages of the study."""
    return (paths.home() / "dvc.yaml").as_posix()


def address(stage: str) -> str:
    """Return what DVC calls a stage of the study from the root of the checkout."""
    return f"{file_of()}:{stage}" if paths.is_extra() else stage


def stale(stage: str) -> set[str]:
    """Return the names of a stage's instances that DVC would run again, such as `fit@tiny-ease`."""
    printed = _patiently(_elsewhere, ("status", "--json", address(stage)))
    return {name.rpartition(":")[2] for name in json.loads(printed)}


def command(*arguments: str) -> None:
    """Run a DVC command, what its stages print included; another DVC process is waited for.

    Raises UserError with DVC's own reason where it fails.
    """
    sys.stdout.flush()
    _patiently(_here, arguments)


def _patiently(run: Runner, arguments: Arguments) -> str:
    """Run until no other process is in the way; return what DVC wrote on standard output."""
    waiting = False
    while True:
        status, written, errors = run(arguments)
        if status == 0:
            return written
        if status == _INTERRUPTED:
            raise KeyboardInterrupt
        reason = "; ".join(errors) or "DVC gave no reason"
        if not any(words in reason for words in _BUSY):
            raise UserError(_failed(arguments, reason))
        if not waiting:
            print(f"waiting for another DVC process: {reason}", file=sys.stderr, flush=True)
        waiting = True
        time.sleep(RETRY_SECONDS)


def _here(arguments: Arguments) -> Ended:
    """Run in this process."""
    with _listening() as heard, redirect_stdout(io.StringIO()) as written:
        status = main([_WAIT, *arguments])
    return status, written.getvalue(), heard.errors


def _elsewhere(arguments: Arguments) -> Ended:
    """Run in a process of its own: DVC writes JSON past a redirected standard output."""
    started = [sys.executable, "-m", "dvc", _WAIT, *arguments]
    done = subprocess.run(started, capture_output=True, text=True, errors="replace")
    errors = [" ".join(done.stderr.removeprefix("ERROR: ").split())] if done.stderr else []
    return done.returncode, done.stdout, errors


def _failed(arguments: Arguments, reason: str) -> str:
    """Say that a command failed, why by DVC's own words, and what to do where that is known."""
    hints = [hint for words, hint in _HINTS.items() if words in reason]
    command_line = " ".join(["dvc", *arguments])
    said = reason.rstrip(".")
    return " ".join([f"`{command_line}` failed: {said}.", *hints])


class _Heard(logging.Handler):
    """Keeps DVC's errors with their causes; passes its warnings on to standard error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take what a logger of DVC says."""
        error = record.exc_info[1] if record.exc_info else None
        said = ": ".join(filter(None, [record.getMessage(), *_causes(error)]))
        if record.levelno < logging.ERROR:
            print(f"dvc: {said}", file=sys.stderr)
            return
        self.errors.append(" ".join(said.split()))


def _causes(error: BaseException | None) -> Iterator[str]:
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
