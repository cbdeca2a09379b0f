"""The one place that calls what DVC does not promise to keep; all of it was seen in DVC 3.67.

For hundreds of cells the public commands cost more than the cells: `dvc commit --force` takes 1.5
CPU seconds for each, for it reads and writes all of dvc.lock, and no command says whether the run
cache holds a cell. Each private call, and what happens where it is gone:

| call | for | without |
|---|---|---|
| `Repo(_wait_for_lock=)`, `.lock` | not to meet another DVC process | as all below |
| `Repo.index.stages` | the stages as objects | as all below |
| `Repo.stage_cache.restore` | a cell's outputs out of the run cache | the cell runs |
| `Stage.save`, `.commit` | outputs into DVC's cache | `dvc commit --force`, once at the end |
| `Lockfile.dump_stages` | many stages in one writing of dvc.lock | the same |

`missing` says what is gone, and `record` then does without; a test fails on such a DVC.
"""

import inspect
import logging
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dvc.dvcfile import Lockfile
from dvc.lock import LockError
from dvc.repo import Repo
from dvc.stage import Stage
from dvc.stage.cache import StageCache

from benchmarks.contract import paths
from benchmarks.running.dvc import RETRY_SECONDS, file_of

try:
    from dvc.stage.cache import RunCacheNotFoundError
except ImportError:  # nothing to restore without it
    RunCacheNotFoundError = None

_SECONDS_BETWEEN_WRITES = 30
_DRAFT = Path(".dvc/tmp/dvc.lock")  # beside it on the same disk, so that it can take its place
_PRIVATE = (
    (Repo, "index"),
    (StageCache, "restore"),
    (Stage, "save"),
    (Stage, "commit"),
    (Lockfile, "dump_stages"),
)
Result = TypeVar("Result")


def missing() -> list[str]:
    """Return the private names that the installed DVC lacks."""
    gone = [f"{owner.__name__}.{name}" for owner, name in _PRIVATE if not hasattr(owner, name)]
    if "_wait_for_lock" not in inspect.signature(Repo).parameters:
        gone.append("Repo(_wait_for_lock=)")
    if RunCacheNotFoundError is None:
        gone.append("RunCacheNotFoundError")
    return gone


class Batched:
    """Saves each stage when it ends and writes dvc.lock now and then."""

    def __init__(self) -> None:
        logging.getLogger("dvc").setLevel(logging.WARNING)  # not a line for each writing
        self._repo = Repo(_wait_for_lock=True)
        own = Path(file_of()).resolve()
        every = self._repo.index.stages
        self._stages: dict[str, Stage] = {
            stage.name: stage for stage in every if Path(stage.path).resolve() == own
        }
        self._unwritten: list[Stage] = []
        self._written_at = time.monotonic()

    def restore(self, stage: str) -> bool:
        """Take outputs from the run cache; return whether it had them."""
        restored = _patiently(lambda: self._restore(self._stages[stage]))
        if restored:
            self.add(stage)
        return restored

    def _restore(self, stage: Stage) -> bool:
        with self._repo.lock:
            try:
                self._repo.stage_cache.restore(stage)
            except RunCacheNotFoundError:
                return False
        return True

    def add(self, stage: str) -> None:
        """Save a stage's outputs in DVC's cache."""
        _patiently(lambda: self._save(self._stages[stage]))
        self._unwritten.append(self._stages[stage])
        if time.monotonic() - self._written_at > _SECONDS_BETWEEN_WRITES:
            self.write()

    def _save(self, stage: Stage) -> None:
        with self._repo.lock:
            stage.save()
            stage.commit()

    def write(self) -> None:
        """Write the saved stages to a copy of dvc.lock, which then takes its place."""
        if self._unwritten:
            _patiently(self._dump)
        self._unwritten, self._written_at = [], time.monotonic()

    def _dump(self) -> None:
        _DRAFT.unlink(missing_ok=True)
        with self._repo.lock:
            lock = paths.lock()
            if lock.exists():
                shutil.copy(lock, _DRAFT)
            Lockfile(self._repo, str(_DRAFT)).dump_stages(self._unwritten, update_pipeline=False)
            _DRAFT.replace(lock)


def _patiently(act: Callable[[], Result]) -> Result:
    """Do what may meet a file that another DVC process reads or writes, until it is free."""
    waiting = False
    while True:
        try:
            return act()
        except LockError as error:
            if not waiting:
                said = " ".join(str(error).split())
                print(f"waiting for another DVC process: {said}", file=sys.stderr)
            waiting = True
            time.sleep(RETRY_SECONDS)
