"""What a reviewer would check in the committed report, or what is true by the data instead."""

from pathlib import Path

import pytest

from benchmarks.contract import reading, reports
from tools.v1 import views

ROOT = Path(__file__).parents[1]
PURE_CF = (
    "user_knn",
    "item_knn",
    "svd",
    "nmf",
    "knn_baseline",
    "als",
    "bpr",
    "ials",
    "ease",
    "edlae",
    "slim",
    "rp3beta",
    "gfcf",
    "lightfm_cf",
)
WITH_CONTENT = ("content", "content_embedding", "lightfm", "blend", "two_tower")


@pytest.fixture(scope="module")
def value() -> dict[tuple[str, str, str, str], float]:
    """Return the numbers of everybody and of groups, by the names that they had in version 1."""
    rows = reading.read_version_1(ROOT / "reports", reports.RESULTS, views(ROOT / "reports"))
    return {
        (r["benchmark"], r["slice"], r["baseline"], r["metric"]): float(r["value"]) for r in rows
    }


@pytest.mark.parametrize("name", ["ease", "slim", "item_knn", "user_knn", "als"])
def test_on_ratings_strong_baselines_are_far_above_popularity(name: str, value: dict) -> None:
    assert (
        value["ml-100k", "all", name, "ndcg@10"]
        > 1.4 * value["ml-100k", "all", "popular", "ndcg@10"]
    )


@pytest.mark.parametrize("name", WITH_CONTENT)
@pytest.mark.parametrize("pure", PURE_CF)
def test_for_new_items_content_beats_what_learns_from_interactions_alone(
    name: str, pure: str, value: dict
) -> None:
    cell = ("ml-100k-cold-items", "cold")
    assert value[(*cell, name, "ndcg@10")] > value[(*cell, pure, "ndcg@10")]


def test_for_new_items_features_help_lightfm(value: dict) -> None:
    cell = ("ml-100k-cold-items", "cold")
    assert value[(*cell, "lightfm", "ndcg@10")] > 1.5 * value[(*cell, "lightfm_cf", "ndcg@10")]


def test_on_purchases_buying_again_is_hard_to_beat(value: dict) -> None:
    others = {
        key[2]: number for key, number in value.items() if key[:2] == ("complete-journey", "all")
    }
    board = [
        (number, key[2])
        for key, number in value.items()
        if key[:2] == ("complete-journey", "all") and key[3] == "ndcg@10"
    ]
    assert len(others) > 10
    assert "repeat" in {name for _, name in sorted(board, reverse=True)[:3]}


def test_without_masking_the_order_of_baselines_is_another(value: dict) -> None:
    repeat, popular, lately = (
        [
            value[name, "all", each, "ndcg@10"]
            for name in ("complete-journey", "complete-journey-new")
        ]
        for each in ("repeat", "popular", "recent_popular")
    )
    assert repeat[0] > 1.5 * max(popular[0], lately[0])
    # nothing bought before may be recommended, and what is popular of late is left
    assert repeat[1] == pytest.approx(lately[1], rel=0.05)
