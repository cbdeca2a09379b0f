"""The extra study beside the default one: what its baselines ran with, and which could not."""

import shutil
from pathlib import Path

import pytest

from benchmarks.report.prose import beside
from benchmarks.report.sections.extra import OfBenchmark, extra
from tests.worlds import films

ROOT = Path(__file__).parents[3]


@pytest.fixture(name="boards")
def _boards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, OfBenchmark]:
    """The committed tables of the extra study, beside a default one that has none of its names."""
    films.write_inputs(tmp_path)
    shutil.copytree(ROOT / "reports/extra", tmp_path / "reports/extra")
    monkeypatch.chdir(tmp_path)
    study = extra(films.settled())
    assert study is not None
    return {board.name: board for board in study.benchmarks}


def test_it_says_what_was_searched_and_what_was_not_applicable(
    boards: dict[str, OfBenchmark], tmp_path: Path
) -> None:
    name = "instacart-sample-baskets"
    cells = (tmp_path / "reports/extra/cells.csv").read_text("utf-8").splitlines()
    here = [line for line in cells if line.startswith(f"{name},")]
    ran = [line for line in here if ",ok," in line and '"{""' in line]
    said = beside.cells(boards[name])
    assert said.startswith(f"Of {len(ran)} baselines with parameters ")
    assert "Not applicable (needs times): Buy again and Buy again + EASE." in said
    assert said.count("(needs ") == 4


def test_a_baseline_of_the_extra_study_alone_has_the_name_that_people_write(
    boards: dict[str, OfBenchmark],
) -> None:
    rows = {baseline for baseline, _ in boards["ml-100k-leave-last"].table.rows}
    assert {"SASRec", "GRU4Rec", "LightGCN"} <= rows
