"""A part of the benchmarks: what must run for it, and which rows are its own."""

from pathlib import Path

from benchmarks.config import load
from benchmarks.running.part import Part

ROOT = Path(__file__).parents[2]
ROW = {
    "benchmark": "b",
    "view": "all",
    "fold": "",
    "subject": "all",
    "attribute": "",
    "group": "",
    "baseline": "ease",
    "metric": "ndcg",
    "k": "10",
}


def test_a_part_has_its_own_rows_and_the_comparison_with_the_reference() -> None:
    settings = load.load(ROOT / "params.yaml")
    part = Part.of(settings, "complete-journey", "ease")
    assert part.names == {"complete-journey", "complete-journey-new"}
    assert part.cells == [("complete-journey", "popular"), ("complete-journey", "ease")]
    pairs = [("ease", "popular"), ("als", "ease"), ("als", "popular")]
    rows = [
        {"benchmark": "complete-journey", "baseline": one, "other": other} for one, other in pairs
    ]
    assert part.rows("comparisons", rows) == rows[:1]
    assert (
        part.rows("results", [ROW, ROW | {"benchmark": "complete-journey", "baseline": "als"}])
        == []
    )
    assert part.rows("ranks", [{"metric": "ndcg", "k": "10", "baseline": "ease"}]) == []
    assert part.rows("baselines", [{"baseline": "ease"}]) == []


def test_a_view_under_a_name_of_its_own_is_a_part() -> None:
    settings = load.load(ROOT / "params.yaml")
    part = Part.of(settings, "complete-journey-new", None)
    assert part.names == {"complete-journey-new"}
    assert {benchmark for benchmark, _ in part.cells} == {"complete-journey"}
