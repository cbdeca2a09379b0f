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
        ({"als": 1.0}, "als comes first (1.0). A rank"),
        ({"als": 1.0, "ease": 2.0}, "als comes first (1.0), then ease (2.0). A rank"),
        ({"als": 1.5, "ease": 1.5}, "als and ease come first (1.5). A rank"),
        (
            {"als": 1.5, "ease": 1.5, "slim": 3.0},
            "als and ease come first (1.5), then slim (3.0). A rank",
        ),
    ],
)
def test_who_is_first_by_average_rank_and_who_shares_it(places, said):
    lines = [(name, [rank(place)]) for name, place in places.items()]
    assert said in across.ranks("ndcg@10", [*lines, ("few", [rank(1.0, 1)])], 2)
