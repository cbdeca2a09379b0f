"""A disk that is full or read-only costs what lies on it one message each; all else goes on."""

import re
import shutil

import pytest

from tests.worlds import mounts
from tests.worlds.clone import Clone

pytestmark = pytest.mark.slow


def test_a_full_disk_is_named_the_rest_goes_on_and_the_next_run_heals(lean: Clone) -> None:
    lean.edit("params.yaml", "learning_rate: 0.005", "learning_rate: 0.006")
    part = ("--benchmark", "tiny", "--baseline", "popular,svd")
    with mounts.small(lean.folder / "runs/fit", kib=60):
        printed = lean.repro(*part, status=1)
    assert "Traceback" not in printed
    assert re.search(r"^popular +0\.\d{4}", printed, re.MULTILINE)
    lists = r"\S*runs/fit/tiny/svd/\S*lists\.parquet"  # in the scratch folder of its cell
    assert re.search(f"tiny svd: {lists}: the disk is full; free some", printed)
    lean.repro(*part)


def test_a_read_only_disk_costs_each_cell_on_it_a_message_the_rest_goes_on_and_the_next_run_heals(
    lean: Clone,
) -> None:
    lean.write("tuned/tiny.yaml", "svd: {factors: 7}\nease: {regularization: 30.0}\n")
    scores = lean.folder / "runs/score/tiny-temporal"
    shutil.rmtree(scores)
    with mounts.read_only(lean.folder / "runs/fit"):
        printed = lean.repro(status=1)
    assert "Traceback" not in printed
    refused = (
        r"fit@tiny-(\w+) failed: .*Read-only file system.* Make it writable, then run again\.$"
    )
    assert sorted(re.findall(refused, printed, re.MULTILINE)) == ["ease", "svd"]
    assert scores.exists()
    lean.repro()
