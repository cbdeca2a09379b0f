"""Run as a module in a clone: bring the settings up to date as `make repro` does first.

In one process, where DVC would start one for each stage.
"""

import sys
from concurrent.futures import Future
from contextlib import redirect_stdout

from benchmarks.__main__ import main
from benchmarks.running.dvc_private import claimed
from benchmarks.running.executors.executor import Outcome, Task
from benchmarks.running.pipeline import SETTINGS, run_all
from benchmarks.running.pool import Pool


class Here:
    """Runs each task at once, in this process."""

    def slots(self) -> int:
        """Return how many run side by side."""
        return 1

    def submit(self, task: Task) -> "Future[Outcome]":
        """Run a task."""
        ended: Future[Outcome] = Future()
        try:
            main(list(task.command))
            ended.set_result(Outcome(0, ""))
        except SystemExit as error:
            ended.set_result(Outcome(int(error.code or 0), "error: its reason stands above"))
        return ended

    def close(self) -> None:
        """Nothing goes on."""


if __name__ == "__main__":
    with redirect_stdout(sys.stderr), claimed() as stages:
        pool = Pool(stages, Here())
        run_all(pool, pool.instances(*SETTINGS))
