"""A fit that searches the disk for its test items finds none; it is asked when it has ended."""

import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.contract import paths
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.errors import UserError
from benchmarks.isolation import landlock
from benchmarks.isolation.places import WANTS_PAIRS, Places
from benchmarks.isolation.watch import _Exchange
from benchmarks.protocol import training
from benchmarks.protocol.model import load
from benchmarks.protocol.queries import Folder
from benchmarks.protocol.run import run
from tests.worlds.wild import BENCHMARK, HONEST, PLAN, Project

# Looks from where it is up to the root of the project, and at what its process has open.
SPY = """
import json, sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
from baselines.popular import Model as Popular

ROOT = Path({line!r})


def candidates():
    for folder in [Path.cwd(), *Path.cwd().parents]:
        if folder == ROOT or ROOT in folder.parents:
            yield from folder.rglob('*.parquet')
    yield from ROOT.rglob('*.parquet')
    yield from ROOT.joinpath('.dvc').rglob('*')
    yield from Path('/proc/self/fd').glob('*')


def pairs(path):
    try:
        rows = pq.read_table(path, columns=['user', 'item'])
    except Exception:
        return set()
    return set(zip(rows['user'].to_pylist(), rows['item'].to_pylist()))


class Model(Popular):
    def fit(self, train):
        super().fit(train)
        looked = sorted(set(candidates()))
        known = set(zip(train.users.tolist(), train.items.tolist()))
        told = Counter(pair for path in looked for pair in pairs(path) - known)
        self.held_out = [pair for pair in told if told[pair] == max(told.values())]
        print(json.dumps([str(path) for path in looked]), len(self.held_out), file=sys.stderr)
        return self

    def scores(self, users):
        scores = super().scores(users).astype(float)
        for row, user in enumerate(users):
            scores[row, [item for whose, item in self.held_out if whose == user]] += 1e6
        return scores
"""
# Keeps the pairs of its first run for the lists of the second.
REMEMBERS = """
from baselines.popular import Model as Popular

ASKED = set()


class Model(Popular):
    def scores(self, users):
        scores = super().scores(users).astype(float)
        for row, user in enumerate(users):
            scores[row, [item for whose, item in ASKED if whose == user]] += 1e6
        return scores

    def ratings(self, users, items):
        ASKED.update(zip(users.tolist(), items.tolist()))
        return 0.0 * users + {line}
"""
PAIR = ["user", "item"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    project = Project.make(tmp_path)
    cache = tmp_path / ".dvc/cache/files/md5/ab"  # DVC keeps there what stages made
    cache.mkdir(parents=True)
    test = paths.test(BENCHMARK) / "interactions.parquet"
    cache.joinpath("cdef").write_bytes(test.read_bytes())
    return project


def pairs(path: Path) -> set[tuple[int, int]]:
    rows = pq.read_table(path, columns=PAIR)
    return set(zip(rows["user"].to_pylist(), rows["item"].to_pylist(), strict=True))


def held_out() -> set[tuple[int, int]]:
    return pairs(paths.test(BENCHMARK) / "interactions.parquet")


def hits(folder: Path) -> int:
    """Count the first five places of lists that hold a test item."""
    lists, test = pq.read_table(folder / "lists.parquet").to_pylist(), held_out()
    return sum((row["user"], row["item"]) in test for row in lists if row["rank"] <= 5)


@pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")
def test_a_fit_that_searches_the_disk_for_its_test_items_finds_none(project: Project) -> None:
    project.run("spy", str(project.folder), SPY)
    printed = project.printed("spy").decode()
    for place in ("test/interactions", "ask/pairs", "prepared/tastes/interactions", "ab/cdef"):
        assert place in printed, "it looked where they lie"
    assert "] 0\n" in printed, "what it could read tells of no pair beyond training"
    assert project.lists("spy") == project.lists(HONEST)


@pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")
def test_a_fit_of_a_fold_finds_nothing_of_others_whose_training_part_has_its_test_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    project = Project.make(tmp_path, "k_fold")
    project.run("spy", str(project.folder), SPY)
    printed = project.printed("spy").decode()
    assert "train/interactions" in printed, "it looked where they lie"
    assert "] 0\n" in printed, "what it could read tells of no pair beyond its own fold"
    assert project.lists("spy") == project.lists(HONEST)


@pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")
def test_a_fit_finds_nothing_in_the_folders_of_other_stages_of_a_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    ours, sibling, others = (scratch / name for name in ("one/ours", "one/sibling", "two/others"))
    ours.mkdir(parents=True)
    monkeypatch.chdir(ours)
    monkeypatch.syspath_prepend(ours)
    project = Project.make(ours)
    for stage in (sibling, others):
        shutil.copytree(paths.test(BENCHMARK), stage / paths.test(BENCHMARK))
    project.run("at_large", str(scratch), SPY)
    assert project.lists("at_large") != project.lists(HONEST), "they tell of test items"
    monkeypatch.setenv(paths.CLOSED, os.pathsep.join(map(str, (scratch, scratch / "one"))))
    project.run("spy", str(scratch), SPY)
    printed = project.printed("spy").decode()
    assert str(sibling) in printed, "it looked there"
    assert str(others) in printed, "it looked there"
    assert project.lists("spy") == project.lists(HONEST)


@pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")
def test_no_thread_of_a_fit_is_free_of_what_confines_it(project: Project) -> None:
    statuses = "Path('/proc/self/task').glob('*/status')"
    project.run("looks", f"assert all('NoNewPrivs:\t1' in each.read_text() for each in {statuses})")
    assert project.lists("looks") == project.lists(HONEST)


def test_the_same_fit_with_nothing_to_stop_it_finds_them(project: Project) -> None:
    (project.folder / "at_large.py").write_text(SPY.format(line=str(project.folder)))
    document = {name: value for name, value in PLAN.items() if name != "schema"}
    plan = CellPlan(**document, baseline="spy", defined_in="at_large:Model")
    source, questions = training.read(paths.train(BENCHMARK)), Folder(paths.ask(BENCHMARK))
    run(plan, load(plan.baseline, plan.defined_in), source, questions, project.folder / "made")
    assert hits(project.folder / "made") > 2 * hits(paths.cell(BENCHMARK, HONEST))


@pytest.mark.usefixtures("project")
def test_what_lies_beside_the_training_part_tells_nothing_of_the_test_part() -> None:
    for path in paths.train(BENCHMARK).glob("*.parquet"):
        columns = set(pq.read_schema(path).names)
        assert not set(PAIR) <= columns or not pairs(path) & held_out(), path
        assert "user" not in columns or path.name == "interactions.parquet"


def test_pairs_to_rate_are_told_when_the_lists_of_all_seeds_are_written(project: Project) -> None:
    project.run("remembers", "3.0", REMEMBERS, seeds=2)
    project.run("twice", seeds=2)
    assert project.lists("remembers") == project.lists("twice")
    assert paths.cell(BENCHMARK, "remembers").joinpath("predictions.parquet").exists()


@pytest.fixture
def exchange(tmp_path: Path) -> _Exchange:
    """What goes in and out of a cell, of which a file with the pairs to rate."""
    places = Places(tmp_path / "train", tmp_path / "scratch", tmp_path / "log", (), (), (), ())
    for folder in (places.made, places.handed, tmp_path / "ask", tmp_path / "cell"):
        folder.mkdir(parents=True)
    (tmp_path / "ask/pairs.parquet").write_bytes(b"pairs")
    return _Exchange(places, tmp_path / "ask", tmp_path / "cell")


def test_the_lists_are_taken_before_pairs_are_handed_over_and_not_looked_at_again(
    exchange: _Exchange,
) -> None:
    made, handed = exchange.places.made, exchange.places.handed
    with pytest.raises(UserError, match=r"left no lists\.parquet"):
        exchange.hand_over(WANTS_PAIRS)
    assert not list(handed.iterdir())
    (made / "lists.parquet").write_bytes(b"blind")
    exchange.hand_over(WANTS_PAIRS)
    assert (handed / "pairs.parquet").read_bytes() == b"pairs"
    (made / "lists.parquet").write_bytes(b"knowing")
    with pytest.raises(UserError, match="asked twice"):
        exchange.hand_over(WANTS_PAIRS)
    for name in ("cell.json", "measured.json"):
        (made / name).write_text("{}", encoding="utf-8")
    exchange.result()
    assert (exchange.folder / "lists.parquet").read_bytes() == b"blind"


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_file_is_not_taken(exchange: _Exchange, kind: str) -> None:
    path = exchange.places.made / "cell.json"
    if kind == "link":
        path.symlink_to(exchange.ask / "pairs.parquet")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(UserError, match=r"left no cell\.json"):
        exchange.result()
    assert not list(exchange.folder.iterdir())
