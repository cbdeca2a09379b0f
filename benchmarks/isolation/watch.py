"""Run a cell in a process of its own, watched from outside: how long, how much, what it leaves."""

import json
import os
import shutil
import signal
import stat
import sys
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe, connection
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess, SpawnProcess
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from benchmarks.contract.documents import CellPlan
from benchmarks.contract.errors import UserError, escaped
from benchmarks.isolation import inside, landlock, processes
from benchmarks.isolation.limits import GIGABYTES, HOURS, Limits
from benchmarks.isolation.places import (
    CELL,
    ENDED_WELL,
    FAILED,
    HANDED_OVER,
    LISTS,
    MEASURED,
    PAIRS,
    PREDICTIONS,
    QUERIES,
    REASON,
    WANTS_PAIRS,
    WANTS_USERS,
    Places,
)
from benchmarks.isolation.seen import Seen

_SECONDS_BETWEEN_LOOKS = 0.1 if processes.HAS_PROC else 1.0
_MOST_PRINTED = 100 * 2**20  # bytes
_LONGEST_REASON = 10_000  # bytes
_NAMED = 3  # of the files that were written and must not be


def run(plan: CellPlan, ask: Path, places: Places, limits: Limits, folder: Path) -> dict[str, Any]:
    """Write a cell's files to `folder`; return what was measured.

    ask : folder of the questions, which are handed over as they may be known

    Raises UserError with the reason where the cell fails.
    """
    for each in (places.made, places.handed, places.work):
        each.mkdir(parents=True)
    exchange = _Exchange(places, ask, folder)
    seen = None if landlock.version() else Seen.of(places.train, places.watched, places.filled)
    with processes.adopting() as before:
        process, channel = _started(plan, places)
        watched = _Watched(process, limits, places.log, before)
        try:
            _follow(watched, channel, exchange)
        finally:
            left = processes.end(watched.pid, before)
            process.join()
            channel.close()
            _unlock(places.scratch)
    if left:
        with places.log.open("a", encoding="utf-8") as log:
            log.write(f"\nprocesses that the cell left behind and that were ended: {left}\n")
    if seen and (written := seen.changed(places.train)):
        named = ", ".join(map(str, written[:_NAMED]))
        raise UserError(f"wrote outside of its folder: {named}")
    return exchange.result()


def _unlock(folder: Path) -> None:
    """Let all folders below one be emptied; a baseline may have copied some that are read-only."""
    for parent, folders, _ in os.walk(folder):
        for each in (Path(parent, name) for name in folders):
            if not each.is_symlink():
                each.chmod(stat.S_IRWXU)


def _started(plan: CellPlan, places: Places) -> tuple[BaseProcess, Connection]:
    """Start the process of a cell; return it, and what it speaks through."""
    start = ForkProcess if sys.platform == "linux" else SpawnProcess
    ours, theirs = Pipe()
    process = start(target=inside.main, args=(plan, places, theirs, os.getpid()))
    with warnings.catch_warnings():  # of a fork beside threads, here one that waits for the caller
        warnings.simplefilter("ignore")
        process.start()
    theirs.close()
    return process, ours


@dataclass(frozen=True)
class _Watched:
    """The process of a cell; `before` are processes that have nothing to do with it."""

    process: BaseProcess
    limits: Limits
    log: Path
    before: set[int]

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self.process.pid or 0

    def require_within_limits(self, since: float) -> None:
        """Raise UserError where the cell takes more than it may; since : when it began."""
        if time.monotonic() - since > self.limits.seconds:
            raise UserError(f"took longer than {_hours(self.limits.seconds)}; {_RAISE}")
        adopted = set(processes.children(os.getpid())) - self.before
        sizes = processes.resident({self.pid, *adopted})
        most = self.limits.bytes
        if sum(sizes.values()) > most and processes.without_shared(sizes) > most:
            raise UserError(f"took more than {most / 1e9:.3g} GB of memory; {_RAISE}")
        if self.log.exists() and self.log.stat().st_size > _MOST_PRINTED:
            raise UserError(f"printed more than {_MOST_PRINTED >> 20} MiB; see {self.log.name}")


_RAISE = f"{HOURS} and {GIGABYTES} of params.yaml give cells more"


def _hours(seconds: float) -> str:
    return f"{seconds:.3g} seconds" if seconds < 3600 else f"{seconds / 3600:.3g} hours"


def _follow(watched: _Watched, channel: Connection, exchange: "_Exchange") -> None:
    """Answer a cell until it says that it ended well.

    Raises UserError where it fails, ends without a word, or takes more than it may.
    """
    since = time.monotonic()
    waiting: list[Any] = [channel, watched.process.sentinel]
    while True:
        ready = connection.wait(waiting, _SECONDS_BETWEEN_LOOKS)
        if channel in ready:
            said = _said(channel)
            if said == ENDED_WELL:
                return
            if said == FAILED:
                raise UserError(exchange.reason())
            if said:
                exchange.hand_over(said)
                with suppress(BrokenPipeError):  # it has ended meanwhile; the next look says how
                    os.write(channel.fileno(), HANDED_OVER)
            else:  # what it spoke through was closed
                waiting.remove(channel)
        elif (status := watched.process.exitcode) is not None:
            raise UserError(_ended(status))
        watched.require_within_limits(since)


def _said(channel: Connection) -> bytes:
    """Return what a cell says; nothing where it has ended, also before it read our answer."""
    try:
        return os.read(channel.fileno(), 1)
    except ConnectionResetError:
        return b""


def _ended(status: int) -> str:
    """Say how a cell ended that did not say so itself."""
    name = f" ({signal.Signals(-status).name})" if status < 0 else ""
    memory = "; was there enough memory?" if status == -signal.SIGKILL else ""
    return f"ended with status {status}{name} without a result{memory}"


@dataclass(frozen=True)
class _Exchange:
    """What goes in and out of the scratch folder of a cell while it runs.

    ask : folder of the questions; folder : takes the cell's files
    """

    places: Places
    ask: Path
    folder: Path

    def hand_over(self, what: bytes) -> None:
        """Put a part of the questions in place; before the pairs to rate the lists are taken."""
        if what == WANTS_PAIRS:
            if (self.folder / LISTS).exists():
                raise UserError("asked twice which pairs to rate")
            self._take(LISTS)
        names = {WANTS_USERS: QUERIES, WANTS_PAIRS: PAIRS}
        if what not in names:
            raise UserError("said what no cell says")
        shutil.copyfile(self.ask / names[what], self.places.handed / names[what])

    def reason(self) -> str:
        """Return why the cell failed, as it says itself."""
        text = self._made(REASON)[:_LONGEST_REASON].decode("utf-8", errors="backslashreplace")
        return escaped(text)

    def result(self) -> dict[str, Any]:
        """Take what the cell made; return what was measured."""
        self._take(CELL)
        for name in (LISTS, PREDICTIONS):
            if (self.places.made / name).exists() and not (self.folder / name).exists():
                self._take(name)
        measured: dict[str, Any] = json.loads(self._made(MEASURED))
        return measured

    def _take(self, name: str) -> None:
        (self.folder / name).write_bytes(self._made(name))

    def _made(self, name: str) -> bytes:
        """Return a file that the cell made; one that is something else than a file is refused."""
        path = self.places.made / name
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise OSError(f"{name} is no file")
                return file.read()
        except OSError as error:
            raise UserError(f"left no {name}: {error.strerror or error}") from error
