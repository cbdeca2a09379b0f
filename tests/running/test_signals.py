"""Ctrl+C, SIGTERM and SIGHUP end a command alike, whatever it inherited."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = """
import time
from benchmarks.running import signals

signals.heed()
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt as interruption:
    print("tidied", interruption, flush=True)
    signals.end_by(interruption)
"""
ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def started(source: str, ignored: tuple[int, ...] = ()) -> "subprocess.Popen[str]":
    """Start a script by a shell that lets it ignore some signals, as one does in the background."""
    handled = {number: "SIG_IGN" if number in ignored else "SIG_DFL" for number in ENDING}
    heed = "".join(
        f"signal.signal({int(number)}, signal.{handler});" for number, handler in handled.items()
    )
    run = f"os.execv({sys.executable!r}, [{sys.executable!r}, '-c', {source!r}])"
    shell = f"import os, signal; {heed} {run}"
    process = subprocess.Popen(
        [sys.executable, "-c", shell], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", ENDING)
def test_a_command_tidies_up_and_ends_as_by_the_signal(number: signal.Signals) -> None:
    process = started(COMMAND, ignored=(signal.SIGINT,))
    process.send_signal(number)
    assert process.communicate()[0] == f"tidied {number.name}\n"
    assert process.returncode == -number


def test_what_nohup_started_outlives_its_terminal() -> None:
    process = started(COMMAND, ignored=(signal.SIGHUP,))
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    assert process.communicate()[0] == "tidied SIGTERM\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part in it is Linux's")
def test_a_stage_ends_with_the_process_that_started_it() -> None:
    stage = (
        "import time; from benchmarks.running import signals; signals.end_with_parent();"
        "print('ready', flush=True); time.sleep(60)"
    )
    caller = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {stage!r}])"
    process = started(caller)
    process.kill()
    assert process.communicate()[0] == "", "the end of its output is the end of all that has it"
