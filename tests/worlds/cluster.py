"""A Dask cluster of processes on this machine, as somebody would start it on several.

What never comes is no wait without end: a test fails as soon as that is known.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.isolation.processes import resident
from tests.worlds.clone import Clone

_GIVEN_UP_SECONDS = 600  # of a test that would hang: nothing waits so long
_REFUSED = "is refused: "  # what is said of a worker that gets no work
# Read by every Python that a worker starts: a cell says that it begins, and may wait.
HOLD = """
import os, pathlib, sys, time

if "fit" in sys.orig_argv and "-c" not in sys.orig_argv:
    mark = pathlib.Path(os.environ["MARK"])
    whole = mark.with_suffix(f".{os.getpid()}")
    whole.write_text(str(os.getpid()))
    whole.replace(mark)
    while "UNTIL" in os.environ and not pathlib.Path(os.environ["UNTIL"]).exists():
        time.sleep(0.05)
"""


class Run:
    """Python that a test has started in a clone, and what it says."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._errors, self._printed = folder / "errors", folder / "printed"
        with self._errors.open("wb") as errors, self._printed.open("wb") as printed:
            self.process = subprocess.Popen(
                [sys.executable, *arguments], cwd=folder, stdout=printed, stderr=errors
            )

    def errors(self) -> str:
        """Return what it has written on standard error."""
        return self._errors.read_text()

    def until_it_says(self, words: str) -> str:
        """Wait for a line of standard error that has the words, and return it."""
        self._wait_until(lambda: words in self.errors(), words)
        return next(line for line in self.errors().splitlines() if words in line)

    def until_there_is(self, path: Path) -> None:
        """Wait until there is a file that a worker writes; all workers are to be taken."""

        def is_there() -> bool:
            assert _REFUSED not in self.errors(), self.errors()
            return path.exists()

        self._wait_until(is_there, str(path))

    def end(self, status: int = 0) -> str:
        """Wait for its end; return what it printed."""
        self.process.wait(_GIVEN_UP_SECONDS)
        assert self.process.returncode == status, self.errors()
        return self._printed.read_text()

    def _wait_until(self, is_so: Callable[[], bool], words: str) -> None:
        def is_so_or_ended() -> bool:
            has_ended = self.process.poll() is not None  # first, for it may write at its end
            assert is_so() or not has_ended, f"ended without {words}: {self.errors()}"
            return is_so()

        wait_until(is_so_or_ended, words)


class Cluster:
    """A scheduler, and the workers and runs that a test adds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        facts = folder / "scheduler.json"
        options = ["--port", "0", "--scheduler-file", str(facts)]
        self.scheduler = self._start("dask_scheduler", options, {})
        wait_until(lambda: facts.exists() and facts.read_text().rstrip().endswith("}"), str(facts))
        self.address = str(json.loads(facts.read_text())["address"])

    def run(self, clone: Clone, *arguments: str) -> Run:
        """Start Python in a clone; it ends with the cluster."""
        run = Run(clone.folder, *arguments)
        self._started.append(run.process)
        return run

    def add(self, mark: Path | None = None, until: Path | None = None) -> "subprocess.Popen[bytes]":
        """Start a worker of one thread; return its process.

        mark : a file that each cell writes as it begins there, the number of its process in it
        until : a file that each waits for before it does anything
        """
        if mark is None:
            return self.add_with({})
        held = self._folder / "held"
        held.mkdir(exist_ok=True)
        (held / "sitecustomize.py").write_text(HOLD)
        waits = {"UNTIL": str(until)} if until else {}
        return self.add_with({"PYTHONPATH": str(held), "MARK": str(mark), **waits})

    def add_with(self, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
        """Start a worker with more in its environment."""
        space = str(self._folder / f"worker-{len(self._started)}")
        options = ["--nthreads", "1", "--no-nanny", "--local-directory", space]
        return self._start("dask_worker", [self.address, *options], environment)

    def close(self) -> None:
        """End all."""
        for process in reversed(self._started):
            process.kill()
            process.wait()

    def _start(
        self, module: str, options: list[str], environment: dict[str, str]
    ) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard"]
        with (self._folder / f"{module}-{len(self._started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, *options],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                env=os.environ | environment,
            )
        self._started.append(process)
        return process


def wait_for_end(pid: int) -> None:
    """Wait until no process of this number works; nobody need have asked how it ended."""
    wait_until(lambda: not resident([pid]).get(pid), f"the end of {pid}")


def wait_until(is_so: Callable[[], bool], words: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + _GIVEN_UP_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"{words}: waited for {_GIVEN_UP_SECONDS} s"
        time.sleep(0.05)
