"""Try the mutants of a package one after the other, in a copy of the checkout."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.mutants import session, trial
from tools.mutants.covering import Covering

_LONGEST = 10.0  # seconds; the tests that take more are few, and compile an oracle first
_TIMES = 5  # a mutant may take so many times the CPU seconds of all tests


def run(package: str, most: int | None, seed: int, again: bool) -> None:
    """Try what is still to be tried; print a line for each mutant that no test notices."""
    known = session.opened(package)
    waiting = session.waiting(known, seed, most, again)
    checkout = str(Path.cwd())
    with tempfile.TemporaryDirectory() as scratch:
        _copy(Path(scratch))
        os.chdir(scratch)
        sys.path[:] = [scratch, *(path for path in sys.path if path not in ("", checkout))]
        tests, order = _tests(package, wide=again), trial.Order(_LONGEST)
        limit = 10 + _TIMES * trial.unchanged(package, tests, order)
        covering = Covering.read(package)
        for number, item in enumerate(waiting, 1):
            result = trial.tried(item.mutations[0], tests, order, covering, limit)
            known.set_result(item.job_id, result)
            if not result.is_killed:
                print(f"{number} of {len(waiting)}: not caught:\n{result.diff}", flush=True)
    print(f"{package}: {len(waiting)} mutants tried", flush=True)


def _copy(folder: Path) -> None:
    """Copy what git knows or would take, as it is here now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if Path(name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, folder / name)


def _tests(package: str, wide: bool) -> list[str]:
    """Return a package's tests and doctests; wide : also all tests that import it."""
    own = [f"tests/{package}", f"benchmarks/{package}"]
    return [*own, *_importing(package)] if wide else own


def _importing(package: str) -> Iterator[str]:
    imports = re.compile(rf"\bbenchmarks\.{package}\b")
    for path in sorted(Path("tests").rglob("test_*.py")):
        is_own = path.is_relative_to(f"tests/{package}")
        if not is_own and imports.search(path.read_text(encoding="utf-8")):
            yield str(path)
