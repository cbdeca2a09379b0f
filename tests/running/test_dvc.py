"""DVC is asked by its public commands; what it says is passed on, and others are waited for."""

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import zc.lockfile
from dvc.progress import Tqdm
from psutil import Process

from benchmarks.contract.errors import UserError
from benchmarks.running import dvc, dvc_private, left_over, lockfile, pipeline
from benchmarks.running.dvc_private import Stages
from benchmarks.running.executors.executor import Task
from tests.worlds import mounts

# DVC in this process warns of its own use of other packages
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

CELLS = ["fit@b-x", "fit@b-y"]
OUTPUTS = [Path("out/x"), Path("out/y")]
PIPELINE = """
stages:
  fit:
    matrix:
      benchmark: [b]
      baseline: [x, y]
    cmd: python -m benchmarks ${item.baseline}
    deps:
      - benchmarks.py
    outs:
      - out/${item.baseline}
  join:
    cmd: python -m benchmarks joined
    deps:
      - out
    outs:
      - joined/joined
  split:
    cmd: python -m benchmarks split
    outs:
      - joined/split
  look:
    cmd: python -m benchmarks looked
    always_changed: true
    deps:
      - out/x
  broken:
    cmd: python -c 'raise SystemExit(3)'
"""
MAKE = """
import sys
from pathlib import Path

folder = Path("out" if sys.argv[1] in "xy" else "joined")
folder.mkdir(exist_ok=True)
(folder / sys.argv[1]).write_text(sys.argv[1])
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project whose stage `fit` has two instances."""
    python = Path(sys.executable).parent
    monkeypatch.setenv("PATH", f"{python}{os.pathsep}{os.environ.get('PATH', '')}")
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)
    Path(".dvc").mkdir()
    Path(".dvc/config").write_text("[core]\n    analytics = false\n")
    Path("dvc.yaml").write_text(PIPELINE)
    Path("benchmarks.py").write_text(MAKE)
    return tmp_path


def stale() -> set[str]:
    """Return the cells that are stale."""
    stages = Stages()
    return {name for name in CELLS if stages.is_stale(name)}


def made() -> None:
    for name in ("x", "y"):
        subprocess.run([sys.executable, "-m", "benchmarks", name], check=True)


def test_what_is_stale_is_told_until_it_is_run(project: Path) -> None:
    assert stale() == set(CELLS)
    dvc.repro(*CELLS)
    assert stale() == set()
    assert set(lockfile.recorded()) == set(CELLS)
    assert set(lockfile.checksums()) == {"out/x", "out/y"}


def test_a_stage_that_fails_is_named_with_dvcs_reason(project: Path) -> None:
    with pytest.raises(UserError) as raised:
        dvc.repro("broken")
    said = str(raised.value)
    assert said.startswith("`dvc repro broken` failed: failed to reproduce 'broken'")
    assert "exited with 3. What the stage printed is above." in said
    assert "\n" not in said


@pytest.mark.parametrize("ask", [Stages, lambda: dvc.repro("fit")])
def test_without_git_the_reason_and_a_remedy_are_told(project: Path, ask) -> None:
    Path(".git").rename("git")
    with pytest.raises(UserError, match=r"is not a git repository\. Run it in a clone"):
        ask()


def test_a_stage_that_is_not_there_is_named(project: Path) -> None:
    with pytest.raises(UserError, match=r"failed: Stage 'fti' not found"):
        dvc.repro("fti")


@pytest.mark.parametrize("ask", [Stages, lambda: dvc.repro(*CELLS)])
def test_another_process_that_holds_the_lock_is_waited_for_and_named(
    project: Path, ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".dvc/tmp").mkdir()
    said, lock = io.StringIO(), zc.lockfile.LockFile(".dvc/tmp/lock")
    monkeypatch.setattr(sys, "stderr", said)

    def let_go() -> None:
        while "waiting for" not in said.getvalue():
            time.sleep(0.1)
        time.sleep(1)  # in which it goes on to wait
        lock.close()

    other = Thread(target=let_go)
    other.start()
    stages = ask()
    if stages:
        stages.is_stale(CELLS[0])
    other.join()
    me = shlex.join(Process().cmdline())
    assert f"waiting for another DVC process: `{me}` (process" in said.getvalue()


def test_a_lock_that_is_gone_as_it_is_looked_at_is_held_by_nobody(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def gone(path: Path, *given: Any, **named: Any) -> Any:
        path.unlink()
        return opened(path, *given, **named)

    Path(".dvc/tmp").mkdir()
    Path(".dvc/tmp/lock").touch()
    monkeypatch.setattr(Path, "open", gone)
    assert dvc.holder() == ""


def test_what_a_run_makes_no_other_dvc_process_touches_meanwhile(project: Path) -> None:
    yaml = Path("dvc.yaml").read_text()
    Path("dvc.yaml").write_text(yaml.replace("out/", "runs/").replace("- out", "- runs"))
    other = [sys.executable, "-m", "dvc", "repro", CELLS[0]]
    with dvc_private.claimed() as stages:
        blocked = subprocess.run(other, capture_output=True, text=True)
        assert f"(PID {os.getpid()})" in blocked.stderr, "it is told by whom"
        assert stages.is_stale(CELLS[0]), "we go on"
        assert not Path("runs").exists(), "and it made nothing"
    assert "busy" not in subprocess.run(other, capture_output=True, text=True).stderr


def test_what_a_disk_refuses_dvc_is_one_error_with_a_remedy(project: Path) -> None:
    dvc.repro(*CELLS)
    Path("out/x").unlink()
    refused = pytest.raises(UserError, match=r"for '.*/out/x'\..* Is the disk full, or read-only\?")
    with mounts.read_only(project / "out"), refused:
        Stages().restore(CELLS[0])
    assert Stages().restore(CELLS[0])


def test_outputs_that_are_not_those_recorded_are_put_back(project: Path) -> None:
    dvc.repro(*CELLS)
    for spoilt in ("", "xx"):  # as by a stage run by hand, or by whom ever
        Path("out/x").unlink()
        Path("out/x").write_text(spoilt)
        assert Stages().restore(CELLS[0])
        assert Path("out/x").read_text() == "x"


def test_an_emptied_lock_is_healed_from_the_run_cache(project: Path) -> None:
    dvc.repro(*CELLS)
    before = lockfile.recorded()
    Path("dvc.lock").write_text("")
    left_over.put_right()
    stages = Stages()
    assert all(stages.restore(name) for name in CELLS)
    stages.write()
    assert lockfile.recorded() == before


def test_another_process_that_writes_an_output_is_waited_for_and_named(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = {"write": {str(project / "out/x"): {"pid": os.getppid(), "cmd": "dvc exp run"}}}
    rwlock = Path(".dvc/tmp/rwlock")
    rwlock.parent.mkdir()
    rwlock.write_text(json.dumps(busy | {"read": {}}))
    monkeypatch.setattr(dvc.time, "sleep", lambda _: rwlock.write_text("{}"))
    dvc.repro(*CELLS)
    assert "waiting for another DVC process" in capsys.readouterr().err
    assert stale() == set()


def test_what_a_killed_process_left_is_named_with_a_remedy(project: Path) -> None:
    Path(".dvc/tmp").mkdir()
    Path(".dvc/tmp/rwlock").write_text("")
    with pytest.raises(UserError, match=r"structure is corrupted.*`make repro` mends it"):
        dvc.repro("fit")
    left_over.put_right()
    dvc.repro("fit")


def test_what_is_gone_is_forgotten_and_the_rest_stays(project: Path) -> None:
    lockfile.forget("fit", [])  # there is no lock yet
    dvc.repro(*CELLS)
    before = lockfile.recorded()
    lockfile.forget("fit", CELLS)
    assert lockfile.recorded() == before
    lockfile.forget("fit", CELLS[:1])
    assert lockfile.recorded() == {CELLS[0]: before[CELLS[0]]}
    assert stale() == {CELLS[1]}


def test_a_damaged_lock_is_one_clear_error(project: Path) -> None:
    Path("dvc.lock").write_text("stages: [\n")
    with pytest.raises(UserError, match=r"dvc\.lock: cannot be read"):
        lockfile.recorded()


def test_dvc_still_has_what_we_use_beyond_its_promises() -> None:
    assert dvc_private.missing() == []


def test_a_dvc_that_lacks_something_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(dvc_private.StageCache, "restore")
    assert dvc_private.missing() == ["StageCache.restore"]


def test_stages_are_commands_with_files_in_and_out_and_others_are_left_alone(project: Path) -> None:
    stages = Stages()
    assert set(stages.tasks) == {*CELLS, "join", "look", "split"}
    out = (Path("out/x"),)
    assert stages.tasks["fit@b-x"] == Task("fit@b-x", ("x",), (Path("benchmarks.py"),), out)
    assert stages.needs == {"fit@b-x": set(), "fit@b-y": set(), "split": set()} | {
        "join": {*CELLS},
        "look": {CELLS[0]},
    }


def test_the_record_in_batches_is_that_of_dvc(project: Path) -> None:
    for name in CELLS:  # together, their order would follow the seed of Python's hashes
        dvc.repro(name)
    expected = Path("dvc.lock").read_bytes()
    Path("dvc.lock").unlink()
    stages = Stages()
    for name in CELLS:
        stages.add(name)
    stages.write()
    assert Path("dvc.lock").read_bytes() == expected
    assert stale() == set()


LONG = "x" * 130  # from 128 letters on YAML has `? name`, and what it has of it after a colon


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"\A", ""),
        (r"\A", "# ours\n"),
        (r"(    deps:\n)", r"  # ours\n\1"),
        (r"^( +\S)", r"  \1"),
        (r"\n\Z", ""),
        (r"  fit@b-y:\n    ((.*\n)*)", rf"  ? fit@{LONG}\n  : \1  ? fit@{LONG}y\n  : \1"),
    ],
    ids=["as DVC's", "comment before", "comments within", "indented more", "no last end", "long"],
)
def test_stages_renewed_in_a_record_stand_where_dvc_would_put_them(
    project: Path, old: str, new: str
) -> None:
    made()
    recorded_by_us(*CELLS)
    before = re.sub(old, new, Path("dvc.lock").read_text(), flags=re.MULTILINE)
    Path("out/x").write_text("new")
    Path("joined").mkdir()
    Path("joined/joined").touch()
    Path("dvc.lock").write_text(before)
    stages = recorded_by_us(CELLS[0], "join")
    after = Path("dvc.lock").read_text()
    Path("dvc.lock").write_text(before)
    whole = dvc_private.Lockfile(stages._repo, "dvc.lock")
    whole.dump_stages([stages._stages[name] for name in (CELLS[0], "join")])
    assert after == Path("dvc.lock").read_text() != before


def recorded_by_us(*names: str) -> Stages:
    stages = Stages()
    for name in names:
        stages.add(name)
    stages.write()
    return stages


def test_what_a_stage_made_makes_stale_what_reads_it_before_the_lock_is_written(
    project: Path,
) -> None:
    dvc.repro("join")
    assert not Stages().is_stale("join")
    stages = Stages()
    Path("out/x").write_text("new")
    stages.add(CELLS[0])
    assert stages.is_stale("join")
    assert not stages.is_stale(CELLS[0])


def test_a_stage_that_runs_every_time_is_recorded_when_it_read_something_new(project: Path) -> None:
    dvc.repro("look")
    before = Path("dvc.lock").stat().st_mtime_ns
    stages = Stages()
    assert stages.is_stale("look")
    stages.add("look")
    stages.write()
    assert Path("dvc.lock").stat().st_mtime_ns == before
    Path("out/x").write_text("new")
    stages.add("look")
    stages.write()
    assert "look" in Path("dvc.lock").read_text()
    assert Path("dvc.lock").stat().st_mtime_ns > before


def test_what_the_run_cache_holds_is_not_run_again(project: Path) -> None:
    made()
    stages = Stages()
    assert not stages.restore(CELLS[0])
    made()  # what was there has made room
    for name in CELLS:
        stages.add(name)
    stages.write()
    Path("out/x").unlink()
    again = Stages()
    assert again.restore(CELLS[0])
    assert Path("out/x").read_text() == "x"


def test_a_dvc_that_lacks_something_runs_all_by_itself_and_past_a_failure(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "SETTINGS", ())
    pipeline._serially(["Repo.index"])
    assert set(lockfile.recorded()) == {*CELLS, "join", "look", "split"}
    assert "no longer has Repo.index" in capsys.readouterr().err


def run_all() -> None:
    """Do what a run does of the two cells."""
    left_over.put_right()
    stages = Stages()
    for name in CELLS:
        if stages.is_stale(name) and not stages.restore(name):
            subprocess.run([sys.executable, "-m", "benchmarks", name[-1]], check=True)
            stages.add(name)
    stages.write()


@pytest.mark.kills
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "step", ["remove_outs", "restore", "save", "commit", "dump_stages", "replace"]
)
def test_of_a_run_that_is_killed_at_any_step_the_next_makes_the_same(
    project: Path, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    run_all()
    Path("benchmarks.py").write_text(MAKE.replace("(sys.argv[1])\n", "(sys.argv[1] + '2')\n"))
    if step in ("remove_outs", "restore"):  # of what the run cache knows
        run_all()
        Path("benchmarks.py").write_text(MAKE)
    owner = {"restore": dvc_private.StageCache, "dump_stages": dvc_private.Lockfile}.get(
        step, Path if step == "replace" else dvc_private.Stage
    )
    act = getattr(owner, step)

    def killed(*given: object, **named: object) -> None:
        if after:
            act(*given, **named)
        raise SystemExit

    with monkeypatch.context() as kill:
        kill.setattr(owner, step, killed)
        with pytest.raises(SystemExit):
            run_all()
    run_all()
    assert stale() == set()
    recorded, made_again = lockfile.recorded(), {path: path.read_text() for path in OUTPUTS}
    for path in (Path("out"), Path(".dvc/cache")):
        shutil.rmtree(path)
    Path("dvc.lock").unlink()
    run_all()
    assert lockfile.recorded() == recorded
    assert {path: path.read_text() for path in OUTPUTS} == made_again


def test_dvc_draws_no_bars_among_ours() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    with Tqdm(total=2, desc="Waiting to acquire lock", file=terminal) as bar:
        bar.update(1)
    assert terminal.getvalue() == ""
