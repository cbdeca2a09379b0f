"""Stages on a cluster of processes here: the same bytes, whoever is lost, slow or late.

What a worker does to a stage is said by variables of its environment, which the baseline `held`
heeds: MARK, a file that it writes when it begins; UNTIL, a file that it waits for before it ends.
"""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.clone import Clone

pytest.importorskip("distributed", reason="Dask is not installed: make test ENGINE=dask")
from tests.worlds.cluster import Cluster, wait_for

pytestmark = pytest.mark.slow

HELD = '''
"""Popular, unless its worker says more."""

import os
import time
from pathlib import Path

from baselines import popular


class Model(popular.Model):
    def fit(self, train):
        if "MARK" in os.environ:
            Path(os.environ["MARK"]).write_text(str(os.getpid()))
        while "UNTIL" in os.environ and not Path(os.environ["UNTIL"]).exists():
            time.sleep(0.05)
        return super().fit(train)
'''
RUN = """
import json, sys
from pathlib import Path
from benchmarks.running.executors.connecting import cluster
from benchmarks.running.executors.executor import Task

if __name__ == "__main__":
    with cluster(sys.argv[1], jobs=2) as executor:
        futures = {}
        for name in sys.argv[2:]:
            benchmark, baseline = name.split("/")
            plan = Path("runs/plan", benchmark, f"{baseline}.json")
            inputs = plan, Path("data/splits", benchmark, "train")
            outputs = Path("runs/fit", name), Path("runs/measured", f"{name}.json")
            futures[name] = executor.submit(Task(name, ("fit", *name.split("/")), inputs, outputs))
        ended = {name: future.result() for name, future in futures.items()}
    print(json.dumps({name: [o.status, o.errors, o.where] for name, o in ended.items()}))
"""
CELLS = ("tiny/held", "tiny-temporal/held", "tiny/ease", "tiny-temporal/svd")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone with its splits."""
    clone = Clone.make(tmp_path_factory.mktemp("cluster") / "checkout")
    clone.edit("params.yaml", "\n  uniform: {}", "\n  held: {}")
    clone.write("baselines/held.py", HELD.lstrip())
    clone.write("run.py", RUN)
    clone.dvc("repro", "--quiet", "plan", "study", "split")
    return clone


@pytest.fixture(scope="module")
def here(checkout: Clone) -> dict[str, bytes]:
    """What the cells make when they run here."""
    for cell in CELLS:
        done = checkout.run("benchmarks", "fit", *cell.split("/"))
        assert done.returncode == 0, done.stderr
    return taken(checkout)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path)
    yield started
    started.close()


def taken(clone: Clone) -> dict[str, bytes]:
    """Return what the cells made, and remove it; what was measured is no part of it."""
    fits = clone.folder / "runs/fit"
    files = [path for path in sorted(fits.rglob("*")) if path.is_file()]
    content = {path.relative_to(fits).as_posix(): path.read_bytes() for path in files}
    shutil.rmtree(fits)
    return content


def start(clone: Clone, address: str, *cells: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "run.py", address, *cells],
        cwd=clone.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_until(run: "subprocess.Popen[str]", words: str) -> str:
    """Return the line of standard error that has the words."""
    assert run.stderr
    lines = []
    for line in run.stderr:
        lines.append(line)
        if words in line:
            return line
    raise AssertionError(f"no {words!r} in {''.join(lines)}")


def outcomes(run: "subprocess.Popen[str]") -> dict[str, Any]:
    printed, errors = run.communicate()
    assert run.returncode == 0, errors
    return dict(json.loads(printed.splitlines()[-1]))


def wait_for_end(pid: int) -> None:
    """Wait until no process has this number."""
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline, f"{pid} goes on without its worker"
        time.sleep(0.05)


def test_a_lost_a_slow_and_a_late_worker_give_the_bytes_of_this_machine(
    checkout: Clone, here: dict[str, bytes], cluster: Cluster, tmp_path: Path
) -> None:
    lost, slow, late, never = (tmp_path / name for name in ("lost", "slow", "late", "never"))
    run = start(checkout, cluster.address, *CELLS)
    assert cluster.address in read_until(run, "waiting for workers")
    first = cluster.add(MARK=str(lost), UNTIL=str(never))
    wait_for(lost)
    cluster.add(MARK=str(slow), UNTIL=str(late))
    first.send_signal(signal.SIGKILL)
    wait_for_end(int(lost.read_text()))
    wait_for(slow)
    cluster.add(MARK=str(late))
    ended = outcomes(run)
    assert {cell: status for cell, (status, *_) in ended.items()} == dict.fromkeys(CELLS, 0)
    assert taken(checkout) == here


def test_a_stage_that_ends_its_worker_three_times_has_failed_and_others_go_on(
    checkout: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    run = start(checkout, cluster.address, "tiny/held", "tiny/ease")
    for place in range(3):
        mark = tmp_path / str(place)
        worker = cluster.add(MARK=str(mark), UNTIL=str(tmp_path / "never"))
        wait_for(mark)
        worker.send_signal(signal.SIGKILL)
    cluster.add()
    ended = outcomes(run)
    assert ended["tiny/held"][:2] == [
        1,
        "error: 3 workers died while they ran it; was there enough memory?",
    ]
    assert ended["tiny/ease"][0] == 0


def test_a_worker_with_another_package_is_refused_with_the_difference(
    checkout: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    other = tmp_path / "other/scipy-1.0.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: scipy\nVersion: 1.0\n")
    cluster.add(PYTHONPATH=str(other.parent))
    run = start(checkout, cluster.address, "tiny/ease")
    line = read_until(run, "refused")
    assert "scipy 1.0 (here " in line
    assert line.count("(here") == 1
    assert "1 refused" in read_until(run, "waiting for workers")
    cluster.add()
    status, _, where = outcomes(run)["tiny/ease"]
    assert status == 0
    assert where["packages"]["scipy"] != "1.0"
    assert where["kernels"]


def test_nothing_at_an_address_is_one_line(checkout: Clone) -> None:
    run = start(checkout, "tcp://127.0.0.1:9", "tiny/ease")
    _, errors = run.communicate()
    assert run.returncode != 0
    assert "no Dask scheduler answers" in errors


def test_a_cluster_of_its_own_gives_the_bytes_of_this_machine(
    checkout: Clone, here: dict[str, bytes]
) -> None:
    ended = outcomes(start(checkout, "", "tiny/ease", "tiny-temporal/svd"))
    assert [status for status, *_ in ended.values()] == [0, 0]
    content = taken(checkout)
    assert {path.split("/")[1] for path in content} == {"ease", "svd"}
    assert content.items() <= here.items()
