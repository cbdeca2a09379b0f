"""What a killed run left is removed or healed before the next; what somebody writes is not."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import numpy as np
import psutil
import pytest
import zc.lockfile

from benchmarks.running import dvc_private, left_over

LOCK = """schema: '2.0'
stages:
  fit@b-x:
    cmd: python -m benchmarks fit b x
    deps:
    - path: benchmarks/stages/fit.py
      hash: md5
      md5: 0cc175b9c0f1b6a831c399e269772661
      size: 1
    outs:
    - path: runs/fit/b/x
      hash: md5
      md5: 92eb5ffee6ae2fec3ad71c777531578f.dir
      size: 1
      nfiles: 1
"""


@pytest.fixture(autouse=True)
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".dvc/tmp").mkdir(parents=True)


def ended() -> int:
    """Return the number of a process that is gone."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_what_a_process_that_is_gone_was_writing_is_removed() -> None:
    for folder in ("runs/measured/b", "reports", "extra/runs/fit/b"):
        for name in (f".x.json.{ended()}.tmp", ".x.old"):
            Path(folder, name).mkdir(parents=True)
            Path(folder, name, "part").write_text("")
        Path(folder, "kept.json").write_text("")
    Path("reports", f".results.csv.{ended()}.tmp").write_text("")
    left_over.put_right()
    files = {
        path.name for folder in ("runs", "reports", "extra") for path in Path(folder).rglob("*.*")
    }
    assert files == {"kept.json"}


def test_what_a_living_process_is_writing_is_left_alone() -> None:
    Path("reports").mkdir()
    writing = Path("reports", f".results.csv.{os.getppid()}.tmp")
    writing.write_text("")
    left_over.put_right()
    assert writing.exists()


@pytest.mark.parametrize("has_ended", [False, True])
def test_what_gets_its_name_as_it_is_looked_at_is_not_left_over(
    monkeypatch: pytest.MonkeyPatch, has_ended: bool
) -> None:
    written, process = Path("tuned/b/x.csv"), psutil.Process
    writing = Path("tuned/b", f".x.csv.{os.getppid()}.tmp")
    writing.parent.mkdir(parents=True)
    writing.write_text("whole")

    def looked_at(number: int) -> psutil.Process:
        writing.rename(written)
        return process(ended() if has_ended else number)

    monkeypatch.setattr(psutil, "Process", looked_at)
    left_over.put_right()
    assert written.read_text() == "whole"


def test_what_an_earlier_process_of_the_same_number_left_is_removed() -> None:
    Path("reports").mkdir()
    writing = Path("reports", f".results.csv.{os.getpid()}.tmp")
    writing.write_text("")
    os.utime(writing, (1, 1))
    left_over.put_right()
    assert not writing.exists()


@pytest.mark.parametrize("content", ["", "{", '{"write": {"a": {"pid"', "[]"])
def test_a_list_of_what_processes_work_on_that_was_cut_is_removed_and_said(
    content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".dvc/tmp/rwlock").write_text(content)
    left_over.put_right()
    assert not Path(".dvc/tmp/rwlock").exists()
    assert ".dvc/tmp/rwlock was damaged and is removed" in capsys.readouterr().err


def test_of_what_processes_work_on_only_that_of_living_ones_stays() -> None:
    zombie = subprocess.Popen(["true"])
    while psutil.Process(zombie.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    lives, *gone = ({"pid": pid, "cmd": "dvc repro"} for pid in (os.getppid(), ended(), zombie.pid))
    read = {"c": [lives, *gone], "d": gone}
    busy = {"write": {"a": lives, "b": gone[0], "e": gone[1]}, "read": read}
    Path(".dvc/tmp/rwlock").write_text(json.dumps(busy))
    left_over.put_right()
    zombie.wait()
    left = json.loads(Path(".dvc/tmp/rwlock").read_text())
    assert left == {"write": {"a": lives}, "read": {"c": [lives]}}


def test_who_has_the_number_of_a_process_that_is_gone_works_on_nothing() -> None:
    earlier = {"pid": os.getpid(), "cmd": "dvc repro"}
    Path(".dvc/tmp/rwlock").write_text(json.dumps({"write": {"a": earlier}}))
    os.utime(".dvc/tmp/rwlock", (1, 1))
    left_over.put_right()
    assert json.loads(Path(".dvc/tmp/rwlock").read_text()) == {"write": {}, "read": {}}


@pytest.mark.parametrize("home", ["", "extra/"])
@pytest.mark.parametrize(
    "content",
    [
        "",
        "stages: [\n",
        "schema",
        f"{LOCK[:60]}\n<<<<<<< HEAD\n{LOCK[60:]}",
        LOCK.partition("th:")[0],
    ],
)
def test_a_lock_that_cannot_be_read_is_put_aside_and_said(
    home: str, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("extra").mkdir()
    lock = Path(home, "dvc.lock")
    lock.write_text(content)
    left_over.put_right()
    assert not lock.exists()
    assert Path(".dvc/tmp/dvc.lock.damaged").read_text() == content
    assert f"{lock} was damaged and is kept as" in capsys.readouterr().err


def test_a_lock_that_plain_dvc_writes_at_this_moment_is_waited_for_and_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said, lock, other = io.StringIO(), Path("dvc.lock"), zc.lockfile.LockFile(".dvc/tmp/lock")
    monkeypatch.setattr(sys, "stderr", said)
    lock.write_text(LOCK.partition("th:")[0])
    putting_right = Thread(target=left_over.put_right)
    putting_right.start()
    while f"(process {os.getpid()})\n" not in said.getvalue():
        time.sleep(0.01)
        assert putting_right.is_alive()
    lock.write_text(LOCK)
    other.close()
    putting_right.join()
    assert lock.read_text() == LOCK
    assert not Path(".dvc/tmp/dvc.lock.damaged").exists()


def test_a_lock_that_was_cut_anywhere_is_put_aside_or_can_be_read_by_dvc() -> None:
    for end in np.random.default_rng(0).integers(0, len(LOCK), 100):
        lock = Path("dvc.lock")
        lock.write_text(LOCK[:end])
        left_over.put_right()
        assert not lock.exists() or dvc_private.is_whole(lock)
    lock.write_text(LOCK)
    left_over.put_right()
    assert lock.read_text() == LOCK
