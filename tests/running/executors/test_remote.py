"""What a worker of a cluster is sent, and what it tells the stages that it runs."""

import pickle
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("distributed", reason="Dask is not installed: make test ENGINE=dask")
from benchmarks.contract import paths
from benchmarks.running.executors import remote

UNPACK = """
import pickle, sys
function = pickle.load(sys.stdin.buffer)
print(function.__name__, [name for name in sys.modules if name.startswith("benchmarks")])
"""


def test_what_travels_to_a_worker_needs_no_module_of_ours(tmp_path: Path) -> None:
    sent = pickle.dumps(remote.carried(remote.perform))
    command = [sys.executable, "-I", "-c", UNPACK]
    there = subprocess.run(command, input=sent, cwd=tmp_path, capture_output=True)
    assert there.stdout.split() == [b"perform", b"[]"], there.stderr.decode()


def test_a_stage_knows_the_folders_in_which_others_of_its_worker_and_machine_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = tmp_path / "dask-scratch-space/worker-1"
    space.mkdir(parents=True)
    monkeypatch.setattr(remote, "get_worker", lambda: SimpleNamespace(local_directory=str(space)))
    monkeypatch.setattr(remote, "_is_wanted", lambda: True)
    tells = f"import os; print(os.getcwd(), os.environ[{paths.CLOSED!r}], sep=os.linesep)"
    ended = remote.perform(["-c", tells], {}, [])
    folder, closed = ended["printed"].splitlines()
    assert ended["status"] == 0
    assert Path(folder).parent == space
    with monkeypatch.context() as on_worker:
        on_worker.setenv(paths.CLOSED, closed)
        assert paths.closed() == (space, space.parent)
    assert paths.closed() == ()
