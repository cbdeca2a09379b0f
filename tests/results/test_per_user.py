"""Lists are judged in blocks of users, and no block changes what anybody's list is worth."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from benchmarks import metrics
from benchmarks.contract import tables
from benchmarks.results import per_user
from tests.worlds.worlds import over_worlds

OF_LISTS = [name for name, metric in metrics.known().items() if not metrics.is_of_ratings(metric)]


def judged_in_blocks(case, size):
    """What all metrics say of the lists of a world, judged so many users at a time."""
    places = [
        {"fold": "all", "seed": 0, "view": "all", "user": user, "rank": rank, "item": item}
        | {"score": 0.0, "fallback": user in case.fallback}
        for user, items in case.lists.items()
        for rank, item in enumerate(items[: case.length], start=1)
    ]
    run = pa.Table.from_pylist(places, tables.LISTS)
    item_groups = {"item_popularity": {"even": np.arange(case.n_items) % 2 == 0}}
    plan = SimpleNamespace(
        cutoffs=[case.k, case.length],
        longest=case.length,
        metrics=OF_LISTS,
        headline=[f"recall@{case.k}"],
        list_length=case.k,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(per_user, "USERS_AT_A_TIME", size)
        return per_user.of_lists(run, [0], case.judged(), item_groups, plan)


@over_worlds(max_examples=40)
def test_the_size_of_the_blocks_changes_no_value_and_no_column(case):
    whole = judged_in_blocks(case, 1000)
    for size in (1, 2):
        parts = judged_in_blocks(case, size)
        assert list(parts.per_user) == list(whole.per_user)
        for name, values in whole.per_user.items():
            np.testing.assert_array_equal(parts.per_user[name], values, err_msg=name)
        assert parts.item_recall.keys() == whole.item_recall.keys()
        for column, values in whole.item_recall.items():
            np.testing.assert_array_equal(parts.item_recall[column], values)
        assert parts.exposures == whole.exposures
        assert [{**row, "value": 0} for row in parts.totals] == [
            {**row, "value": 0} for row in whole.totals
        ]
        np.testing.assert_allclose(
            [row["value"] for row in parts.totals],
            [row["value"] for row in whole.totals],
            rtol=1e-12,
        )


@over_worlds(max_examples=20)
def test_what_no_metric_asks_for_is_not_worked_out(case):
    def refuse():
        raise AssertionError("popularity's lists are made although nobody asks for them")

    judged = replace(case.judged(), popular=refuse)
    fallback = np.zeros(len(judged.users), dtype=bool)
    lists = judged.some(slice(0, None)).of_lists(case.items, fallback)
    assert metrics.call(metrics.known()["ndcg"], lists) is not None
    with pytest.raises(AssertionError, match="nobody asks"):
        metrics.call(metrics.known()["serendipity"], lists)
