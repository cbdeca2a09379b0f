"""How DVC is told what cells made: in batches, or by its public command where DVC has changed."""

import sys
from typing import Protocol

from benchmarks.running import dvc, dvc_private


class Record(Protocol):
    """What DVC is told about cells, by the names of their stages."""

    def restore(self, stage: str) -> bool:
        """Take a stage's outputs from the run cache; where it has none, tell so by False."""

    def add(self, stage: str) -> None:
        """Save what a stage made."""

    def write(self) -> None:
        """Write what was saved to dvc.lock."""


def record() -> Record:
    """Return the record in batches, or the one of public commands where DVC has changed."""
    gone = dvc_private.missing()
    if not gone:
        return dvc_private.Batched()
    print(f"dvc: no longer has {', '.join(gone)}; recording by `dvc commit`", file=sys.stderr)
    return Public()


class Public:
    """Does without anything private: no stage comes from the run cache, all are recorded last."""

    def __init__(self) -> None:
        self._made: list[str] = []

    def restore(self, stage: str) -> bool:
        """Return False: no command tells whether the run cache holds a stage."""
        del stage
        return False

    def add(self, stage: str) -> None:
        """Remember a stage that ended well."""
        self._made.append(stage)

    def write(self) -> None:
        """Record all that ended well."""
        if self._made:
            dvc.commit(self._made)
        self._made = []
