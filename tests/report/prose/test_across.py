"""Sentences on how baselines stand over all benchmarks, where some share a place."""

import pytest

from benchmarks.report.prose import across
from benchmarks.report.rows import Rank


def rank(place, benchmarks=2):
    """Return the average rank of a baseline on so many benchmarks."""
    return Rank("ndcg@10", "", place, benchmarks)


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"als": 1.0}, "Of the 1 baseline that runs on all 2 benchmarks, als comes first by"),
        ({"als": 1.0}, "by average rank on nDCG@10 (1.0). A rank"),
        ({"als": 1.0, "ease": 2.0}, "Of the 2 baselines that run on all 2 benchmarks, als comes"),
        ({"als": 1.0, "ease": 2.0}, "nDCG@10 (1.0), then ease (2.0). A rank"),
        ({"als": 1.5, "ease": 1.5}, "als and ease come first by average rank on nDCG@10 (1.5). A"),
        ({"als": 1.5, "ease": 1.5, "slim": 3.0}, "(1.5), then slim (3.0). A rank"),
    ],
)
def test_who_is_first_by_average_rank_among_those_that_run_everywhere(places, said):
    lines = [(name, [rank(place)]) for name, place in places.items()]
    assert said in across.ranks("ndcg@10", [*lines, ("few", [rank(1.0, 1)])], 2, 2)


def test_ranks_over_some_of_the_benchmarks_are_not_called_those_over_all():
    said = across.ranks("ndcg@10", [("als", [rank(1.0)]), ("ease", [rank(2.0)])], 2, 3)
    assert said.startswith("Of the 2 baselines that run on 2 of 3 benchmarks, als comes first")
