"""What a cell is called, how it is run and what it makes stand in dvc.yaml too; they agree."""

from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.running import cells

ROOT = Path(__file__).parents[2]
CELL = ("${item.benchmark}", "${item.baseline}")


def test_a_cell_is_run_by_the_command_of_dvc_yaml_and_makes_its_outputs() -> None:
    document = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))
    stage = document["stages"][cells.STAGE]
    assert list(stage["matrix"]) == ["benchmark", "baseline"]
    assert stage["cmd"] == " ".join(cells.command(CELL))
    assert stage["outs"] == [path.as_posix() for path in cells.outputs(CELL)]
