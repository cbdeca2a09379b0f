"""What the rows on the pipeline count: no stage after the data is left out."""

from collections import Counter
from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.speed.pipeline import ROWS

ROOT = Path(__file__).parents[2]
# Data are downloaded and split once; what plans is measured where nothing else is to do.
BEFORE = {"download", "download_logs", "prepare", "split", "plan", "study"}


def test_each_stage_after_the_data_counts_in_one_row() -> None:
    document = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text("utf-8"))
    stages = {name.partition("-")[0] for name in document["stages"]} - BEFORE
    counted = Counter(stage for of_row in ROWS.values() for stage in of_row)
    assert counted == Counter(stages)
