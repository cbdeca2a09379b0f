"""Run stale cells side by side and record them with DVC.

`dvc repro` runs one stage at a time and rewrites dvc.lock after each, which at hundreds of cells
costs more than the cells. Here DVC decides what is stale and restores what its run cache holds; the
commands of the rest run in processes of their own; what they made is recorded in batches. The
record is the same.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import product
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.files import read_json, write_json
from benchmarks.running import dvc, lockfile
from benchmarks.running.record import Record, record

STAGE = "fit"
_HEARTBEAT_SECONDS = 15
_INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
_KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)

Cell = tuple[str, str]  # benchmark, baseline


def in_order(benchmarks: Iterable[str], baselines: Iterable[str]) -> list[Cell]:
    """Return all cells in the order in which they run: benchmark by benchmark, as params.yaml."""
    return list(product(benchmarks, baselines))


def stale(cells: list[Cell]) -> list[Cell]:
    """Return the cells that DVC would run again."""
    changed = dvc.stale(STAGE)
    return [cell for cell in cells if stage_name(cell) in changed]


def stage_name(cell: Cell) -> str:
    """Return what dvc.yaml calls a cell.

    >>> stage_name(("ml-100k", "ease"))
    'fit@ml-100k-ease'
    """
    return f"{STAGE}@{cell[0]}-{cell[1]}"


def command(cell: Cell) -> list[str]:
    """Return how a cell is run, as dvc.yaml says; what is set in the environment goes along."""
    return ["python", "-m", "benchmarks", STAGE, *cell]


def outputs(cell: Cell) -> list[Path]:
    """Return what a cell makes, as dvc.yaml says: a folder and a file."""
    return [paths.cell(*cell), paths.measured(*cell)]


def prune(cells: list[Cell]) -> None:
    """Remove outputs and entries in dvc.lock of cells that params.yaml no longer has."""
    kept = {path for cell in cells for path in outputs(cell)}
    runs = paths.home() / "runs"
    made = [*runs.glob("fit/*/*"), *runs.glob("measured/*/*.json")]
    for path in made:
        if path not in kept:
            _remove(path)
    lockfile.forget(STAGE, map(stage_name, cells))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def run(cells: list[Cell], jobs: int) -> None:
    """Run cells, `jobs` at a time, and print how each ends.

    A cell that fails leaves `failure.json` beside its outputs.
    """
    kept = record()
    todo = [cell for cell in cells if not _restored(cell, kept)]
    restored = len(cells) - len(todo)
    counts = f"{restored} from DVC's run cache, {len(todo)} to run, {jobs} at a time"
    print(f"cells: {counts}", flush=True)
    pool = ThreadPoolExecutor(jobs)
    try:
        _Work(todo, pool).watch(kept)
    finally:  # also when interrupted: what is finished is not lost
        pool.shutdown(cancel_futures=True)
        kept.write()


def _restored(cell: Cell, kept: Record) -> bool:
    """Put in place of old outputs what the run cache holds; return whether it held the cell."""
    for path in outputs(cell):
        _remove(path)
    return kept.restore(stage_name(cell))


class _Work:
    """Cells given to a pool, and since when each is running."""

    def __init__(self, cells: list[Cell], pool: ThreadPoolExecutor) -> None:
        self._total = len(cells)
        self._started = time.monotonic()
        self._running: dict[Cell, float] = {}
        self._pending: dict[Future[str | None], Cell] = {}
        for cell in cells:
            self._pending[pool.submit(self._execute, cell)] = cell

    def watch(self, kept: Record) -> None:
        """Record what ends well, say how each ends, and give a sign of life while none does."""
        while self._pending:
            ended, _ = wait(self._pending, _HEARTBEAT_SECONDS, return_when=FIRST_COMPLETED)
            for future in ended:
                cell = self._pending.pop(future)
                failure = future.result()
                self._say(f"{' '.join(cell)} {failure or 'done'}")
                if not failure:
                    kept.add(stage_name(cell))
            if not ended:
                print(f"          {self._elapsed()}  running: {self._busy()}", flush=True)

    def _say(self, words: str) -> None:
        """Print how a cell ended, and how many have."""
        done = self._total - len(self._pending)
        print(f"[{done:3}/{self._total}] {self._elapsed()}  {words}", flush=True)

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self._started:7.1f} s"

    def _busy(self) -> str:
        now = time.monotonic()
        busy = []
        for cell, since in self._running.copy().items():
            seconds = now - since
            busy.append(f"{' '.join(cell)} for {seconds:.0f} s")
        return ", ".join(busy)

    def _execute(self, cell: Cell) -> str | None:
        """Run a cell's command; return None, or why it failed."""
        self._running[cell] = time.monotonic()
        arguments = [sys.executable, *command(cell)[1:]]
        result = subprocess.run(arguments, capture_output=True, text=True, errors="replace")
        del self._running[cell]
        return _failure(cell, result.returncode, result.stderr)


def _failure(cell: Cell, status: int, errors: str) -> str | None:
    """Return why a cell failed, None if it did not; leave the reason beside its outputs."""
    missing = [path.as_posix() for path in outputs(cell) if not path.exists()]
    if status == 0 and not missing:
        return None
    if status in _INTERRUPTED:
        return "interrupted"
    path = paths.cell(*cell) / "failure.json"
    if not path.exists():
        absent = f" without {', '.join(missing)}" if missing else ""
        memory = "; was there enough memory?" if status in _KILLED else ""
        write_json(path, {"reason": f"ended with status {status}{absent}{memory}"})
    print(errors, file=sys.stderr, end="")
    return f"FAILED: {read_json(path)['reason']}"
