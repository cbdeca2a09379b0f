"""A baseline that misbehaves ends as a failed cell with its reason, or changes nothing."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psutil
import pytest

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.isolation import landlock, processes, watch
from benchmarks.isolation.places import HANDED_OVER
from tests.worlds.wild import HONEST, Project

confined = pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")


@pytest.fixture(scope="module")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    import_module("numba")  # in no process of ours: a cell is forked from one that may have it
    folder, before = tmp_path_factory.mktemp("wild"), Path.cwd()
    os.chdir(folder)
    yield Project.make(folder)
    os.chdir(before)
    sys.path.remove(str(folder))


@pytest.fixture
def project(_project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project for all tests: a cell changes nothing of it but what is its own."""
    monkeypatch.chdir(_project.folder)
    return _project


@pytest.mark.parametrize(
    ("name", "line"),
    {
        "changes_directory": "os.chdir('/')",
        "sets_errors_of_numpy": "np.seterr(all='raise')",
        "makes_warnings_errors": "warnings.simplefilter('error')",
        "seeds_all_that_draws": "np.random.seed(1); random.seed(1)",
        "forgets_the_environment": "os.environ.clear()",
        "prints_bytes": r"os.write(1, b'\xff\xfe\x00\x1b[31m')",
        "closes_its_output": "os.closerange(1, 3)",
        "gives_a_matrix_other_data": "train.positives.data = 0 * train.positives.data",
        "empties_a_matrix": "train.seen.indptr = 0 * train.seen.indptr",
        "ignores_signals": "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "leaves_a_thread": "threading.Thread(target=time.sleep, args=(600,)).start()",
        "writes_where_it_is": "Path('junk').write_text('x' * 1000)",
        "keeps_what_numba_compiles": "__import__('numba').njit(cache=True)(lambda x: x + 1)(1)",
    }.items(),
)
def test_what_a_fit_does_to_its_own_process_changes_no_list(
    project: Project, name: str, line: str
) -> None:
    project.run(name, line)
    assert project.lists(name) == project.lists(HONEST)


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("exits", "os._exit(0)", "ended with status 0 without a result"),
        ("exits_like_ctrl_c", "os._exit(130)", "ended with status 130 without a result"),
        ("interrupts", "raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("leaves", "raise SystemExit(0)", "SystemExit: 0"),
        ("crashes", "ctypes.string_at(0)", r"ended with status -11 \(SIGSEGV\) without a result"),
        ("kills", "os.kill(os.getpid(), 9)", "status -9 .*was there enough memory"),
        ("writes_an_array", "train.positives.data[:] = 0", "read-only.*copy what is to be changed"),
        ("writes_users", "train.users[0] = 7", "read-only"),
        ("closes_all", "os.closerange(3, 100)", "ended with status 1 without a result"),
        (
            "says_what_cannot_be_written",
            r"raise ValueError('lone \udcff, \x1b[31mred\x1b[0m, \x00')",
            r"^ValueError: lone \\udcff, \\x1b\[31mred\\x1b\[0m, \\x00$",
        ),
        (
            "cannot_say_why",
            "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})",
            "^Odd: it cannot say what$",
        ),
    ],
)
def test_a_fit_that_ends_its_process_is_a_failed_cell_with_its_reason(
    project: Project, name: str, line: str, reason: str
) -> None:
    with pytest.raises(UserError, match=reason):
        project.run(name, line)
    assert re.search(reason, project.reason(name))


@pytest.mark.parametrize("comes_first", ["its end", "the answer"])
def test_a_cell_that_is_killed_as_it_is_answered_has_failed_with_that_reason(
    project: Project, monkeypatch: pytest.MonkeyPatch, comes_first: str
) -> None:
    others, write = living(), os.write

    def send(number: int, state: str) -> None:
        (cell,) = living() - others
        os.kill(cell, number)
        while psutil.Process(cell).status() != state:
            time.sleep(0.01)

    def answer(channel: int, said: bytes) -> int:
        if said != HANDED_OVER:
            return write(channel, said)
        if comes_first == "its end":
            send(signal.SIGKILL, psutil.STATUS_ZOMBIE)
            return write(channel, said)
        send(signal.SIGSTOP, psutil.STATUS_STOPPED)  # so that it does not read the answer
        written = write(channel, said)
        send(signal.SIGKILL, psutil.STATUS_ZOMBIE)
        return written

    monkeypatch.setattr(os, "write", answer)
    with pytest.raises(UserError, match=r"ended with status -9 .*was there enough memory"):
        project.run("unlucky")


def test_the_log_of_a_cell_that_crashes_says_where(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UserError, match="SIGSEGV"):
        project.run("crashes_somewhere", "ctypes.string_at(0)")
    log = Path("runs/logs/tastes/crashes_somewhere.log").read_text("utf-8")
    assert "Segmentation fault" in log
    assert 'crashes_somewhere.py", line' in log
    assert "Segmentation fault" not in capfd.readouterr().err


def limit(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Let params.yaml say a limit."""
    Path("limited.yaml").write_text(f"seeds: 1\n{line}  # of each cell\n", encoding="utf-8")
    monkeypatch.setattr(paths, "PARAMS", Path("limited.yaml"))


def test_a_fit_that_does_not_end_is_ended_at_its_time_limit(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, "most_hours: 0.0003")
    with pytest.raises(UserError, match=r"took longer than 1\.08 seconds; most_hours"):
        project.run("loops", "while True: pass")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("takes_all", "taken = [bytearray(b'x' * 2**24) for _ in range(2000)]"),
        (
            "lets_others_take_all",
            "os.fork() or [bytearray(b'x' * 2**24) for _ in range(2000)]; time.sleep(600)",
        ),
    ],
)
def test_a_fit_that_takes_more_memory_than_it_may_is_ended(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, line: str
) -> None:
    most = sum(processes.resident([os.getpid()]).values()) / 1e9 + 0.5
    limit(monkeypatch, f"most_gigabytes: {most:.2f}")
    with pytest.raises(UserError, match=r"^took more than [\d.]+ GB of memory; most_hours and"):
        project.run(name, line)


def test_a_fit_that_prints_without_end_is_ended(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_MOST_PRINTED", 2**20)
    with pytest.raises(UserError, match="printed more than 1 MiB"):
        project.run("prints", "while True: print('x' * 1000)")


def living() -> set[int]:
    """Return the children of this process that have not ended."""
    every = psutil.Process().children()
    return {each.pid for each in every if each.status() != psutil.STATUS_ZOMBIE}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("forks", "os.fork() or (os.setsid(), time.sleep(600))"),
        (
            "has_another_name",
            "os.fork() or (ctypes.CDLL(None).prctl(15, 'größe'.encode()), time.sleep(600))",
        ),
        ("starts", "subprocess.Popen(['sleep', '600'], start_new_session=True)"),
        ("forks_twice", "os.fork() or (os.fork() and os._exit(0), os.setsid(), time.sleep(600))"),
    ],
)
def test_what_a_fit_leaves_running_ends_with_it(project: Project, name: str, line: str) -> None:
    before = living()
    project.run(name, line)
    assert living() <= before
    assert project.lists(name) == project.lists(HONEST)
    assert b"\nprocesses that the cell left behind and that were ended: " in project.printed(name)


def test_what_a_fit_prints_is_kept(project: Project) -> None:
    project.run(
        "talks", r"print('fitted'); os.write(2, b'\xff\x00\n'); os.system('echo a program')"
    )
    assert project.printed("talks").startswith(b"fitted\n\xff\x00\na program\n")


PLACES = (
    "data/splits/tastes/train/items.parquet",
    "runs/fit/tastes/honest/lists.parquet",
    "runs/fit/tastes/honest/new",
    "params.yaml",
    "new",
    "../new",
)
OUTSIDE = """
        for path in map(Path, {paths}):
            for write in (lambda: path.write_bytes(b'x'), lambda: os.truncate(path, 0),
                          lambda: os.remove(path), lambda: os.rename('here', path)):
                Path('here').touch()
                with suppress(OSError):
                    write()
"""


@confined
def test_a_fit_cannot_write_but_in_its_own_folder(project: Project) -> None:
    name = "writes_elsewhere"
    before = project.others(name)
    places = [str(project.folder / place) for place in PLACES]
    project.run(name, OUTSIDE.format(paths=places).strip())
    assert project.others(name) == before
    assert not (project.folder.parent / "new").exists()
    assert project.lists(name) == project.lists(HONEST)


@pytest.mark.parametrize(
    ("name", "line", "place"),
    [
        ("writes_to_training", "write_bytes(b'x')", "data/splits/tastes/train/items.parquet"),
        ("adds_to_training", "write_bytes(b'x')", "data/splits/tastes/train/new"),
        ("writes_to_a_cell", "write_bytes(b'x')", "runs/fit/tastes/honest/lists.parquet"),
        ("adds_to_a_cell", "touch()", "runs/fit/tastes/honest/new"),
        ("writes_to_code", "write_text('x')", "benchmarks/code.py"),
    ],
)
def test_where_nothing_keeps_a_fit_from_writing_elsewhere_it_is_noticed_and_named(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, line: str, place: str
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    (project.folder / "benchmarks").mkdir(exist_ok=True)
    Path("benchmarks/code.py").write_text("", encoding="utf-8")
    path = project.folder / place
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(UserError, match=rf"^wrote outside of its folder: .*{Path(place).parent}"):
        project.run(name, f"Path('{path}').{line}")
    path.unlink() if before is None else path.write_bytes(before)
