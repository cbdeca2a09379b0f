"""What runs a stage: it is handed a command with files in and out, and says how that ended."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Task:
    """A stage that is to run, as dvc.yaml has it; paths are relative to the root of the checkout.

    name : what DVC calls it, such as `fit@ml-100k-ease`
    command : what follows `python -m benchmarks`, such as `("fit", "ml-100k", "ease")`; of the
        extra study with `--extra` before it
    inputs : files and folders that it reads, its code among them; one that is a folder may hold
        outputs of several other tasks
    outputs : files and folders that it makes
    """

    name: str
    command: tuple[str, ...]
    inputs: tuple[Path, ...]
    outputs: tuple[Path, ...]

    @property
    def words(self) -> str:
        """Return the command in words.

        >>> Task("fit@tiny-ease", ("--extra", "fit", "tiny", "ease"), (), ()).words
        'fit tiny ease'
        """
        return " ".join(word for word in self.command if not word.startswith("--"))


@dataclass(frozen=True)
class Outcome:
    """How a task ended.

    status : of its process, as a shell has it: 0 if well, 1 with a reason in `errors`, 128 + n or
        -n if signal n ended it
    errors : what it wrote on standard error
    where : the class of machine that ran it: processor, kernels, versions; empty for this machine
    printed : what it wrote on standard output
    """

    status: int
    errors: str
    where: dict[str, Any] = field(default_factory=dict)
    printed: str = ""


class Executor(Protocol):
    """Runs tasks; of two that both are submitted, the earlier starts first.

    A task whose command fails is an Outcome with another status than 0, and what it left in its
    outputs (a cell's `failure.json`) is in place as well. The future raises only where the executor
    itself cannot go on.
    """

    def slots(self) -> int:
        """Return how many tasks it wants at once, now; the others wait for their turn outside."""

    def submit(self, task: Task) -> "Future[Outcome]":
        """Start a task, or queue it; its outputs are in place when the future is done."""

    def close(self) -> None:
        """Stop what still runs, as Ctrl+C would, and wait for its end."""
