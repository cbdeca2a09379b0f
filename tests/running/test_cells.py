"""What a cell is called and what it makes stand in dvc.yaml too; they agree."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from benchmarks.contract import paths
from benchmarks.running import cells

ROOT = Path(__file__).parents[2]
CELL = ("${item.benchmark}", "${item.baseline}")


def test_a_cell_is_called_and_makes_what_dvc_yaml_says() -> None:
    document = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))
    stage = document["stages"][cells.STAGE]
    assert list(stage["matrix"]) == ["benchmark", "baseline"]
    assert stage["outs"] == [path.as_posix() for path in cells.outputs(CELL)]
    assert cells.is_cell(cells.stage_name(("a", "b")))
    assert not cells.is_cell("score@a")


def test_nothing_is_left_of_cells_that_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    every, left = (("films", "ease"), ("films", "gone")), [("films", "ease")]
    for cell in every:
        folder, measured = cells.outputs(cell)
        folder.mkdir(parents=True)
        for file in (folder / "cell.json", measured, paths.log(*cell)):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
    cells.prune(left)
    named = {path.stem for path in Path("runs").glob("*/films/*")}
    assert named == {"ease"}
