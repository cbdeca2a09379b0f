"""A part of the benchmarks: what must run for it, and which rows are its own."""

from pathlib import Path

from benchmarks.config import load
from benchmarks.running.part import Part
from tests.worlds.results import ROW

ROOT = Path(__file__).parents[2]


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


def test_counts_over_all_baselines_belong_to_no_part_with_some_of_them() -> None:
    settings = load.load(ROOT / "params.yaml")
    counts = [{"benchmark": "complete-journey", "pairs": "171"}]
    assert Part.of(settings, "complete-journey", "ease").rows("resolution", counts) == []
    assert Part.of(settings, "complete-journey", "").rows("resolution", counts) == counts


def test_a_view_under_a_name_of_its_own_is_a_part() -> None:
    settings = load.load(ROOT / "params.yaml")
    part = Part.of(settings, "complete-journey-new", "")
    assert part.names == {"complete-journey-new"}
    assert {benchmark for benchmark, _ in part.cells} == {"complete-journey"}


def test_several_names_are_a_part_and_what_was_added_must_be_asked_for() -> None:
    settings = load.load(ROOT / "params.yaml")
    part = Part.of(settings, "ml-100k, complete-journey-new", "ease,als")
    assert part.names == {"ml-100k", "complete-journey-new"}
    assert part.benchmarks == ["ml-100k", "complete-journey"]
    assert {baseline for _, baseline in part.cells} == {"popular", "ease", "als"}
    pairs = [("ease", "als"), ("ease", "popular"), ("svd", "popular"), ("ease", "svd")]
    rows = [{"benchmark": "ml-100k", "baseline": one, "other": other} for one, other in pairs]
    assert part.rows("comparisons", rows) == rows[:2]
    assert "ml-100k" not in Part.of(settings, "", "", {"ml-100k"}).names
    assert Part.of(settings, "ml-100k", "", {"ml-100k"}).names == {"ml-100k"}
