"""One cell: what becomes of it that is not wanted, or cannot run."""

from pathlib import Path

import pytest

from benchmarks.contract import paths
from benchmarks.contract.documents import CellPlan
from benchmarks.contract.files import read_json
from benchmarks.protocol import fitting
from benchmarks.protocol.run import leave_out
from benchmarks.results import cells
from tests.worlds import prepared
from tests.worlds.planned import fit, split

PLAN = CellPlan(
    benchmark="films",
    baseline="not_even_there",
    parameters={},
    origin={},
    seeds=3,
    kernels="haswell",
    views={},
    code={},
    left_out="left out: on purpose",
)


def test_a_cell_that_is_left_out_is_not_run_and_says_why(tmp_path: Path) -> None:
    measured = leave_out(PLAN, tmp_path)
    assert measured["runs"] == []
    assert read_json(tmp_path / "cell.json")["not_applicable"] == "left out: on purpose"
    state = cells.state(tmp_path)
    assert (state["status"], state["reason"]) == ("not applicable", "left out: on purpose")
    assert [path.name for path in tmp_path.iterdir()] == ["cell.json"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_cannot_run_in_one_fold_runs_in_none(
    place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    prepared.make(prepared.RULES["rolling"])
    split("tastes")
    every_fold = iter(range(3))
    monkeypatch.setattr(
        fitting, "not_applicable", lambda *_: "needs more" if next(every_fold) == place else None
    )
    fit("tastes", "popular")
    folder = paths.cell("tastes", "popular")
    state = cells.state(folder)
    assert (state["status"], state["reason"]) == ("not applicable", "needs more")
    assert not (folder / "lists.parquet").exists()
