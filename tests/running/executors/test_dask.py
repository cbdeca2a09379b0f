"""Stages on a cluster of processes here: the same bytes, whoever is lost, slow or late."""

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.clone import Clone

pytest.importorskip("distributed", reason="Dask is not installed: make test ENGINE=dask")
from tests.worlds.cluster import Cluster, Run, wait_for_end

pytestmark = pytest.mark.slow

MADE = ("data/splits", "runs/fit", "runs/score", "runs/collect")
REPRO = ("-m", "benchmarks", "repro", "--benchmark", "tiny", "--engine", "dask")
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
            split = Path("data/splits", benchmark)
            inputs = plan, split / "train", split / "ask"
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


def start_cells(cluster: Cluster, clone: Clone, *cells: str) -> Run:
    """Start an executor that is given cells and nothing else."""
    clone.write("run.py", RUN)
    return cluster.run(clone, "run.py", cluster.address, *cells)


def outcomes(run: Run) -> dict[str, Any]:
    """Return how each cell ended: status, errors, where."""
    return dict(json.loads(run.end().splitlines()[-1]))


def test_a_lost_a_slow_and_a_late_worker_give_the_bytes_of_this_machine(
    clone: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    here = taken(clone)
    assert {name.split("/")[1] for name in here} == {"splits", "fit", "score", "collect"}
    run = cluster.run(clone, *REPRO, "--scheduler", cluster.address)
    assert cluster.address in run.until_it_says("waiting for workers")
    lost, slow, late = (tmp_path / name for name in ("lost", "slow", "late"))
    first = cluster.add(mark=lost, until=tmp_path / "never")
    run.until_there_is(lost)
    cluster.add(mark=slow, until=late)
    first.send_signal(signal.SIGKILL)
    wait_for_end(int(lost.read_text()))
    run.until_there_is(slow)
    cluster.add(mark=late)
    run.end()
    assert taken(clone) == here
    ran_there = json.loads(clone.read("runs/workers.json"))["stages"]
    assert {name.partition("@")[0] for name in ran_there} == {"split", "fit", "score", "collect"}


def test_a_stage_that_ends_its_worker_three_times_has_failed_and_others_go_on(
    clone: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    run = start_cells(cluster, clone, "tiny/svd", "tiny/ease")
    for place in range(3):
        mark = tmp_path / str(place)
        worker = cluster.add(mark=mark, until=tmp_path / "never")
        run.until_there_is(mark)
        worker.send_signal(signal.SIGKILL)
    cluster.add()
    ended = outcomes(run)
    assert ended["tiny/svd"][:2] == [
        1,
        "error: 3 workers died while they ran it; was there enough memory?",
    ]
    assert ended["tiny/ease"][:2] == [0, ""]


def test_a_worker_with_another_package_is_refused_with_the_difference(
    clone: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    other = tmp_path / "other/scipy-1.0.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: scipy\nVersion: 1.0\n")
    cluster.add_with({"PYTHONPATH": str(other.parent)})
    run = start_cells(cluster, clone, "tiny/ease")
    line = run.until_it_says("refused")
    assert "scipy 1.0 (here " in line
    assert line.count("(here") == 1
    run.until_it_says("1 refused")
    cluster.add()
    status, _, where = outcomes(run)["tiny/ease"]
    assert status == 0
    assert where["packages"]["scipy"] != "1.0"
    assert where["kernels"]


def test_a_lost_scheduler_ends_the_run_with_one_line(
    clone: Clone, cluster: Cluster, tmp_path: Path
) -> None:
    taken(clone)
    mark = tmp_path / "mark"
    cluster.add(mark=mark, until=tmp_path / "never")
    run = cluster.run(clone, *REPRO, "--scheduler", cluster.address)
    run.until_there_is(mark)
    cluster.scheduler.kill()
    run.end(status=1)
    assert run.errors().count("the Dask scheduler is lost; what was finished is kept") == 1
    assert "Traceback" not in run.errors()


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
