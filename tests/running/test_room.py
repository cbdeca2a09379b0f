"""What a run needs is estimated from its data, and said beside what is free."""

from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from benchmarks.contract import paths
from benchmarks.contract.csv import as_csv
from benchmarks.running import room
from benchmarks.running.room import Size

SETTINGS = SimpleNamespace(baseline=lambda _: SimpleNamespace(defined_in=""))
PLAN = SimpleNamespace(seeds=2, views=["all", "cold"], left_out="")
SIZE = Size(users=3_000, items=20_000, interactions=1_000_000, lists=2_000)
CELLS = [("b", "popular"), ("b", "ease")]
ARRAY = 3_000**2 * 8  # of EASE through the users' side, in bytes


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Size, "of", staticmethod(lambda _: SIZE))
    monkeypatch.setattr(room.CellPlan, "read", lambda _: PLAN)
    monkeypatch.setattr(room, "free_memory", lambda: 8e9)
    monkeypatch.setattr(room, "disk_usage", lambda _: SimpleNamespace(free=50e9))
    monkeypatch.setattr(paths, "tables", lambda: Path("nowhere"))


def test_the_disk_that_lists_scores_and_their_copies_take_is_said() -> None:
    # 2,000 users x 100 places x 2 views x 2 seeds x 17.5 bytes = 14 MB a cell
    needed, short = room.told(CELLS, SETTINGS, jobs=1)
    assert needed.startswith("about 0.0 of 50.0 GB free disk and 0.4 of 8.0 GB free memory")
    many = [(f"b{number}", "popular") for number in range(1_000)]
    assert room.told(many, SETTINGS, jobs=1)[0].startswith("about 14.0 of 50.0 GB free disk")
    assert short == []


def test_the_memory_of_those_that_run_side_by_side_is_what_baselines_say_and_the_data() -> None:
    by_data = 160 * 2**20 + 120 * SIZE.interactions
    memory = list(room._memory(CELLS, {"b": SIZE}, SETTINGS))
    assert memory == [by_data, by_data + 2 * ARRAY]


def test_a_cell_that_needs_too_much_for_its_kind_does_not_run_and_counts_nothing() -> None:
    huge = Size(users=100_000, items=200_000, interactions=10, lists=10)
    assert max(room._memory(CELLS, {"b": huge}, SETTINGS)) < 0.2e9


def test_baselines_are_not_asked_where_no_array_of_theirs_can_be_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room.subprocess, "run", Mock(side_effect=AssertionError))
    small = Size(users=1_000, items=2_000, interactions=10, lists=10)
    assert max(room._memory(CELLS, {"b": small}, SETTINGS)) < 0.2e9


def test_what_was_measured_before_counts_where_it_is_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"benchmark": "b", "baseline": "popular", "peak_mib": 2000.0}
    (tmp_path / "measured.csv").write_text(as_csv(row, [row]))
    monkeypatch.setattr(paths, "tables", lambda: tmp_path)
    assert max(room._memory(CELLS, {"b": SIZE}, SETTINGS)) == 2000 * 2**20


def test_what_is_too_little_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_memory", lambda: 0.1e9)
    monkeypatch.setattr(room, "disk_usage", lambda _: SimpleNamespace(free=1e6))
    _, (disk, memory) = room.told(CELLS, SETTINGS, jobs=2)
    assert disk == "disk: cells need about 0.0 GB, 0.0 GB are free; free some"
    assert memory.endswith("0.1 GB are free; free some, or run fewer with JOBS=1")


def test_a_baseline_that_cannot_be_imported_says_nothing_of_its_size() -> None:
    assert room.gigabytes("no_such_baseline", "", SIZE) == 0


def test_the_share_of_a_machine_that_a_container_has_is_what_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(room, "_CGROUP", tmp_path)
    assert room.free_memory() > 0, "without one the machine's"
    (tmp_path / "memory.max").write_text("3000\n")
    (tmp_path / "memory.current").write_text("1000\n")
    assert room.free_memory() == 2000
    (tmp_path / "memory.max").write_text("max\n")
    assert room.free_memory() > 2000
