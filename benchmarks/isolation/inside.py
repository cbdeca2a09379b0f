"""The process of a cell: it reads what may be learnt from, gives up its rights, and runs.

It reads what it learns from, and nothing else of the data; the rest is handed over later. A
baseline finds no file of that either: the training part of one fold has what another holds out.
"""

import faulthandler
import os
import shutil
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import current_process
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa

from benchmarks.contract.documents import CellPlan
from benchmarks.contract.errors import UserError, reason_of
from benchmarks.contract.files import write_json
from benchmarks.isolation import landlock, processes
from benchmarks.isolation.places import (
    ENDED_WELL,
    FAILED,
    MEASURED,
    REASON,
    WANTS_PAIRS,
    WANTS_USERS,
    Places,
)
from benchmarks.protocol import queries, training
from benchmarks.protocol.model import load
from benchmarks.protocol.run import run

_LENT = "what a fit is given cannot be written: copy what is to be changed"
_DEV = Path("/dev")
_DEVICES = ("null", "zero", "full", "tty", "shm")
_ACCELERATORS = ("nvidia", "dri", "kfd")


@dataclass(frozen=True)
class _Handed:
    """Questions that the process outside hands over, once asked for."""

    folder: queries.Folder
    channel: Connection

    def users(self) -> pa.Table:
        """Ask whom to serve."""
        self._ask(WANTS_USERS)
        return self.folder.users()

    def pairs(self) -> pa.Table:
        """Ask which pairs to rate; the lists are taken away before they come."""
        self._ask(WANTS_PAIRS)
        return self.folder.pairs()

    def _ask(self, what: bytes) -> None:
        os.write(self.channel.fileno(), what)
        os.read(self.channel.fileno(), 1)


def main(plan: CellPlan, places: Places, channel: Connection, parent: int) -> None:
    """Run a cell, leave its files in `places.made`, and say how it ended.

    parent : the process that watches
    """
    os.setsid()
    processes.end_with_parent(parent)
    try:
        _print_to(places.log)
        _run(plan, places, channel)
        said = ENDED_WELL
    except BaseException as error:  # whatever a baseline raises is why its cell failed
        if not isinstance(error, UserError):  # whose words say all
            traceback.print_exc()
        places.made.joinpath(REASON).write_text(_reason(error), encoding="utf-8")
        said = FAILED
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # which a baseline may have closed
            stream.flush()
    os.write(channel.fileno(), said)
    os._exit(0)  # threads that go on, and what was to be done at the end, are not waited for


def _run(plan: CellPlan, places: Places, channel: Connection) -> None:
    own = shutil.copytree(places.train, places.scratch / "train")
    if landlock.version():  # before Arrow starts threads, which would stay free
        readable = landlock.all_but(places.hidden, places.closed)
        landlock.confine(readable, [places.scratch, *_devices()])
    source = training.read(own)
    shutil.rmtree(own)
    _lead_to(places.work)
    model_class = load(plan.baseline, plan.defined_in)  # from baselines/ of the checkout
    os.chdir(places.work)
    handed = _Handed(queries.Folder(places.handed), channel)
    costs = run(plan, model_class, source, handed, places.made)
    write_json(places.made / MEASURED, costs)


def _lead_to(work: Path) -> None:
    """Let a folder take whatever a baseline and its libraries write."""
    os.environ["TMPDIR"] = tempfile.tempdir = str(work)
    os.environ["NUMBA_CACHE_DIR"] = str(work)
    if "numba" in sys.modules:  # where it is imported already it does not look again
        sys.modules["numba"].config.CACHE_DIR = str(work)
    current_process()._config.pop("tempdir", None)  # type: ignore[attr-defined]  # the server's


def _devices() -> list[Path]:
    """Return what a program may write to that is no file of anybody's."""
    accelerators = (path for beginning in _ACCELERATORS for path in _DEV.glob(f"{beginning}*"))
    return [*(_DEV / name for name in _DEVICES), *accelerators]


def _reason(error: BaseException) -> str:
    """Return why a cell failed, with what to do where it wrote to what it is lent."""
    reason = reason_of(error)
    return (
        f"{reason}; {_LENT}" if isinstance(error, ValueError) and "read-only" in reason else reason
    )


def _print_to(log: Path) -> None:
    """Let standard output and error go to a file, also those of programs that are started."""
    with log.open("ab") as file:
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)
    sys.stdout, sys.stderr = (
        os.fdopen(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace")
        for descriptor in (1, 2)
    )
    faulthandler.enable()  # whoever forked this process may have led it to another file
