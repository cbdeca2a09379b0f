"""Sections name baselines as people call them, and leave the words of the data alone."""

from benchmarks.report.rows import Estimate
from benchmarks.report.sections.benchmark import Absent
from benchmarks.report.sections.grids import Column, grid
from benchmarks.report.sections.naming import named
from benchmarks.report.sections.user_groups import Gap, GapLine

TITLES = {"item_knn": "Item kNN", "popular": "Popularity"}


def called(name: str) -> str:
    return TITLES.get(name, name)


def test_names_are_replaced_in_lists_rows_and_keys():
    absent = Absent("failed", "popular", ["item_knn", "ease"])
    assert named(absent, called).baselines == ["Item kNN", "ease"]
    numbers = {"item_knn": Estimate(0.5, None, None, 9), "ease": Estimate(0.4, None, None, 9)}
    table = named(grid([Column("ndcg@10", numbers)], ["ease", "item_knn"]), called)
    assert [name for name, _ in table.rows] == ["ease", "Item kNN"]
    assert table.heads[0].numbers["Item kNN"] == numbers["item_knn"]


def test_words_of_the_data_that_are_spelled_as_a_baseline_stay():
    gap = Gap("popular", "item_knn", 0.1, 2, 0.01)
    line = GapLine("popular", 2, 5, 1, ("popular", 1), "popular", gap)
    shown = named(line, called)
    assert (shown.attribute, shown.behind, shown.gap) == ("popular", ("popular", 1), gap)
    assert shown.leader == "Popularity"


def test_what_has_titles_already_stays_the_same():
    absent = Absent("failed", "", ["item_knn"])
    shown = named(absent, called)
    assert named(shown, called) is shown
