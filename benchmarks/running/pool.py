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

from benchmarks.contract.errors import UserError
from benchmarks.running import failure, order, workers
from benchmarks.running.executors.executor import Executor, Outcome, Task
from benchmarks.running.progress import LOOK_SECONDS, Progress, shown


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
        self._known = order.last()
        self._urgency = order.urgency(stages.needs, self._known)
        self._is_stale: dict[str, bool] = {}
        self._must_run: dict[str, bool] = {}
        self._running: dict[Future[Outcome], tuple[Task, float]] = {}

    def is_stale(self, name: str) -> bool:
        """Tell whether a stage must run again, all that it needs being there."""
        if name not in self._is_stale:
            self._is_stale[name] = self._stages.is_stale(name)
        return self._is_stale[name]

    def must_run(self, name: str) -> bool:
        """Tell whether a stage is stale and no cache has it; what one has is put in place.

        One whose place cannot be written has failed, and does not run.
        """
        if name not in self._must_run:
            try:
                self._must_run[name] = self.is_stale(name) and not self._stages.restore(name)
                self._is_stale[name] = self._must_run[name]
            except UserError as error:
                self.failures[name], self._must_run[name] = str(error), False
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
        sorter = TopologicalSorter({name: self.needs[name] & names for name in names})
        sorter.prepare()
        ready: list[str] = []
        try:
            with shown(names, self.needs, self._known) as progress:
                self._pass(names, progress)
                while sorter.is_active():
                    ready += self._runnable(sorter, progress)
                    self._submit(ready, progress)
                    if not self._running:
                        break  # what is left waits for what failed
                    sorter.done(*self._next(progress))
        except Exception:  # not when interrupted, which ends at once: the rest is in the run cache
            self._stages.write()
            raise
        self._stages.write()

    def _pass(self, names: set[str], progress: Progress) -> None:
        """Say which stages are known to be up to date, or to have failed."""
        for name in names:
            if name in self.failures:
                progress.refused(name, self.failures[name])
            elif self._must_run.get(name) is False:
                progress.passed(name)

    def _runnable(self, sorter: "TopologicalSorter[str]", progress: Progress) -> Iterator[str]:
        """Yield stages that wait for nothing any more and must run; the others are done."""
        while names := sorter.get_ready():
            for name in names:
                if self.must_run(name):
                    yield name
                elif name in self.failures:
                    progress.refused(name, self.failures[name])
                else:
                    sorter.done(name)
                    progress.passed(name)

    def _submit(self, ready: list[str], progress: Progress) -> None:
        """Hand the most urgent to the executor, as many as it wants."""
        ready.sort(key=self._urgency.__getitem__)
        progress.slots = self._executor.slots()
        while ready and len(self._running) < self._executor.slots():
            task = self.tasks[ready.pop()]
            self._running[self._executor.submit(task)] = task, time.monotonic()
            progress.started(task)

    def _next(self, progress: Progress) -> list[str]:
        """Wait for stages to end and record them; return those of which more can be made."""
        ended, _ = wait(self._running, LOOK_SECONDS, return_when=FIRST_COMPLETED)
        if not ended:
            progress.still()
        # first what ended, as the executor's own end ends the run
        in_order = sorted(ended, key=lambda future: future.exception() is not None)
        return [name for future in in_order for name in self._record(future, progress)]

    def _record(self, future: Future[Outcome], progress: Progress) -> list[str]:
        """Record how a stage ended; return its name if more can be made of it."""
        task, since = self._running.pop(future)
        outcome = future.result()
        workers.keep({task.name: outcome.where}, self.tasks)  # now, as the report will say it
        reason = self._kept(task, outcome)
        goes_on = reason is None or failure.is_kept(task)
        progress.ended(task, outcome, reason, goes_on)
        if reason is None:
            self.seconds[task.name] = time.monotonic() - since
            self._must_run[task.name] = self._is_stale[task.name] = False
        else:
            self.failures[task.name] = reason
        return [task.name] if goes_on else []

    def _kept(self, task: Task, outcome: Outcome) -> str | None:
        """Keep what a stage made, or why it failed; return that, or why nothing can be kept."""
        try:
            reason = failure.reason(task, outcome)
            if reason is None:
                self._stages.add(task.name)
        except UserError as error:  # such as a full disk: other stages may lie on another
            return str(error)
        return reason
