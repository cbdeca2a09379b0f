"""What a cell is called and what it makes stand in dvc.yaml too; they agree."""

from pathlib import Path

from ruamel.yaml import YAML

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
