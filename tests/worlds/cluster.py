"""A Dask cluster of processes on this machine, as somebody would start it on several."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

GIVEN_UP_SECONDS = 600  # of a test that would hang: nothing waits so long
# Read by every Python that a worker starts: a cell says that it begins, and may wait.
HOLD = """
import os, pathlib, sys, time

if "fit" in sys.orig_argv and "-c" not in sys.orig_argv:
    pathlib.Path(os.environ["MARK"]).write_text(str(os.getpid()))
    while "UNTIL" in os.environ and not pathlib.Path(os.environ["UNTIL"]).exists():
        time.sleep(0.05)
"""


class Cluster:
    """A scheduler, and the workers that a test adds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        facts = folder / "scheduler.json"
        self._start("dask_scheduler", ["--port", "0", "--scheduler-file", str(facts)], {})
        self.address = str(wait_for_json(facts)["address"])

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


def wait_for_json(path: Path) -> Any:
    """Return what a file holds once it is there."""
    wait_for(path)
    deadline = time.monotonic() + GIVEN_UP_SECONDS
    while True:
        try:
            return json.loads(path.read_text())
        except ValueError:
            assert time.monotonic() < deadline, f"{path} is no JSON"
            time.sleep(0.05)


def wait_for(path: Path) -> None:
    """Wait until a file is there."""
    deadline = time.monotonic() + GIVEN_UP_SECONDS
    while not path.exists():
        assert time.monotonic() < deadline, f"no {path} after {GIVEN_UP_SECONDS} s"
        time.sleep(0.05)
