"""What a killed stage leaves is ended, whatever /proc shows of it at a moment."""

import os
import signal
import subprocess

import pytest

from benchmarks.isolation import processes
from benchmarks.running.executors import orphans


def test_what_a_look_passes_over_is_ended_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    children = processes.children
    mine = children(os.getpid())
    left = subprocess.Popen(["sleep", "600"])
    passed_over = [left.pid]  # as one that gets another parent while that one's are read

    def seen(pid: int) -> list[int]:
        return [child for child in children(pid) if [child] != passed_over or passed_over.clear()]

    monkeypatch.setattr(processes, "children", seen)
    try:
        orphans.end(os.getpid(), mine)
        assert left.poll() == -signal.SIGKILL
    finally:
        left.kill()
        left.wait()
