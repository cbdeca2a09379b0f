"""Stages on a cluster of processes here: the same bytes, whoever is lost, slow or late."""

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
from tests.worlds.cluster import GIVEN_UP_SECONDS, Cluster, wait_for

pytestmark = pytest.mark.slow

MADE = ("data/splits", "runs/fit", "runs/score", "runs/collect")
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


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path)
    yield started
    started.close()


def taken(clone: Clone) -> dict[str, bytes]:
    """Return what stages made of the benchmark `tiny`, and remove it with what DVC keeps of all.

    What was measured is no part of it.
    """
    files = [
        path
        for name in MADE
        for path in sorted((clone.folder / name / "tiny").rglob("*"))
        if path.is_file() and path.stem != "measured"
    ]
    content = {path.relative_to(clone.folder).as_posix(): path.read_bytes() for path in files}
    for name in (*MADE, ".dvc/cache"):
        shutil.rmtree(clone.folder / name, ignore_errors=True)
    return content


def start(clone: Clone, *arguments: str) -> "subprocess.Popen[str]":
    """Start Python in a clone."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=clone.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def start_cells(clone: Clone, address: str, *cells: str) -> "subprocess.Popen[str]":
    """Start an executor that is given cells and nothing else."""
    clone.write("run.py", RUN)
    return start(clone, "run.py", address, *cells)


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
    deadline = time.monotonic() + GIVEN_UP_SECONDS
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline, f"{pid} goes on without its worker"
        time.sleep(0.05)


def test_a_lost_a_slow_and_a_late_worker_give_the_bytes_of_this_machine(
    clone: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    here = taken(clone)
    assert {name.split("/")[1] for name in here} == {"splits", "fit", "score", "collect"}
    part = ("repro", "--benchmark", "tiny", "--engine", "dask", "--scheduler", cluster.address)
    run = start(clone, "-m", "benchmarks", *part)
    assert cluster.address in read_until(run, "waiting for workers")
    lost, slow, late = (tmp_path / name for name in ("lost", "slow", "late"))
    first = cluster.add(mark=lost, until=tmp_path / "never")
    wait_for(lost)
    cluster.add(mark=slow, until=late)
    first.send_signal(signal.SIGKILL)
    wait_for_end(int(lost.read_text()))
    wait_for(slow)
    cluster.add(mark=late)
    printed, errors = run.communicate()
    assert run.returncode == 0, printed + errors
    assert taken(clone) == here
    ran_there = json.loads(clone.read("runs/workers.json"))["stages"]
    assert {name.partition("@")[0] for name in ran_there} == {"split", "fit", "score", "collect"}


def test_a_stage_that_ends_its_worker_three_times_has_failed_and_others_go_on(
    clone: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    run = start_cells(clone, cluster.address, "tiny/svd", "tiny/ease")
    for place in range(3):
        mark = tmp_path / str(place)
        worker = cluster.add(mark=mark, until=tmp_path / "never")
        wait_for(mark)
        worker.send_signal(signal.SIGKILL)
    cluster.add()
    ended = outcomes(run)
    assert ended["tiny/svd"][:2] == [
        1,
        "error: 3 workers died while they ran it; was there enough memory?",
    ]
    assert ended["tiny/ease"][0] == 0


def test_a_worker_with_another_package_is_refused_with_the_difference(
    clone: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    other = tmp_path / "other/scipy-1.0.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: scipy\nVersion: 1.0\n")
    cluster.add_with({"PYTHONPATH": str(other.parent)})
    run = start_cells(clone, cluster.address, "tiny/ease")
    line = read_until(run, "refused")
    assert "scipy 1.0 (here " in line
    assert line.count("(here") == 1
    assert "1 refused" in read_until(run, "waiting for workers")
    cluster.add()
    status, _, where = outcomes(run)["tiny/ease"]
    assert status == 0
    assert where["packages"]["scipy"] != "1.0"
    assert where["kernels"]


def test_nothing_at_an_address_is_one_line(clone: Clone) -> None:
    part = ("--benchmark", "tiny", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    printed = clone.repro(*part, status=1)
    assert "no Dask scheduler answers" in printed
    assert "Traceback" not in printed


def test_a_search_on_a_cluster_of_processes_here_tries_the_same_values(clone: Clone) -> None:
    search = ("tune", "--benchmark", "tiny", "--baseline", "svd")
    tried = []
    for engine in ("local", "dask"):
        done = clone.run("benchmarks", *search, "--engine", engine, "--jobs", "2")
        assert done.returncode == 0, done.stderr
        tried.append([clone.read("tuned/tiny/svd.csv"), clone.read("tuned/tiny.yaml")])
        shutil.rmtree(clone.folder / "tuned/tiny")
    assert tried[0] == tried[1]
