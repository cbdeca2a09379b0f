"""Stages run in processes forked from one with a single thread, and end as by `python -m`."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks.contract import paths
from benchmarks.contract.files import read_json, write_json
from benchmarks.running.executors import local
from benchmarks.running.executors.executor import Outcome, Task
from benchmarks.running.executors.local import Local
from tests.protocol.test_latency import write_split
from tests.worlds import wild
from tests.worlds.clone import ROOT
from tests.worlds.marks import is_marked

pytestmark = pytest.mark.slow

BASELINE = """
import json, os, signal, sys, time
from pathlib import Path

from baselines.popular import Model as Popular

STAGE = Path(f"/proc/{{os.getppid()}}/stat").read_text()  # of the process that watches the cell
TOLD = {{
    "server": int(STAGE.rpartition(")")[2].split()[1]),
    "folder": os.getcwd(),
    "variables": [os.environ.get(name) for name in ("GIVEN", "OPENBLAS_NUM_THREADS")],
    "stopped": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
}}


class Model(Popular):
    def fit(self, train):
        print(json.dumps(TOLD), flush=True)
        {line}
        return super().fit(train)
"""
PLAN = wild.PLAN | {"benchmark": "b"}

# In a process of its own, as all executors of one process have the same server.
TWICE = """
import sys
from pathlib import Path

from benchmarks.running.executors.executor import Task
from benchmarks.running.executors.local import Local

if __name__ == "__main__":
    executor, task = Local(jobs=1), Task("fit@b-x", ("fit", "b", "x"), (), ())
    for code in sys.argv[1:]:
        Path("benchmarks/stages/fit.py").write_text(code)
        outcome = executor.submit(task).result()
        print(outcome.status, outcome.printed, outcome.errors)
    executor.close()
"""

SLEEPING = """
import time
from pathlib import Path

def main(**_):
    Path("asleep").touch()
    time.sleep(600)
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A checkout whose code can be edited, and a script that runs its stage `fit`."""
    passing = shutil.ignore_patterns("*.pyc.*")  # what another process compiles just now
    shutil.copytree(ROOT / "benchmarks", tmp_path / "benchmarks", ignore=passing)
    (tmp_path / "twice.py").write_text(TWICE)
    return tmp_path


def twice(checkout: Path, *codes: str) -> "subprocess.Popen[str]":
    """Start to run `fit`, as often as there is code for it."""
    command = [sys.executable, "twice.py", *codes]
    return subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, text=True)


def unedited(checkout: Path, code: str) -> "subprocess.Popen[str]":
    """Start to run `fit` once, whose code was there before."""
    (checkout / "benchmarks/stages/fit.py").write_text(code)
    write = '        Path("benchmarks/stages/fit.py").write_text(code)\n'
    assert TWICE.count(write) == 1
    (checkout / "twice.py").write_text(TWICE.replace(write, ""))
    return twice(checkout, "as it is")


@pytest.fixture
def executor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Local]:
    """An executor in a checkout that has one training folder and no baseline yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(local, "_PATIENCE", 600.0)  # what heeds an interruption may be slow here
    (tmp_path / "baselines").mkdir()
    for name in ("__init__.py", "popular.py", "shared"):
        (tmp_path / "baselines" / name).symlink_to(ROOT / "baselines" / name)
    (tmp_path / "benchmarks").symlink_to(ROOT / "benchmarks")
    write_split("b")
    executor = Local(jobs=2)
    yield executor
    executor.close()


def cell(name: str, line: str = "pass") -> Task:
    """Write a baseline whose fit does something of its own first; return its cell."""
    Path("baselines", f"{name}.py").write_text(BASELINE.format(line=line), encoding="utf-8")
    write_json(paths.plan("b", name), PLAN | {"baseline": name})
    return Task(f"fit@b-{name}", ("fit", "b", name), (), (paths.cell("b", name),))


def plainly(task: Task) -> subprocess.CompletedProcess[str]:
    """Run a task as DVC would."""
    command = [sys.executable, "-m", "benchmarks", *task.command]
    return subprocess.run(command, capture_output=True, text=True)


def told(outcome: Outcome) -> dict[str, object]:
    assert outcome.status == 0, outcome.errors
    return json.loads(outcome.printed.splitlines()[0])


def test_a_stage_has_the_folder_and_environment_of_its_caller(
    executor: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = cell("plain")
    first = told(executor.submit(task).result())
    monkeypatch.setenv("GIVEN", "later")
    second = told(executor.submit(task).result())
    assert second["variables"] == ["later", os.environ.get("OPENBLAS_NUM_THREADS")]
    assert first["variables"][0] is None
    assert second["folder"] == str(Path.cwd())
    assert second["stopped"], "Ctrl+C ends a stage"
    assert first["server"] == second["server"] != os.getpid()


def test_what_a_stage_makes_is_to_the_byte_what_it_makes_alone(executor: Local) -> None:
    task = cell("plain")
    assert executor.submit(task).result().status == 0
    forked = {path.name: path.read_bytes() for path in task.outputs[0].iterdir()}
    assert plainly(task).returncode == 0
    assert {path.name: path.read_bytes() for path in task.outputs[0].iterdir()} == forked


def test_the_process_that_is_forked_has_one_thread(executor: Local) -> None:
    line = "from benchmarks.running.executors import child; print(child.THREADS)"
    outcome = executor.submit(cell("counted", line)).result()
    assert outcome.printed.splitlines()[1] == "1", outcome


def test_a_stage_ends_as_it_would_alone(executor: Local) -> None:
    lines = {
        "raising": 'raise RuntimeError("out of luck")',
        "killed": "os.kill(os.getpid(), signal.SIGKILL)",
        "leaving": "os._exit(7)",
        "stopped": "os.kill(os.getpid(), signal.SIGINT)",
    }
    for name, line in lines.items():
        task = cell(name, line)
        outcome, alone = executor.submit(task).result(), plainly(task)
        assert outcome.status == alone.returncode
        if name != "stopped":  # which needs no traceback
            assert last(outcome.errors) == last(alone.stderr)


def last(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def test_the_peak_of_a_stage_is_its_own(executor: Local) -> None:
    large = cell("large", "taken = bytearray(500 * 2**20)")
    assert executor.submit(large).result().status == 0
    assert executor.submit(cell("plain")).result().status == 0
    peaks = [read_json(paths.measured("b", name))["peak_mib"] for name in ("large", "plain")]
    assert peaks[0] > 500 > peaks[1]


def test_what_runs_is_interrupted_when_it_is_closed(executor: Local) -> None:
    task = cell("sleeping", 'Path("asleep").touch(); time.sleep(600)')
    futures = [executor.submit(task), executor.submit(cell("killed", "os.kill(os.getpid(), 9)"))]
    queued = [executor.submit(cell("plain")) for _ in range(3)]
    while not is_marked(Path("runs/fit"), "asleep"):  # in the folder of its process
        time.sleep(0.1)
        assert not futures[0].done(), futures[0].result()
    executor.close()
    assert futures[0].result().status == -signal.SIGINT
    assert all(future.done() for future in queued)


def test_a_stage_may_end_as_it_is_interrupted(
    executor: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    future = executor.submit(cell("sleeping", 'Path("asleep").touch(); time.sleep(600)'))
    while not is_marked(Path("runs/fit"), "asleep"):
        time.sleep(0.1)
        assert not future.done(), future.result()

    def too_late(pid: int, number: int) -> None:
        send(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.01)
        send(pid, number)

    send = os.kill
    monkeypatch.setattr(local.os, "kill", too_late)
    executor.close()
    assert future.result().status == -signal.SIGKILL


def test_what_does_not_end_in_time_when_it_is_interrupted_is_killed(
    executor: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    future = executor.submit(cell("sleeping", 'Path("asleep").touch(); time.sleep(600)'))
    while not is_marked(Path("runs/fit"), "asleep"):
        time.sleep(0.1)
        assert not future.done(), future.result()
    (stage,) = executor._running
    os.kill(stage.pid, signal.SIGSTOP)  # as if it were in a long call of C
    monkeypatch.setattr(local, "_PATIENCE", 0.0)
    executor.close()
    assert future.result().status == -signal.SIGKILL


def test_a_cell_that_does_not_heed_an_interruption_ends_with_its_stage(executor: Local) -> None:
    ignore = "signal.signal(signal.SIGINT, signal.SIG_IGN)"
    deaf = cell("deaf", f'{ignore}; Path("asleep").touch(); time.sleep(600)')
    future = executor.submit(deaf)
    while not is_marked(Path("runs/fit"), "asleep"):
        time.sleep(0.1)
        assert not future.done(), future.result()
    (process,) = (each for each in psutil.process_iter() if _is_of("deaf", each))
    executor.close()
    assert future.result().status == -signal.SIGINT
    process.wait(timeout=60)


def test_what_a_cell_started_ends_with_a_stage_that_is_killed(executor: Local) -> None:
    start = 'import subprocess; subprocess.Popen(["sleep", "600"], start_new_session=True)'
    future = executor.submit(cell("parent", f'{start}; Path("asleep").touch(); time.sleep(600)'))
    other = executor.submit(cell("plain"))
    while not is_marked(Path("runs/fit"), "asleep"):
        time.sleep(0.1)
        assert not future.done(), future.result()
    left = [each for each in psutil.process_iter() if _is_of("parent", each)]
    (watched,) = (each for each in left if "sleep" not in each.cmdline())
    watched.parent().kill()
    assert future.result().status == -signal.SIGKILL
    assert len(left) == 2
    assert not psutil.wait_procs(left, timeout=60)[1]
    assert other.result().status == 0, "no other stage has ended with it"


def _is_of(baseline: str, process: psutil.Process) -> bool:
    """Tell whether a process works in the folder of a cell of this project."""
    try:
        return f"{Path.cwd()}/runs/fit/b/.{baseline}." in process.cwd()
    except psutil.Error:
        return False


def test_where_imports_start_a_thread_each_stage_is_a_program_of_its_own(tmp_path: Path) -> None:
    script = (
        "import os, threading\n"
        "from pathlib import Path\n"
        "from benchmarks.running.executors import child\n"
        "assert child.THREADS == 1, child.THREADS\n"
        "child.THREADS = 2\n"
        "files = Path(os.environ['FILES'])\n"
        "child.run(('describe', 'ndcg'), Path.cwd(), dict(os.environ), files / 'e', files / 'p')\n"
    )
    given = {**os.environ, **local.ONE_THREAD, "FILES": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=given)
    assert done.returncode == 0
    assert "ndcg" in (tmp_path / "p").read_text().lower()


def test_a_stage_runs_the_code_that_is_there_when_it_begins(copied: Path) -> None:
    printing = "def main(**_):\n    print('{}')\n"
    run = twice(copied, printing.format("once"), printing.format("again"))
    assert run.communicate()[0].split() == ["0", "once", "0", "again"]


def test_a_stage_does_not_run_what_was_edited_as_it_was_imported(copied: Path) -> None:
    printing = "def main(**_):\n    print('{}')\n"
    fit, edited = copied / "benchmarks/stages/fit.py", printing.format("edited")
    edit = f"open({str(fit)!r}, 'w').write({edited!r})\n"  # by somebody, at that moment
    run = unedited(copied, printing.format("imported") + edit)
    assert run.communicate()[0].split() == ["0", "edited"]


def test_a_file_that_goes_as_it_is_looked_at_is_an_edited_one(copied: Path) -> None:
    script = (
        "from pathlib import Path\n"
        "from benchmarks.running.executors import child\n"
        "Path.exists = lambda path: True\n"
        "print(child._written('gone'), flush=True)\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=copied, capture_output=True, text=True)
    assert done.stdout == "0\n", done.stderr


def test_a_stage_that_cannot_be_imported_says_so_itself(copied: Path) -> None:
    (copied / "benchmarks/stages/fit.py").write_text("def (\n")
    printed = twice(copied, "def (\n").communicate()[0]
    assert printed.startswith("1 ")
    assert printed.strip().endswith("SyntaxError: invalid syntax")


@pytest.mark.parametrize("is_edited", [False, True])
def test_a_stage_ends_with_the_process_that_asked_for_it(copied: Path, is_edited: bool) -> None:
    run = twice(copied, SLEEPING) if is_edited else unedited(copied, SLEEPING)
    while not (copied / "asleep").exists():
        time.sleep(0.1)
        assert run.poll() is None
    run.kill()
    run.communicate(timeout=300)  # which ends once nothing that it started is left
