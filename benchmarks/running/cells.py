"""Run stale cells side by side and record them with DVC.

`dvc repro` runs one stage at a time and rewrites dvc.lock after each, which at hundreds of cells
costs more than the cells. Here DVC decides what is stale and restores what its run cache holds; the
commands of the rest run in processes of their own; what they made is saved by DVC and written to
dvc.lock in batches. The record is the same.
"""

import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dvc.dvcfile import Lockfile
from dvc.repo import Repo
from dvc.stage.cache import RunCacheNotFoundError

from benchmarks.contract import paths
from benchmarks.contract.files import read_json, write_json

_HEARTBEAT_SECONDS = 15
_INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
_KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)

Cell = tuple[str, str]


def stale(cells: list[Cell]) -> list[Cell]:
    """Return the cells that DVC would run again."""
    with Repo() as repo:
        changed = repo.status()
    return [cell for cell in cells if _name(cell) in changed]


def prune(cells: list[Cell]) -> None:
    """Remove what is left of cells that params.yaml no longer has: their folders and their entries in dvc.lock."""
    kept = {paths.cell(*cell) for cell in cells}
    for path in Path("runs/fit").glob("*/*"):
        if path not in kept:
            shutil.rmtree(path)
    kept = {paths.measured(*cell) for cell in cells}
    for path in Path("runs/measured").glob("*/*.json"):
        if path not in kept:
            path.unlink()
    lock = Path("dvc.lock")
    names = (
        re.findall(r"^  (fit@\S+):$", lock.read_text(encoding="utf-8"), re.MULTILINE)
        if lock.exists()
        else []
    )
    gone = set(names) - {_name(cell) for cell in cells}
    if gone:
        with Repo() as repo, repo.lock:
            for name in gone:
                Lockfile(repo, str(lock)).remove_stage(SimpleNamespace(name=name))


def run(cells: list[Cell], jobs: int) -> None:
    """Run cells, `jobs` at a time, and print how each ends; a cell that fails leaves `failure.json`."""
    with Repo() as repo:
        stages = {stage.name: stage for stage in repo.index.stages}
        record = _Record(repo)
        todo = [cell for cell in cells if not record.restore(cell, stages[_name(cell)])]
        print(
            f"cells: {len(cells) - len(todo)} from DVC's run cache, {len(todo)} to run, {jobs} at a time",
            flush=True,
        )
        start, running, done = time.monotonic(), {}, 0
        pool = ThreadPoolExecutor(jobs)
        try:
            pending: dict[Future[str | None], Cell] = {
                pool.submit(_execute, cell, stages[_name(cell)], running): cell for cell in todo
            }
            while pending:
                finished, _ = wait(pending, timeout=_HEARTBEAT_SECONDS, return_when=FIRST_COMPLETED)
                elapsed = f"{time.monotonic() - start:7.1f} s"
                for future in finished:
                    cell, done = pending.pop(future), done + 1
                    failure = future.result()
                    print(
                        f"[{done:3}/{len(todo)}] {elapsed}  {' '.join(cell)} {failure or 'done'}",
                        flush=True,
                    )
                    if not failure:
                        record.add(stages[_name(cell)])
                if not finished:
                    now = [
                        f"{' '.join(cell)} for {time.monotonic() - since:.0f} s"
                        for cell, since in running.copy().items()
                    ]
                    print(f"          {elapsed}  running: {', '.join(now)}", flush=True)
        finally:  # also when interrupted: what is finished is not lost
            pool.shutdown(cancel_futures=True)
            record.write()


def _name(cell: Cell) -> str:
    return f"fit@{cell[0]}-{cell[1]}"


def _execute(cell: Cell, stage: Any, running: dict[Cell, float]) -> str | None:
    """Run a cell's command; return None, or why it failed."""
    running[cell] = time.monotonic()
    command = shlex.split(stage.cmd)
    command[0] = sys.executable if command[0] == "python" else command[0]
    result = subprocess.run(command, capture_output=True, text=True)
    del running[cell]
    missing = [out.def_path for out in stage.outs if not Path(out.def_path).exists()]
    if result.returncode == 0 and not missing:
        return None
    if result.returncode in _INTERRUPTED:
        return "interrupted"
    path = paths.cell(*cell) / "failure.json"
    if not path.exists():
        memory = "; was there enough memory?" if result.returncode in _KILLED else ""
        absent = f" without {', '.join(missing)}" if missing else ""
        write_json(path, {"reason": f"ended with status {result.returncode}{absent}{memory}"})
    print(result.stderr, file=sys.stderr, end="")
    return f"FAILED: {read_json(path)['reason']}"


class _Record:
    """What DVC is told about cells; written in batches, since each writing of dvc.lock reads and writes all of it."""

    _SECONDS_BETWEEN_WRITES = 30

    def __init__(self, repo: Repo) -> None:
        self.repo, self.unwritten, self.written_at = repo, [], time.monotonic()

    def restore(self, cell: Cell, stage: Any) -> bool:
        """Take a cell's outputs from DVC's run cache if it has them; else remove old outputs."""
        if (paths.cell(*cell) / "failure.json").exists():
            shutil.rmtree(paths.cell(*cell))
        with self.repo.lock:
            try:
                self.repo.stage_cache.restore(stage)
            except RunCacheNotFoundError:
                stage.remove_outs(ignore_remove=False, force=False)
                return False
        self.add(stage)
        return True

    def add(self, stage: Any) -> None:
        """Save a cell's outputs in DVC's cache."""
        with self.repo.lock:
            stage.save()
            stage.commit()
        self.unwritten.append(stage)
        if time.monotonic() - self.written_at > self._SECONDS_BETWEEN_WRITES:
            self.write()

    def write(self) -> None:
        """Write the saved cells to dvc.lock."""
        if self.unwritten:
            with self.repo.lock:
                self.unwritten[0].dvcfile.dump_stages(self.unwritten, update_pipeline=False)
        self.unwritten, self.written_at = [], time.monotonic()
