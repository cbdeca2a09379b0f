"""A signal ends a run within two seconds: nothing begins, stays or is half recorded after it.

Seconds of the wall say nothing on a busy machine. What a run takes from the signal to its end is
what it waits for those that do not heed an interruption, and the seconds of the processor.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from benchmarks.isolation import processes
from benchmarks.running.executors import local
from tests.worlds.clone import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part in it is Linux's"),
]

MOST_SECONDS = 2.0
HANGS = 120  # seconds of the wall, which nothing takes that ends at all
STAGE = """
import signal, subprocess, time
from pathlib import Path

def main(baseline, **_):
    Path("begun", baseline).touch()
    if baseline == "done":
        Path("made").touch()
        return
    if baseline == "deaf":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        subprocess.Popen(["sleep", "600"], start_new_session=True)
    Path("asleep", baseline).touch()
    time.sleep(600)
"""
RUN = """
import signal
from pathlib import Path

from benchmarks.running import signals
from benchmarks.running.executors import engines
from benchmarks.running.executors.executor import Task
from benchmarks.running.pool import Pool

class Stages:
    needs = {"done": set(), "heeding": {"done"}, "deaf": {"done"}, "waits for a place": {"done"}}
    needs["waits for both"] = {"heeding", "deaf"}
    tasks = {name: Task(name, ("fit", "b", name), (), (Path("made"),)) for name in needs}

    def is_stale(self, name):
        return True

    def restore(self, name):
        return False

    def add(self, name):
        Path("added", name).touch()

    def write(self):
        Path("written").touch()

if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whatever `nohup` has the tests ignore
    signals.heed()
    try:
        with engines.executor("local", "", 2) as executor:
            Pool(Stages(), executor).run(Stages.needs)
    except KeyboardInterrupt as interruption:
        signals.end_by(interruption)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose `fit` sleeps, and a script that runs it as `make repro` would."""
    passing = shutil.ignore_patterns("*.pyc.*")  # what another process compiles just now
    shutil.copytree(ROOT / "benchmarks", tmp_path / "benchmarks", ignore=passing)
    (tmp_path / "benchmarks/stages/fit.py").write_text(STAGE)
    (tmp_path / "run.py").write_text(RUN)
    for name in ("begun", "asleep", "added"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def adopting() -> Iterator[None]:
    """What a run leaves behind becomes ours, so that its end and what it took can be asked for."""
    with processes.adopting():
        yield


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def asleep(checkout: Path) -> "subprocess.Popen[bytes]":
    """Start a run; return it once both of the stages that run side by side sleep."""
    run = subprocess.Popen([sys.executable, "run.py"], cwd=checkout, start_new_session=True)
    while names(checkout / "asleep") != {"heeding", "deaf"}:
        time.sleep(0.1)
        assert run.poll() is None
    return run


def taken(running: list[psutil.Process]) -> float:
    """Return the CPU seconds that processes took, and all that we have waited for."""
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(sum(each.cpu_times()[:4]) for each in running) + waited.ru_utime + waited.ru_stime


def wait_for(running: list[psutil.Process]) -> None:
    """Wait for the end of processes, and ask how those ended that are ours."""
    until = time.monotonic() + HANGS
    while left := [each for each in running if each.is_running()]:
        assert time.monotonic() < until, left
        time.sleep(0.01)
        for each in left:
            with suppress(ChildProcessError):
                os.waitpid(each.pid, os.WNOHANG)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_all_of_a_run_ends_it_and_all_that_it_started_within_two_seconds(
    checkout: Path, adopting: None, number: signal.Signals
) -> None:
    run = asleep(checkout)
    running = psutil.Process(run.pid).children(recursive=True)
    assert "sleep" in [each.name() for each in running], "what a stage started is looked at too"
    before = taken([psutil.Process(run.pid), *running])
    os.killpg(run.pid, number)
    try:
        assert run.wait(HANGS) == -number
        wait_for(running)
    finally:
        run.kill()
        for each in running:
            with suppress(psutil.NoSuchProcess):
                each.kill()
    assert names(checkout / "begun") == {"done", "heeding", "deaf"}
    assert names(checkout / "added") == {"done"}
    assert not (checkout / "written").exists()
    assert local._PATIENCE + taken([]) - before < MOST_SECONDS
