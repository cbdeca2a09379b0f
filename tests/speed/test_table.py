"""reports/speed.csv and speed.md: rows of a work are renewed together, and told in words."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.contract import csv
from benchmarks.contract.errors import UserError
from benchmarks.speed import growth, measure, pages, table
from benchmarks.speed.process import run
from benchmarks.speed.scaled import STAGES
from benchmarks.speed.works import OURS


def row(work: str, tool: str = OURS, seconds: float = 1.0, memory: float = 100.0) -> dict[str, Any]:
    return {
        "work": work,
        "tool": tool,
        "version": "1",
        "cpu_seconds": seconds,
        "peak_mib": memory,
        "runs": 5,
    }


def test_a_work_measured_again_loses_all_its_older_rows() -> None:
    older = [row("a"), row("a", "gone"), row("b")]
    renewed = table.renewed(older, [row("a", seconds=2.0)], ["a", "b"])
    assert renewed == [row("a", seconds=2.0), row("b")]


def test_rows_stand_in_the_order_of_works_and_unknown_works_go() -> None:
    renewed = table.renewed([row("b"), row("no more")], [row("a")], ["a", "b"])
    assert [of_work["work"] for of_work in renewed] == ["a", "b"]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    rows = [row("a", seconds=0.25), row("a", "numpy", 0.5)]
    table.write(rows, tmp_path)
    assert table.read(tmp_path) == rows
    header = (tmp_path / "speed.csv").read_text().splitlines()[0]
    assert header == "work,tool,version,cpu_seconds,peak_mib,runs"


def test_the_page_shows_each_tool_s_share_of_our_time(tmp_path: Path) -> None:
    pages.write([row("rank", seconds=8.0), row("rank", "other", 12.0)], [0.1, 1.0], tmp_path)
    text = (tmp_path / "speed.md").read_text()
    assert "| rank | levelground | 1 | 8.00 | 1.00 | 100 | 5 |" in text
    assert "|  | other | 1 | 12 | 1.50 | 100 | 5 |" in text
    assert "How it grows" not in text


def test_growth_has_slopes_and_pictures(tmp_path: Path) -> None:
    rows = []
    for stage in STAGES:
        for size, seconds in ((0.1, 1.0), (1.0, 10.0), (10.0, 1000.0)):
            rows.append(row(growth.title(stage, size), seconds=seconds))
    pages.write(rows, [0.1, 1.0, 10.0, 100.0], tmp_path)
    text = (tmp_path / "speed.md").read_text()
    line = "| split | 0.1 M → 1 M → 10 M | 1.00 → 10 → 1,000 | 2.00 | 100 → 100 → 100 | 0.00 |"
    assert line in text
    for name in ("seconds", "memory"):
        assert f"speed-{name}.svg" in text
        assert "split" in (tmp_path / f"speed-{name}.svg").read_text()


def test_the_committed_table_has_the_columns_types_and_keys_that_are_declared() -> None:
    csv.check(table.SPEED, table.read(Path(__file__).parents[2] / "reports"))


@pytest.mark.parametrize("sizes", ["", "ten", "0.1,7"])
def test_sizes_that_are_not_offered_are_refused(sizes: str) -> None:
    with pytest.raises(
        UserError, match=r"--sizes .*: millions of interactions, of 0\.1, 1, 10, 100"
    ):
        measure.main("growth", sizes, 1, "nowhere")


def test_an_unknown_work_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="unknown work 'rnak'"):
        measure.main("rnak", "1", 1, "nowhere")


def test_a_command_that_fails_says_what_it_said() -> None:
    with pytest.raises(UserError, match=r"(?s)status 3.*\nsorry"):
        run(["sh", "-c", "echo sorry >&2; exit 3"])


def test_what_a_command_costs_is_its_own() -> None:
    light = run(["true"])
    heavy = run(["python3", "-c", "x = bytearray(80 << 20); sum(range(3_000_000))"])
    assert heavy.peak_mib > light.peak_mib + 40
    assert heavy.cpu_seconds > light.cpu_seconds
