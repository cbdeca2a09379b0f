"""What a worker of a cluster does: run a command on files that were sent, send back what it made.

Workers have the packages of the lock and nothing of this checkout, so these functions travel to
them as they are (`carried`).
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import cloudpickle
from distributed import Status, get_worker

import benchmarks
from benchmarks.contract import paths
from benchmarks.running.executors import parcels

_SECONDS_BETWEEN_LOOKS = 0.2
_ENDING = (Status.closing, Status.closed, Status.failed)  # of a worker
# The command itself says on which study it works, and its code lies where it runs.
_NOT_HEEDED = ("LEVELGROUND_STUDY", "PYTHONSAFEPATH")
# Between worker and command: ends the command and all that it started once the worker is gone.
_GUARD = """
import os, signal, subprocess, sys, threading

def follow():
    os.read(0, 1)  # nothing is ever written: it returns when the worker ends
    os.killpg(0, signal.SIGKILL)

command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
threading.Thread(target=follow, daemon=True).start()
status = command.wait()
os._exit(status if status >= 0 else 128 - status)
"""


@dataclass(frozen=True)
class Carried:
    """A function that travels by value: what it is sent to needs no module of ours."""

    payload: bytes

    def __call__(self, *arguments: Any) -> Any:
        """Call the function here."""
        return cloudpickle.loads(self.payload)(*arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[bytes]]:
        """Say that the other side has the function itself."""
        return cloudpickle.loads, (self.payload,)


def carried(function: Callable[..., Any]) -> Carried:
    """Return a function of this module with all of ours that it needs, from whatever module."""
    cloudpickle.register_pickle_by_value(benchmarks)
    try:
        return Carried(cloudpickle.dumps(function))
    finally:
        cloudpickle.unregister_pickle_by_value(benchmarks)


def perform(
    arguments: Sequence[str], inputs: Mapping[str, bytes], outputs: Sequence[str]
) -> dict[str, Any]:
    """Run `python` with arguments in a folder of its own.

    inputs : parcels by the paths where the command looks for them; outputs : paths of what it makes
    Returns the exit status, what was printed on both outputs, and the parcels of what there is.
    """
    space = get_worker().local_directory
    with tempfile.TemporaryDirectory(dir=space, ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        for name, parcel in inputs.items():
            parcels.place(parcel, root / name)
        with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as errors:
            status = _run(arguments, root, printed, errors)
            said = {"printed": _text(printed), "errors": _text(errors)}
        made = [name for name in outputs if (root / name).exists()]
        sent = {name: parcels.pack(root / name) for name in made}
    return {"status": status, "outputs": sent, **said}


def _run(arguments: Sequence[str], folder: Path, printed: IO[bytes], errors: IO[bytes]) -> int:
    """Run a command until it ends or nobody waits for it any more; return its status."""
    heeded = {name: value for name, value in os.environ.items() if name not in _NOT_HEEDED}
    # Stages of this worker work beside each other, and workers of this machine.
    beside = get_worker().local_directory, Path(get_worker().local_directory).parent
    with subprocess.Popen(
        [sys.executable, "-c", _GUARD, sys.executable, *arguments],
        cwd=folder,
        env=heeded | {paths.CLOSED: os.pathsep.join(map(str, beside))},
        stdin=subprocess.PIPE,
        stdout=printed,
        stderr=errors,
        start_new_session=True,
    ) as guard:
        while guard.returncode is None and _is_wanted():
            with suppress(subprocess.TimeoutExpired):
                guard.wait(_SECONDS_BETWEEN_LOOKS)
        with suppress(ProcessLookupError):  # what it started and left behind ends with it
            os.killpg(guard.pid, signal.SIGKILL)
    return guard.wait()


def _is_wanted() -> bool:
    """Tell whether the scheduler is there and still waits for the task of this thread."""
    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    is_executing = task is not None and task.state == "executing"
    return is_executing and worker.status not in _ENDING


def _text(written: IO[bytes]) -> str:
    written.seek(0)
    return written.read().decode(errors="replace")
