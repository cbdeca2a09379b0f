"""What readers expect to be told: how two formulas of one name order baselines."""

from benchmarks.report.prose.leading import reordered as sentence
from benchmarks.report.sections.notes import Reordered, reordered

AP = ("ap@10", "ap_hits@10")
BY_AP = {"ease": 0.4, "als": 0.3, "popular": 0.2, "uniform": 0.1}


def test_the_pair_whose_places_are_farthest_apart_is_named():
    by_hits = {"ease": 0.5, "als": 0.1, "popular": 0.3, "uniform": 0.2}
    seen = reordered(AP, BY_AP, by_hits)
    assert seen == Reordered(AP, 6, 2, ("als", "uniform"), ((0.3, 0.1), (0.1, 0.2)))
    text = sentence(seen)
    assert "AP@10 and AP over hits@10 order 2 of 6 pairs of baselines differently" in text
    assert "als is ahead of uniform by the first (0.300 against 0.100)" in text
    assert "behind by the second (0.100 against 0.200)" in text


def test_a_tie_by_either_metric_is_no_other_order():
    tied = {"ease": 0.5, "als": 0.5, "popular": 0.5, "uniform": 0.5}
    seen = reordered(AP, BY_AP, tied)
    assert seen == Reordered(AP, 6, 0, (), ())
    said = "AP@10 and AP over hits@10 order no pair of baselines the other way round."
    assert sentence(seen) == said  # not that they order all alike: the second tells none apart
    assert reordered(AP, tied, BY_AP).differently == 0


def test_only_baselines_with_both_numbers_are_compared():
    assert reordered(AP, BY_AP, {"ease": 0.1, "als": 0.2, "svd": 0.3}).pairs == 1
    assert reordered(AP, BY_AP, {"ease": 0.1}) is None
    assert reordered(AP, {}, BY_AP) is None
