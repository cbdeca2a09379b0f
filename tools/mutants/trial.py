"""Try one mutant: a process that has imported the libraries forks, changes a file, runs tests."""

import contextlib
import difflib
import importlib
import os
import select
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import psutil
import pytest
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkResult

from tools.mutants.covering import Covering, Tracing

_OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "-m", "not slow and not browser", "-W")
_RESTARTED = "ignore::pytest.PytestAssertRewriteWarning"  # the parent has imported hypothesis
_PASSED, _NONE = 0, 5  # of pytest: all tests passed, there was none
_NEAREST = 2
_KEPT = 4000  # letters of what was printed
_LOOK_EVERY = 1.0  # seconds
_CLOCK = 20  # a mutant may take so many times the seconds of the unchanged code, on a busy machine


@dataclass(eq=False)  # pytest keeps plugins in a set
class Order:
    """A plugin of pytest: the tests that caught most of a module's mutants first, then the quick.

    longest : tests that took more seconds are left out, and told
    """

    longest: float
    seconds: dict[str, float] = field(default_factory=dict)
    caught: Counter[str] = field(default_factory=Counter)
    by_module: dict[Path, Counter[str]] = field(default_factory=dict)  # files of tests
    first_failed: str = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what takes too long, and sort."""
        items[:] = [item for item in items if self.seconds.get(item.nodeid, 0) <= self.longest]
        items.sort(key=lambda item: (-self.caught[item.nodeid], self.seconds.get(item.nodeid, 0)))

    def nearest(self, module: Path, tests: list[str]) -> list[str]:
        """Return the files that likely catch a mutant of a module: few, as reading all takes long.

        Its own doctests, tests of its name, and those that caught most of its mutants so far.
        """
        named = (path for folder in tests for path in Path(folder).glob(f"test_{module.stem}*.py"))
        most = (name for name, _ in self.by_module.get(module, Counter()).most_common(_NEAREST))
        return [*dict.fromkeys([str(module), *map(str, named), *most])]

    def keep(self, module: Path, test: str) -> None:
        """Count a test that caught a mutant of a module."""
        self.caught[test] += 1
        self.by_module.setdefault(module, Counter())[test.partition("::")[0]] += 1

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep how long each test took, and which failed."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        if report.failed and not self.first_failed:
            self.first_failed = report.nodeid


def unchanged(package: str, tests: list[str], order: Order) -> float:
    """Run the tests on the code as it is, learn their seconds; return those of all that count.

    `Covering` finds then which of them run which lines of the package.

    The libraries that they import are imported here too, so that no fork has to, and bytecode is
    written for the last time: a file that changes twice in a second would be read from there.

    Raises ValueError where a test fails.
    """
    said, outcome = _in_a_fork(lambda: _run(tests, order, Tracing(package)), limit=None)
    if outcome != _PASSED:
        raise ValueError(f"the tests fail on the code as it is:\n{said}")
    sys.dont_write_bytecode = True
    learnt = [line.split("\t") for line in said.splitlines() if line.startswith("\t")]
    order.seconds = {name: float(number) for _, number, name in learnt if number}
    for _, number, name in learnt:
        if not number:
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    return sum(seconds for seconds in order.seconds.values() if seconds <= order.longest)


def tried(
    mutation: MutationSpec, tests: list[str], order: Order, covering: Covering, limit: float
) -> WorkResult:
    """Change a file, run the tests, put the file back; return what came of it.

    limit : CPU seconds after which the mutant counts as caught
    """
    path, line = mutation.module_path, mutation.start_pos[0]
    near, those = order.nearest(path, tests), covering.of(path, line)
    before, times = path.read_text(encoding="utf-8"), path.stat()
    operator = get_operator(mutation.operator_name)(**mutation.operator_args)
    after = mutate_code(before, operator, mutation.occurrence)
    if after is None:
        return WorkResult(worker_outcome=WorkerOutcome.NO_TEST)
    try:
        path.write_text(after, encoding="utf-8")
        said, outcome = _in_a_fork(lambda: _run(near, order), limit)
        if outcome in (_PASSED, _NONE):
            said, outcome = _in_a_fork(lambda: _run(those or tests, order), limit)
    finally:
        path.write_text(before, encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # its bytecode counts again
    for line in said.splitlines():
        if line.startswith("caught by "):
            order.keep(path, line.removeprefix("caught by "))
    caught = TestOutcome.SURVIVED if outcome == _PASSED else TestOutcome.KILLED
    return WorkResult(WorkerOutcome.NORMAL, said[-_KEPT:], caught, _difference(before, after, path))


def _difference(before: str, after: str, path: Path) -> str:
    name, lines = path.as_posix(), (before.splitlines(), after.splitlines())
    return "\n".join(difflib.unified_diff(*lines, name, name, n=0, lineterm=""))


def _run(tests: list[str], order: Order, *others: Any) -> int:
    """Run tests in a forked process; the last lines say what they took, or which failed."""
    hypothesis.settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],  # smaller examples cost time
    )
    hypothesis.settings.load_profile("mutants")
    status = int(pytest.main([*_OPTIONS, _RESTARTED, *tests], plugins=[order, *others]))
    if status == _PASSED:
        print("\n".join(f"\t{seconds}\t{name}" for name, seconds in order.seconds.items()))
        print("\n".join(f"\t\t{name}" for name in _libraries()))
    elif order.first_failed:
        print(f"caught by {order.first_failed}")
    return status


def _libraries() -> list[str]:
    """Return the modules that are loaded but for ours and those of tests."""
    files = {name: str(getattr(module, "__file__", None)) for name, module in sys.modules.items()}
    here = str(Path.cwd())
    return [name for name, file in files.items() if not file.startswith(here) and file != "None"]


def _in_a_fork(work: Any, limit: float | None) -> tuple[str, int]:
    """Run a function in a process of its own; return what it printed and its exit status."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(work, writing)
    os.close(writing)
    said = b"".join(_until_the_end(reading, child, limit))
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return said.decode(errors="replace"), os.waitstatus_to_exitcode(status)


def _child(work: Any, writing: int) -> None:
    os.setpgid(0, 0)
    os.dup2(writing, 1)
    os.dup2(writing, 2)
    status = 1
    try:
        status = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _cpu_seconds(process: int) -> float:
    """Return what a process took; one that has ended took nothing that matters."""
    with contextlib.suppress(psutil.NoSuchProcess):
        times = psutil.Process(process).cpu_times()
        return float(times.user + times.system)
    return 0.0


def _until_the_end(reading: int, child: int, limit: float | None) -> Iterator[bytes]:
    """Yield what a process prints; one that works or hangs for too long is killed.

    Not by the kernel's limit of CPU time, under which that clock stands still within its ticks.
    """
    end = time.monotonic() + _CLOCK * limit if limit else None
    with os.fdopen(reading, "rb", buffering=0) as stream:
        while True:
            if end and limit and (time.monotonic() > end or _cpu_seconds(child) > limit):
                os.kill(child, signal.SIGKILL)
                return
            if select.select([stream], [], [], _LOOK_EVERY)[0]:
                part = stream.read(65536)
                if not part:
                    return
                yield part
