"""A part of the study runs alone; a whole benchmark renews its rows in the tables."""

import hashlib
import json
import re
import shutil

import pytest

from tests.worlds.clone import Clone

pytestmark = pytest.mark.slow


def test_a_whole_benchmark_renews_its_rows_and_no_others(lean: Clone) -> None:
    lean.edit("params.yaml", "svd: {factors: 8", "svd: {factors: 9")
    before = lean.rows()
    printed = lean.repro("--benchmark", "tiny")
    assert "the rows of tiny in reports/ are renewed" in printed
    assert "not up to date: 1 of tiny-temporal" in printed
    changed = [new for old, new in zip(before, lean.rows(), strict=True) if old != new]
    assert {(row["benchmark"], row["baseline"]) for row in changed} == {("tiny", "svd")}
    package = json.loads(lean.read("reports/datapackage.json"))["resources"]
    for resource in package:
        content = (lean.folder / "reports" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    printed = lean.repro("--benchmark", "tiny", "--baseline", "ease")
    assert re.search(r"^ease +0\.\d{4} \[", printed, re.MULTILINE), "also with nothing to run"


def test_rows_of_a_benchmark_that_is_gone_leave_with_the_next_part(lean: Clone) -> None:
    lean.edit("params.yaml", "  tiny-temporal:", "  tiny-later:")
    lean.edit("params.yaml", "svd: {factors: 8", "svd: {factors: 9")
    shutil.copy(lean.folder / "tuned/tiny-temporal.yaml", lean.folder / "tuned/tiny-later.yaml")
    lists = lean.folder / "submissions/tiny-later"
    lists.mkdir()
    (lists / ".gitkeep").touch()
    printed = lean.repro("--benchmark", "tiny")
    assert "the rows of tiny in reports/ are renewed" in printed
    assert {row["benchmark"] for row in lean.rows()} == {"tiny"}


def test_cells_wait_also_where_only_their_split_is_not_up_to_date(lean: Clone) -> None:
    lean.edit("params.yaml", "kind: temporal, test: 0.1", "kind: temporal, test: 0.2")
    printed = lean.repro("--benchmark", "tiny")
    assert "not up to date: 4 of tiny-temporal" in printed
    assert "split@tiny-temporal" in lean.stale(), "no new split is scored with the old cells"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--benchmark", "tyny"), "unknown benchmark 'tyny'. Did you mean 'tiny'?"),
        (("--baseline", "eese"), "unknown baseline 'eese'. Did you mean 'ease'?"),
    ],
)
def test_an_unknown_part_is_one_clear_error(
    clone: Clone, arguments: tuple[str, ...], message: str
) -> None:
    result = clone.here("repro", *arguments)
    assert result.returncode == 1
    assert message in result.stderr
    assert len((result.stdout + result.stderr).strip().splitlines()) == 1
