"""A stage in a process of its own, forked from one that has the slow imports behind it.

The fork server imports this module once, and with it what every stage needs. A process is forked
safely only while it has one thread, so nothing imported here may start another: numpy's OpenBLAS
and an allocator of Arrow would, and are kept from it by the environment that `local` starts the
server with.
"""

import os
import signal
import sys
from pathlib import Path

import pyarrow.compute
import pyarrow.parquet  # noqa: F401
import scipy.linalg
import scipy.sparse  # noqa: F401

import benchmarks.stages.fit  # noqa: F401
from benchmarks.__main__ import main

_TASKS = Path("/proc/self/task")
THREADS = len(list(_TASKS.iterdir())) if _TASKS.is_dir() else 1  # here, after all imports


def run(
    command: tuple[str, ...], folder: Path, environment: dict[str, str], errors: Path, printed: Path
) -> None:
    """Do what `python -m benchmarks COMMAND` does, and end as that would.

    folder : the root of the checkout
    environment : all of it, for the server's is an older one
    errors, printed : files that take standard error and standard output
    """
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = str(folder)
    for path, stream in ((printed, sys.stdout), (errors, sys.stderr)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    if THREADS > 1:  # a lock that another thread held at the fork would never be released
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks", *command])  # noqa: S606
    try:
        main(list(command))
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
