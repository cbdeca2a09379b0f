"""What is printed while stages run: a line as each ends, and a sign of life while none does."""

import sys
import time
from collections.abc import Iterable

from benchmarks.running.cells import is_cell
from benchmarks.running.executors.executor import Outcome, Task

HEARTBEAT_SECONDS = 15


class Progress:
    """Counts the stages that have ended.

    total : how many there are, those that are up to date among them
    """

    def __init__(self, total: int) -> None:
        self.count = 0
        self._total = total
        self._began = time.monotonic()

    def ended(self, task: Task, outcome: Outcome, reason: str | None) -> None:
        """Say how a stage ended, and what it wrote itself; of a cell only where it failed.

        reason : why it failed, None if it did not
        """
        self.count += 1
        width = len(str(self._total))
        how = f"FAILED: {reason}" if reason else "done"
        counted = f"[{self.count:{width}}/{self._total}]"
        print(f"{counted} {self._elapsed()}  {_words(task)} {how}", flush=True)
        if reason or not is_cell(task.name):
            tell(outcome)

    def still(self, running: Iterable[tuple[Task, float]]) -> None:
        """Name what runs.

        running : tasks, and since when
        """
        now = time.monotonic()
        busy = [f"{_words(task)} for {now - since:.0f} s" for task, since in running]
        print(f"          {self._elapsed()}  running: {', '.join(busy)}", flush=True)

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self._began:7.1f} s"


def tell(outcome: Outcome) -> None:
    """Print what a stage wrote, each output on its own and to the end of a line."""
    for said, stream in ((outcome.printed, sys.stdout), (outcome.errors, sys.stderr)):
        if said:
            print(said.removesuffix("\n"), file=stream, flush=True)


def _words(task: Task) -> str:
    """Return a stage in words.

    >>> _words(Task("fit@tiny-ease", ("--extra", "fit", "tiny", "ease"), (), ()))
    'fit tiny ease'
    """
    return " ".join(word for word in task.command if not word.startswith("--"))
