"""DVC by its public commands, in this process, which saves their start; and dvc.lock as plain YAML.

What DVC says goes into our error or onto standard error; nothing of it is swallowed.
"""

import io
import json
import logging
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from dvc.cli import main
from dvc.lock import LockError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_file

LOCK = Path("dvc.lock")
RETRY_SECONDS = 1.0
_INTERRUPTED = 252  # the status of DVC's command line after Ctrl+C
_HINTS = {
    "is not tracked by any supported SCM": "Run it in a clone of the project, or `git init` first.",
    "not inside of a DVC repository": "Run it in the root of a clone of the project.",
    "failed to run": "What the stage printed is above.",
}


def repro(*targets: str, alone: bool = False) -> None:
    """Bring stages up to date, with all that they need, or `alone`; UserError gives DVC's reason."""
    command("repro", *(["--single-item"] if alone else []), *targets)


def stale(stage: str) -> set[str]:
    """Return the names of a stage's instances that DVC would run again, such as `fit@tiny-ease`."""
    return set(json.loads(command("status", "--json", stage)))


def commit(stages: list[str]) -> None:
    """Record what lies in the outputs of stages as what they made."""
    command("commit", "--force", *stages)


def command(*arguments: str) -> str:
    """Run a DVC command and return what it wrote on standard output.

    Another DVC process is waited for. Raises UserError with DVC's own reason where it fails.
    """
    sys.stdout.flush()
    waiting = False
    while True:
        with _listening() as heard, redirect_stdout(io.StringIO()) as written:
            status = main(["--wait-for-lock", *arguments])
        if status == 0:
            return written.getvalue()
        if status == _INTERRUPTED:
            raise KeyboardInterrupt
        if not heard.is_lock:
            raise UserError(_failed(arguments, heard.errors))
        if not waiting:
            print(f"waiting for another DVC process: {heard.errors[-1]}", file=sys.stderr)
        waiting = True
        time.sleep(RETRY_SECONDS)


def _failed(arguments: tuple[str, ...], errors: list[str]) -> str:
    """Say that a command failed, why by DVC's own words, and what to do where that is known."""
    reason = "; ".join(errors) or "DVC gave no reason"
    hints = [hint for words, hint in _HINTS.items() if words in reason]
    return f"`dvc {' '.join(arguments)}` failed: {reason.rstrip('.')}. {' '.join(hints)}".rstrip()


class _Heard(logging.Handler):
    """Keeps DVC's errors with their causes; passes its warnings on to standard error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[str] = []
        self.is_lock = False

    def emit(self, record: logging.LogRecord) -> None:
        """Take what a logger of DVC says."""
        error = record.exc_info[1] if record.exc_info else None
        causes = list(_causes(error))
        said = " - ".join(filter(None, [record.getMessage(), *map(str, causes)]))
        if record.levelno < logging.ERROR:
            print(f"dvc: {said}", file=sys.stderr)
            return
        self.errors.append(" ".join(said.split()))
        self.is_lock = self.is_lock or any(isinstance(cause, LockError) for cause in causes)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
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


def recorded(lock: Path = LOCK) -> dict[str, Any]:
    """Return what dvc.lock has of each stage; a missing file has nothing."""
    if not lock.exists():
        return {}
    try:
        document = YAML(typ="safe").load(lock.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise UserError(f"{lock}: cannot be read: {error}; `git checkout {lock}`.") from error
    return (document or {}).get("stages") or {}


def checksums(lock: Path = LOCK) -> dict[str, str]:
    """Return the checksums that DVC recorded, by output."""
    outputs = [out for stage in recorded(lock).values() for out in stage.get("outs", ())]
    return {out["path"]: out["md5"] for out in outputs if "md5" in out}


def forget(stage: str, kept: Iterable[str], lock: Path = LOCK) -> None:
    """Remove from dvc.lock the instances of a stage that are not among those kept."""
    instances = {name for name in recorded(lock) if name.startswith(f"{stage}@")}
    gone = instances - set(kept)
    if not gone:
        return
    yaml = YAML()
    yaml.default_flow_style = False  # as DVC writes it
    document = yaml.load(lock.read_text(encoding="utf-8"))
    for name in gone:
        del document["stages"][name]
    with whole_file(lock) as temporary:
        yaml.dump(document, temporary)
