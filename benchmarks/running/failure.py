"""Whether a stage failed, why, and what is left of a cell that did."""

import signal
from pathlib import Path

from benchmarks.contract.errors import escaped
from benchmarks.contract.files import read_json, write_json
from benchmarks.contract.secrets import redacted
from benchmarks.running.cells import is_cell
from benchmarks.running.executors.executor import Outcome, Task

_INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
_KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)


def reason(task: Task, outcome: Outcome) -> str | None:
    """Return why a stage failed, None if it did not.

    A cell keeps the reason as `failure.json` beside its outputs: what is made of cells goes on.
    """
    missing = [path.as_posix() for path in task.outputs if not path.exists()]
    if outcome.status == 0 and not missing:
        return None
    if outcome.status in _INTERRUPTED:
        return "interrupted"
    absent = f" without {', '.join(missing)}" if missing else ""
    memory = "; was there enough memory?" if outcome.status in _KILLED else ""
    ended = f"ended with status {outcome.status}{absent}{memory}"
    if not is_cell(task.name):
        said = outcome.errors if outcome.status == 1 else ""  # else its last may be a warning
        return _last_line(said) or ended
    path = _kept(task)
    if not path.exists():
        said = outcome.errors if outcome.errors.startswith("error: ") else ""  # of the executor
        write_json(path, {"reason": _last_line(said) or ended})
    return str(read_json(path)["reason"])


def is_kept(task: Task) -> bool:
    """Tell whether a task is a cell that says why it failed."""
    return is_cell(task.name) and _kept(task).exists()


def _kept(task: Task) -> Path:
    return task.outputs[0] / "failure.json"


def _last_line(errors: str) -> str:
    """Return the last that a stage wrote on standard error, which names what is wrong."""
    lines = errors.strip().splitlines()
    return escaped(redacted(lines[-1].removeprefix("error: "))) if lines else ""
