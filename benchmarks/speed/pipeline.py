"""What the stages of this checkout cost from cells to report, and a run with nothing to do.

Stages are run again in a scratch folder with what they read, so that nothing of the checkout
changes; there is no MLflow database there, so `track` logs everything.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.running.dvc_private import Stages
from benchmarks.running.executors.executor import Task
from benchmarks.speed import process
from benchmarks.speed.process import Cost

CELLS = "cells"
# Stages of dvc.yaml by their names before @ or -, under the name that the table has for them.
ROWS = {
    CELLS: ("fit",),
    "score": ("submissions", "score"),
    "collect": ("collect",),
    "tables": ("tables",),
    "replicate": ("replicate", "replication"),
    "online": ("online_plans", "known_truth", "online"),
    "report": ("report",),
    "track": ("track",),
}
_NOTHING = "repro: nothing to do"
TITLES = [*(f"{row}: the default study" for row in ROWS), _NOTHING]
_COPIED = ("data", "runs", "reports")  # what stages write into
_DATABASE = "mlflow*"


def measure(n_runs: int, cells: bool = False) -> Iterator[tuple[str, list[Cost]]]:
    """Run the stages of each row again and yield what they cost together.

    cells : measure the cells, and only these, and once; else all else and a run without work

    Raises UserError where the pipeline has not run.
    """
    if not (paths.REPORTS / "provenance.json").exists() or not Path("runs/score").exists():
        raise UserError("the pipeline has not run here; `make repro` runs it.")
    tasks = Stages().tasks
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        _copy(scratch)
        for row in [CELLS] if cells else [row for row in ROWS if row != CELLS]:
            runs = 1 if cells else n_runs
            commands = _commands(tasks, ROWS[row])
            yield f"{row}: the default study", [_cost(commands, scratch) for _ in range(runs)]
    if not cells:
        yield _NOTHING, [_cost([("repro",)], Path()) for _ in range(n_runs)]


def _copy(scratch: Path) -> None:
    """Bring what stages read into a folder: copies of what they write into, else links."""
    for path in Path().iterdir():
        if path.name in _COPIED:
            shutil.copytree(path, scratch / path.name)
        elif not path.name.startswith((".", "mlflow", "mlruns")):
            (scratch / path.name).symlink_to(path.resolve())


def _commands(tasks: Mapping[str, Task], stages: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the commands of all instances of some stages, in the order of dvc.yaml."""
    return [task.command for task in tasks.values() if task.command[0] in stages]


def _cost(commands: list[tuple[str, ...]], where: Path) -> Cost:
    """Run commands one after the other; their seconds add up, their largest peak counts."""
    if where != Path():
        for path in where.glob(_DATABASE):
            path.unlink()
    costs = [process.run([sys.executable, "-m", "benchmarks", *one], where) for one in commands]
    seconds = sum(cost.cpu_seconds for cost in costs)
    return Cost(seconds, max(cost.peak_mib for cost in costs), "")
