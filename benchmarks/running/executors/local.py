"""Stages in processes of this machine, each forked from one that has imported what all need.

That saves about .8 CPU seconds a stage. Each has a process of its own all the same: one that is
used again would keep memory, and the peak of a cell would be that of the largest before it.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import connection, forkserver
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock

from benchmarks.contract.errors import UserError
from benchmarks.contract.files import refusals
from benchmarks.running.executors import orphans
from benchmarks.running.executors.executor import Outcome, Task

_CHILD = "benchmarks.running.executors.child"
_BEGUN = "LEVELGROUND_SERVER_BEGUN"  # as that module calls it, which none but the server imports
# Keeps libraries from starting threads as they are imported; a stage itself does not see it.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_INTERRUPTED = -signal.SIGINT
_PATIENCE = 0.5  # seconds from an interruption to the end of what does not heed it


class Local:
    """Runs up to `jobs` tasks side by side."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._context = _context()
        self._threads = ThreadPoolExecutor(jobs)
        self._lock = Lock()  # to start or join one looks at the processes of all
        self._running: set[BaseProcess] = set()
        self._is_closed = False

    def slots(self) -> int:
        """Return how many run side by side."""
        return self._jobs

    def submit(self, task: Task) -> Future[Outcome]:
        """Start a task, or let it wait until another ends."""
        return self._threads.submit(self._outcome, task)

    def close(self) -> None:
        """Interrupt what still runs, kill what does not heed that, and wait for its end."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._is_closed = True
            for process in self._running:
                if process.is_alive() and process.pid:
                    with suppress(ProcessLookupError):  # the server has just noticed its end
                        os.kill(process.pid, signal.SIGINT)
            running = [process.sentinel for process in self._running]
        until = time.monotonic() + _PATIENCE
        while running and (left := until - time.monotonic()) > 0:
            ended = connection.wait(running, left)
            running = [each for each in running if each not in ended]
        with self._lock:
            for process in self._running:  # it is in a long call of C, or does not want to end
                process.kill()
        self._threads.shutdown()

    def _outcome(self, task: Task) -> Outcome:
        """Run a task; one that this machine has no room for has failed, and others go on."""
        try:
            with refusals():
                return self._run(task)
        except UserError as error:
            return Outcome(1, f"error: {error}")

    def _run(self, task: Task) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="levelground-") as temporary:
            errors, printed = Path(temporary, "errors"), Path(temporary, "printed")
            given = (task.command, Path.cwd(), dict(os.environ), errors, printed)
            process = self._context.Process(target=_stage, args=given, name=task.name)
            status = self._ended(process)
            return Outcome(status, _text(errors), printed=_text(printed))

    def _ended(self, process: BaseProcess) -> int:
        """Start a process, wait for its end and return its status."""
        with self._lock:
            if self._is_closed:
                return _INTERRUPTED
            process.start()
            self._running.add(process)
            server = orphans.parent(process.pid)
        connection.wait([process.sentinel])
        with self._lock:
            process.join()
            self._running.remove(process)
            if server and (process.exitcode or 0) < 0:  # by a signal: it could not tidy up itself
                orphans.end(server, {each.pid for each in self._running})
        return _INTERRUPTED if process.exitcode is None else process.exitcode


def _context() -> ForkServerContext | SpawnContext:
    """Return how processes start; but on Linux a fork after such imports is not safe."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_CHILD])
    with _environment(ONE_THREAD | {_BEGUN: str(time.time_ns())}):
        forkserver.ensure_running()  # it imports while others look for what is stale
    return context


def _stage(*given: object) -> None:
    """Run a stage in its process, where the import of what runs it was done by the server."""
    import_module(_CHILD).run(*given)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


@contextmanager
def _environment(held: dict[str, str]) -> Iterator[None]:
    """Set variables for what is started inside the block."""
    before = {name: os.environ.get(name) for name in held}
    os.environ.update(held)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
