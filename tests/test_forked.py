"""The tests' own way to run modules, by forks: what it gives is what `python -m` gives."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.worlds import forked

MODULE = """
import os, sys
from pathlib import Path

import helper

if __name__ == "__main__":
    known = sorted({"tests.worlds.forked", "forking", "helper"} & set(sys.modules))
    print(sys.argv, sys.orig_argv[1:], helper.TEXT, os.getcwd(), known)
    print(os.environ.get("GIVEN"), os.environ.get("PYTEST_CURRENT_TEST"), sys.path[0])
    sys.stderr.write("aside\\n")
"""
ENDS = {
    "": 0,
    "raise SystemExit(3)": 3,
    "raise SystemExit('a reason')": 1,
    "raise SystemExit": 0,
    "raise SystemExit(2.5)": 1,
    "os._exit(4)": 4,
    "os.kill(os.getpid(), 9)": -9,
}


def both(folder: Path, *words: str) -> list[subprocess.CompletedProcess[str]]:
    """Run a module by a fork and in a process of its own."""
    given = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    alone = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=given, capture_output=True, text=True
    )
    return [forked.run(words, folder, given), alone]


@pytest.mark.parametrize("end", ENDS)
def test_it_prints_and_ends_as_in_a_process_of_its_own(tmp_path: Path, end: str) -> None:
    for text in ("first", "edited"):  # nothing of the folder is remembered
        (tmp_path / "helper.py").write_text(f"TEXT = {text!r}")
        (tmp_path / "module.py").write_text(f"{MODULE}\n    sys.stdout.flush()\n    {end}")
        fork, alone = both(tmp_path, "module", "--word", "a b")
        assert fork.returncode == alone.returncode == ENDS[end]
        assert (fork.stdout, fork.stderr) == (alone.stdout, alone.stderr)
        assert text in fork.stdout


def test_what_is_raised_is_told_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("raise RuntimeError('boom')")
    fork, alone = both(tmp_path, "module")
    assert fork.returncode == alone.returncode == 1
    assert fork.stderr.splitlines()[-1] == alone.stderr.splitlines()[-1] == "RuntimeError: boom"
    assert "module.py" in fork.stderr


def test_an_interruption_that_nobody_takes_ends_it_by_its_signal(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("print('said')\nraise KeyboardInterrupt")
    fork, alone = both(tmp_path, "module")
    assert fork.returncode == alone.returncode == -signal.SIGINT
    assert fork.stdout == alone.stdout == "said\n"


def test_who_draws_without_a_seed_draws_something_else_each_time(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        "import random, numpy as np; print(random.random(), np.random.rand())"
    )
    draws = [forked.run(("module",), tmp_path, dict(os.environ)).stdout.split() for _ in range(2)]
    assert all(one != other for one, other in zip(*draws, strict=True))


def test_packages_of_the_python_path_are_found_and_those_of_an_earlier_one_are_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "module.py").write_text("import given; print(given.__file__)")
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    (tmp_path / "first/given.py").touch()
    there = os.environ | {"PYTHONPATH": str(tmp_path / "first")}
    told = forked.run(("module",), tmp_path, there)
    assert told.stdout == f"{tmp_path / 'first/given.py'}\n"
    gone = forked.run(("module",), tmp_path, os.environ | {"PYTHONPATH": str(tmp_path / "second")})
    assert "No module named 'given'" in gone.stderr


def test_what_packages_read_as_they_are_imported_is_given_a_process_of_its_own(
    tmp_path: Path,
) -> None:
    (tmp_path / "module.py").write_text("import os; print(os.getppid(), os.environ['GIVEN'])")
    forked.run(("module",), tmp_path, dict(os.environ))
    told = forked.run(("module",), tmp_path, os.environ | {"GIVEN": "now"}).stdout
    assert told == f"{os.getpid()} now\n"
