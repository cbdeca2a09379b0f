"""Run stages side by side, each as soon as all that it needs is there.

`dvc repro` runs one at a time. Here DVC decides what is stale and restores what its run cache
holds; the commands of the rest run where an executor puts them; what they made is recorded in
batches. The record is the same.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from graphlib import TopologicalSorter
from typing import Protocol

from benchmarks.running import failure, order, workers
from benchmarks.running.executors.executor import Executor, Outcome, Task
from benchmarks.running.progress import HEARTBEAT_SECONDS, Progress


class Stages(Protocol):
    """The stages of a study and what is recorded of them.

    tasks : by name; needs : of each, those whose outputs it reads
    """

    tasks: Mapping[str, Task]
    needs: Mapping[str, set[str]]

    def is_stale(self, name: str) -> bool:
        """Tell whether a stage must run again."""

    def restore(self, name: str) -> bool:
        """Take a stage's outputs from a cache; tell whether it had them."""

    def add(self, name: str) -> None:
        """Record what a stage made."""

    def write(self) -> None:
        """Write what was recorded."""


class Pool:
    """Runs stages, the most urgent first.

    tasks, needs : of all stages; failures : why some failed, by their names
    seconds : what those took that ran and did not fail
    """

    def __init__(self, stages: Stages, executor: Executor) -> None:
        self.failures: dict[str, str] = {}
        self.seconds: order.Seconds = {}
        self.tasks, self.needs = stages.tasks, stages.needs
        self._stages, self._executor = stages, executor
        self._urgency = order.urgency(stages.needs, order.last())
        self._is_stale: dict[str, bool] = {}
        self._must_run: dict[str, bool] = {}
        self._running: dict[Future[Outcome], tuple[Task, float]] = {}

    def is_stale(self, name: str) -> bool:
        """Tell whether a stage must run again, all that it needs being there."""
        if name not in self._is_stale:
            self._is_stale[name] = self._stages.is_stale(name)
        return self._is_stale[name]

    def must_run(self, name: str) -> bool:
        """Tell whether a stage is stale and no cache has it; what one has is put in place."""
        if name not in self._must_run:
            self._must_run[name] = self.is_stale(name) and not self._stages.restore(name)
            self._is_stale[name] = self._must_run[name]
        return self._must_run[name]

    def is_behind(self, name: str) -> bool:
        """Tell whether a stage, or one that it needs in turn, is not up to date."""
        return any(map(self.is_stale, order.upstream(self.needs, [name])))

    def instances(self, *stages: str) -> set[str]:
        """Return the names of all instances of some stages of dvc.yaml."""
        return {name for name in self.tasks if name.partition("@")[0] in stages}

    def force(self, *stages: str) -> None:
        """Let stages run even if nothing seems to have changed."""
        self._must_run |= dict.fromkeys(self.instances(*stages), True)

    def run(self, wanted: Iterable[str]) -> None:
        """Bring stages up to date; of others that they need what is there is taken.

        Nothing is made of what a failed stage left, but for a cell that says why it failed.
        """
        names = set(wanted)
        progress = Progress(len(names))
        sorter = TopologicalSorter({name: self.needs[name] & names for name in names})
        sorter.prepare()
        ready: list[str] = []
        try:
            while sorter.is_active():
                ready += self._runnable(sorter, progress)
                self._submit(ready)
                if not self._running:
                    break  # what is left waits for what failed
                sorter.done(*self._next(progress))
        finally:  # also when interrupted: what is finished is not lost
            self._stages.write()

    def _runnable(self, sorter: "TopologicalSorter[str]", progress: Progress) -> Iterator[str]:
        """Yield stages that wait for nothing any more and must run; the others are done."""
        while names := sorter.get_ready():
            for name in names:
                if self.must_run(name):
                    yield name
                else:
                    sorter.done(name)
                    progress.count += 1

    def _submit(self, ready: list[str]) -> None:
        """Hand the most urgent to the executor, as many as it wants."""
        ready.sort(key=self._urgency.__getitem__)
        while ready and len(self._running) < self._executor.slots():
            task = self.tasks[ready.pop()]
            self._running[self._executor.submit(task)] = task, time.monotonic()

    def _next(self, progress: Progress) -> list[str]:
        """Wait for stages to end and record them; return those of which more can be made."""
        ended, _ = wait(self._running, HEARTBEAT_SECONDS, return_when=FIRST_COMPLETED)
        if not ended:
            progress.still(self._running.values())
        # first what ended, as the executor's own end ends the run
        in_order = sorted(ended, key=lambda future: future.exception() is not None)
        return [name for future in in_order for name in self._record(future, progress)]

    def _record(self, future: Future[Outcome], progress: Progress) -> list[str]:
        """Record how a stage ended; return its name if more can be made of it."""
        task, since = self._running.pop(future)
        outcome = future.result()
        workers.keep({task.name: outcome.where}, self.tasks)  # now, as the report will say it
        reason = failure.reason(task, outcome)
        progress.ended(task, outcome, reason)
        if reason is None:
            self.seconds[task.name] = time.monotonic() - since
            self._stages.add(task.name)
            self._must_run[task.name] = self._is_stale[task.name] = False
        else:
            self.failures[task.name] = reason
        return [task.name] if reason is None or failure.is_kept(task) else []
