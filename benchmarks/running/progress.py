"""What is shown while stages run: bars on a terminal, lines elsewhere, such as in a log.

A line says how a stage ended; while none ends, one now and then says what runs. On a terminal bars
say both, and only what failed has a line as well. What stages wrote themselves is shown by both.
"""

import os
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from benchmarks.isolation import processes
from benchmarks.running import room, screen
from benchmarks.running.cells import is_cell
from benchmarks.running.executors.executor import Outcome, Task
from benchmarks.running.remaining import Costs, seconds_left
from benchmarks.running.standing import Running, Standing

LOOK_SECONDS = 15.0  # between looks at what runs, while nothing ends
_MOST_QUIET_SECONDS = 240.0  # without a line
_OVERRUN = 0.1  # of what a stage has taken that is more than expected: what is left of it


class Progress:
    """Counts the stages that have ended, and knows those that run.

    names : of all stages; those that are up to date among them
    needs : of each, those that must end before it starts
    costs : what each is expected to take
    is_live : whether bars are shown
    what : they are, in a word
    """

    def __init__(
        self,
        names: Collection[str],
        needs: Mapping[str, Collection[str]],
        costs: Costs,
        is_live: bool = False,
        what: str = "stages",
    ) -> None:
        self.slots = 1  # how many run side by side
        self.failed: dict[str, str] = {}
        self._needs, self._costs, self._is_live, self._what = needs, costs, is_live, what
        self._waiting, self._total = set(names), len(names)
        self._cells = sum(map(is_cell, names))
        self._ran, self._notes = 0, dict[str, str]()
        self._lost: set[str] = set()
        self._running: dict[str, tuple[Task, float]] = {}
        self._began = self._said = time.monotonic()
        self._quiet = LOOK_SECONDS
        self._lock = Lock()  # the bars are drawn by another thread

    def passed(self, name: str) -> None:
        """Count a stage that is up to date."""
        with self._lock:
            self._waiting.discard(name)

    def refused(self, name: str, reason: str) -> None:
        """Count a stage that failed before it could run."""
        with self._lock:
            self._waiting.discard(name)
            self._lost.add(name)
            self.failed[name] = reason

    def started(self, task: Task) -> None:
        """Say that a stage runs."""
        with self._lock:
            self._waiting.discard(task.name)
            self._running[task.name] = task, time.monotonic()

    def ended(self, task: Task, outcome: Outcome, reason: str | None, goes_on: bool) -> None:
        """Say how a stage ended, and what it wrote itself; of a cell only where it failed.

        reason : why it failed, None if it did not
        goes_on : whether more is made of it
        """
        self.took(task, reason, goes_on)
        if reason or not self._is_live:
            self.say(f"{task.words} {f'FAILED: {reason}' if reason else 'done'}")
        if reason or not is_cell(task.name):
            tell(outcome)

    def took(self, task: Task, reason: str | None, goes_on: bool = True) -> None:
        """Count a stage as ended, without a word."""
        with self._lock:
            self._ran += 1
            self._waiting.discard(task.name)
            _, since = self._running.pop(task.name, (task, None))
            if reason is None and since is not None:
                self._costs.took(task.name, time.monotonic() - since)
            if reason is not None:
                self.failed[task.name] = reason
            if not goes_on:
                self._lost.add(task.name)

    def note(self, name: str, note: str, is_news: bool) -> None:
        """Say how far a stage is that runs: beside its name, or in a line where that is news."""
        self._notes[name] = note
        if is_news and not self._is_live:
            print(f"{self._running[name][0].words} {note}", flush=True)

    def say(self, what: str) -> None:
        """Print a line with how many stages have ended."""
        count, total = self._total - len(self._waiting) - len(self._running), self._total
        counted = f"[{count:{len(str(total))}}/{total}]"
        print(f"{counted} {self._elapsed()}  {what}", flush=True)
        self._said, self._quiet = time.monotonic(), LOOK_SECONDS

    def still(self) -> None:
        """Name what runs, ever more seldom; the bars say it all the time."""
        if self._is_live or time.monotonic() - self._said < self._quiet:
            return
        now = self.standing()
        busy = ", ".join(f"{each.words} for {each.seconds:.0f} s" for each in now.running)
        facts = ", ".join(now.facts()[1:])
        print(f"          {self._elapsed()}  running: {busy}; {facts}", flush=True)
        self._said = time.monotonic()
        self._quiet = min(2 * self._quiet, _MOST_QUIET_SECONDS)

    def over(self) -> None:
        """Say how it went, if anything ran, in the place of the bars."""
        if self._ran:
            failed = f", {len(self.failed)} failed" if self.failed else ""
            self.say(f"{self._ran} {self._what} ran{failed}")

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self._began:7.1f} s"

    def standing(self) -> Standing:
        """Return where the run stands."""
        held = sum(processes.resident([os.getpid()]).values())
        free = room.free_memory()
        with self._lock:
            now = time.monotonic()
            cells = sum(map(is_cell, {*self._waiting, *self._running}))
            ended = self._total - len(self._waiting) - len(self._running)
            parts = {self._what: (ended, self._total), "cells": (self._cells - cells, self._cells)}
            return Standing(
                parts={name: counts for name, counts in parts.items() if counts[1]},
                running=tuple(self._of_running(now)),
                failed=tuple(self.failed),
                seconds=now - self._began,
                left=self._seconds_left(now),
                held=held,
                free=free,
            )

    def _of_running(self, now: float) -> Iterator[Running]:
        expected = self._costs.expected(self._running)
        for name, (task, since) in self._running.items():
            note = self._notes.get(name, "")
            yield Running(task.words, now - since, expected.get(name), note)

    def _seconds_left(self, now: float) -> float | None:
        """Return what is left of the run, None if of some stage nothing is known."""
        known = self._costs.expected({*self._waiting, *self._running})
        if len(known) < len(self._waiting) + len(self._running):
            return None
        taken = {name: now - since for name, (_, since) in self._running.items()}
        running = {name: max(known[name] - of, _OVERRUN * of) for name, of in taken.items()}
        waiting = {name: known[name] for name in self._waiting}
        return seconds_left(waiting, running, self._needs, self.slots, self._lost)


@contextmanager
def shown(
    names: Collection[str],
    needs: Mapping[str, Collection[str]],
    known: Mapping[str, float],
    what: str = "stages",
) -> Iterator[Progress]:
    """Yield a progress that is shown as suits where standard output goes.

    names, needs : of the stages
    known : seconds that they took before
    what : they are, in a word
    """
    is_live = screen.is_there()
    progress = Progress(names, needs, Costs(known), is_live, what)
    if not is_live:
        yield progress
        return
    from benchmarks.running.bars import drawn  # which takes a moment

    with screen.below(lambda columns, rows: drawn(progress.standing(), columns, rows)):
        yield progress
    progress.over()


def tell(outcome: Outcome) -> None:
    """Print what a stage wrote, each output on its own and to the end of a line."""
    for said, stream in ((outcome.printed, sys.stdout), (outcome.errors, sys.stderr)):
        if said:
            print(said.removesuffix("\n"), file=stream, flush=True)
