"""A stage in a process of its own, forked from one that has the slow imports behind it.

The fork server imports this module once, and with it what every stage needs. A process is forked
safely only while it has one thread, so nothing imported here may start another: numpy's OpenBLAS
and an allocator of Arrow would, and are kept from it by the environment that `local` starts the
server with.
"""

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet
import scipy.linalg
import scipy.sparse  # noqa: F401

from benchmarks.__main__ import main
from benchmarks.isolation.processes import WAITING
from benchmarks.running.executors import orphans
from benchmarks.running.signals import end_with_parent

pa.array(np.zeros(1))  # here, as Arrow then imports pandas, if it is there: a third of a second

with suppress(Exception):  # a stage that cannot be imported says so itself
    for stage in ("fit", "score", "collect"):
        import_module(f"benchmarks.stages.{stage}")

orphans.adopt()

_TASKS, _FILES = Path("/proc/self/task"), Path("/proc/self/fd")
THREADS = len(list(_TASKS.iterdir())) if _TASKS.is_dir() else 1  # here, after all imports


def _written(file: str) -> int:
    """Return when a file was written; 0 for one that is gone."""
    try:
        return Path(file).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


# When the server was started, ns since 1970: what was written since may have been imported before.
BEGUN = "LEVELGROUND_SERVER_BEGUN"
_BEGUN = int(os.environ.get(BEGUN, 0))
_TICK = 20_000_000  # ns by which the time of a file may be behind
_OURS = [module for name, module in sys.modules.items() if name.startswith("benchmarks")]
_AT_IMPORT = {module.__file__: _written(module.__file__) for module in _OURS if module.__file__}


def run(
    command: tuple[str, ...], folder: Path, environment: dict[str, str], errors: Path, printed: Path
) -> None:
    """Do what `python -m benchmarks COMMAND` does, and end as that would.

    folder : the root of the checkout
    environment : all of it, for the server's is an older one
    errors, printed : files that take standard error and standard output
    """
    end_with_parent()  # the server, which ends with the caller: also inside a long call of C
    # what a shell starts in the background ignores it, and could not be interrupted
    signal.signal(signal.SIGINT, signal.default_int_handler)
    orphans.heed()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = str(folder)
    for path, stream in ((printed, sys.stdout), (errors, sys.stderr)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    if _is_edited() or THREADS > 1:  # a lock that another thread held would never be released
        _keep_to_itself()
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks", *command])  # noqa: S606
    Thread(target=_end_with_caller, name=WAITING, daemon=True).start()
    try:
        main(list(command))
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)


def _keep_to_itself() -> None:
    """Let a program that takes the place of this process have its three streams, and no more.

    Among the others is the one by which the server knows that somebody may ask it for a stage: as
    long as the program had that, neither of them would end with the caller.
    """
    numbers = [int(path.name) for path in _FILES.iterdir()] if _FILES.is_dir() else []
    for number in numbers:
        if number > sys.stderr.fileno():
            with suppress(OSError):  # of the listing itself, which is closed by now
                os.set_inheritable(number, False)


def _is_edited() -> bool:
    """Tell whether a file of ours is, or may be, another than was imported."""
    since = _BEGUN - _TICK
    return any(then > since or _written(file) != then for file, then in _AT_IMPORT.items())


def _end_with_caller() -> None:
    """End when the process that asked for the stage is gone, however that ended."""
    caller = parent_process()
    if caller is not None:
        caller.join()
        os._exit(1)
