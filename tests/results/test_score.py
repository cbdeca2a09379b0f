"""From lists to scores per user, on lists written by hand."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.config import load
from benchmarks.config import plan as plans
from benchmarks.contract import names, paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json, write_json
from benchmarks.results import fingerprint
from tests.worlds import hand

# user, item, rating of the test; relevant from 4: user 0 has two, 1 one, 2 none, 3 one
TEST = [(0, 1, 5.0), (0, 2, 4.0), (0, 3, 1.0), (1, 0, 4.0), (2, 0, 2.0), (3, 3, 5.0)]
KNOWN = [(0, 0, 5.0), (1, 1, 3.0)]
LISTS = {0: [1, 3], 1: [2, 0], 2: [0, 1]}  # user 3 got no list


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hand.write_params()
    hand.write([hand.rows(KNOWN, "train")], [hand.rows(TEST, "test")], "FMFM")
    hand.cell(hand.lists_table({0: LISTS}, fallbacks=[2]))


def constant_predictions():
    return hand.predictions([(user, item, 3.0) for user, item, _ in TEST])


def test_scores_are_those_worked_out_by_hand():
    np.testing.assert_array_equal(hand.per_user("recall@2"), [0.5, 1.0, np.nan, 0.0])
    np.testing.assert_array_equal(hand.per_user("precision@1"), [1.0, 0.0, np.nan, 0.0])
    assert hand.totals()["recall@2"] == 0.5


def test_a_user_without_relevant_items_is_left_out_and_one_without_a_list_scores_zero():
    values = hand.per_user("recall@2")
    assert np.isnan(values[2])
    assert values[3] == 0.0


def test_nothing_is_said_of_fewer_users_than_the_smallest_slice():
    assert [row["metric"] for row in hand.collected()] == [
        "coverage@1",
        "coverage@2",
    ]  # one number for all lists


def test_an_item_that_the_view_masks_cannot_be_relevant():
    hand.write([hand.rows([*KNOWN, (0, 1, 5.0)], "train")], [hand.rows(TEST, "test")], "FMFM")
    assert hand.per_user("recall@2")[0] == 0.0


def test_several_seeds_are_averaged_per_user_and_kept_apart_in_the_totals():
    hand.cell(hand.lists_table({0: LISTS, 1: {**LISTS, 0: [1, 2]}}))
    assert hand.per_user("recall@2")[0] == 0.75
    by_seed = {
        row["seed"]: row["value"]
        for row in hand.scored("totals").to_pylist()
        if (row["metric"], row["k"], row["attribute"]) == ("recall", 2, None)
    }
    assert by_seed == {0: pytest.approx(1.5 / 3), 1: pytest.approx(2 / 3)}


def test_coverage_counts_the_lists_of_everybody_served():
    hand.score()
    assert hand.totals()["coverage@1"] == 0.75  # items 1, 2, 0 of 4


def test_rating_errors_are_totals_per_user_and_the_metric_is_over_ratings():
    hand.cell(hand.lists_table({0: LISTS}), constant_predictions())
    assert hand.per_user("squared_error") == [4.0 + 1.0 + 4.0, 1.0, 1.0, 4.0]
    assert hand.per_user("n_ratings") == [3, 1, 1, 1]
    assert hand.totals()["rmse"] == pytest.approx((15 / 6) ** 0.5)
    assert hand.totals()["mae"] == pytest.approx(9 / 6)


def test_errors_over_users_weigh_every_user_the_same():
    hand.write_params("rmse, mae, rmse_user, mae_user, recall")
    hand.cell(hand.lists_table({0: LISTS}), constant_predictions())
    assert hand.per_user("rmse_user") == pytest.approx([3**0.5, 1.0, 1.0, 2.0])
    assert hand.per_user("mae_user") == pytest.approx([5 / 3, 1.0, 1.0, 2.0])
    assert hand.totals()["rmse_user"] == pytest.approx((3**0.5 + 4) / 4)
    assert hand.totals()["mae_user"] == pytest.approx((5 / 3 + 4) / 4)


def test_predictions_of_other_pairs_than_the_test_are_refused():
    hand.cell(
        hand.lists_table({0: LISTS}), hand.predictions([(user, 0, 3.0) for user, _, _ in TEST])
    )
    with pytest.raises(UserError, match="the predicted pairs are not those of the test"):
        hand.score()


def test_each_state_of_a_cell_is_told():
    states = paths.scores("hand") / "cells.json"
    hand.score()
    mine = read_json(states)["mine"]
    assert (mine["status"], mine["fallback_share"], mine["rating_fallback_share"]) == (
        "ok",
        {"all": round(1 / 3, 6)},
        None,
    )
    write_json(paths.cell("hand", "mine") / "failure.json", {"reason": "out of luck"})
    hand.score()
    assert read_json(states)["mine"] == {"status": "failed", "reason": "out of luck"}
    for path in paths.cell("hand", "mine").iterdir():
        path.unlink()
    hand.score()
    assert read_json(states)["mine"]["status"] == "not run"
    about = {"parameters": {}, "personalized": True, "seeds": 1, "not_applicable": "needs ratings"}
    write_json(paths.cell("hand", "mine") / "cell.json", about)
    hand.score()
    mine = read_json(states)["mine"]
    assert (mine["status"], mine["reason"]) == ("not applicable", "needs ratings")


def test_the_share_of_fallbacks_among_predictions_is_that_of_pairs_with_an_unknown_user_or_item():
    hand.cell(hand.lists_table({0: LISTS}), constant_predictions())
    (row,) = hand.collected("cells")
    # users 2 and 3 and items 2 and 3 have no row in training: all test rows but (0, 1) and (1, 0)
    assert row["rating_fallback_share"] == "0.666667"


def test_rows_that_no_fit_is_given_do_not_make_a_user_known():
    gap = hand.rows([(2, 3, 5.0), (3, 0, 5.0)], "test_gap")
    hand.write([hand.rows(KNOWN, "train"), gap], [hand.rows(TEST, "test")], "FMFM")
    hand.cell(hand.lists_table({0: LISTS}), constant_predictions())
    (row,) = hand.collected("cells")
    assert row["rating_fallback_share"] == "0.666667"


def test_a_cell_without_predictions_has_no_share_of_fallbacks_among_them():
    (row,) = hand.collected("cells")
    assert (row["status"], row["rating_fallback_share"], row["parameters"]) == (
        "ok",
        "",
        '{"a": 1}',
    )


def test_the_share_of_fallbacks_is_that_of_the_view_that_the_leaderboard_judges():
    """A second view of the same fit, all of whose lists are the fallback, changes nothing."""
    params = Path("params.yaml")
    two = "views: {all: {mask: seen}, cold: {mask: seen, candidates: cold}}"
    params.write_text(params.read_text().replace("views: {all: {mask: seen}}", two))
    judged = hand.lists_table({0: LISTS}, fallbacks=[2])
    second = hand.lists_table({0: LISTS}, fallbacks=list(LISTS))
    place = second.column_names.index("view")
    second = second.set_column(place, "view", pa.array(["cold"] * len(second)))
    hand.cell(pa.concat_tables([judged, second.cast(judged.schema)]))
    (row,) = hand.collected("cells")
    assert row["fallback_share"] == f"{1 / len(LISTS):.6f}"


def test_warm_and_cold_users_are_told_apart():
    hand.score()
    members = hand.scored("memberships").to_pylist()
    assert {row["attribute"] for row in members} == {"warmth"}
    assert {row["user"]: row["group"] for row in members} == {
        0: "warm",
        1: "warm",
        2: "cold",
        3: "cold",
    }


def test_users_are_in_the_slices_of_their_features_and_histories():
    hand.write_params(users="gender, occupation, history, activity")
    hand.write(
        [hand.rows([*KNOWN, (0, 2, 1.0)], "train")], [hand.rows(TEST, "test")], ["F", "M", "F", ""]
    )
    hand.score()
    members = {}
    for row in hand.scored("memberships").to_pylist():
        group = names.group_name(row["attribute"], row["group"])
        members.setdefault(group, []).append(row["user"])
    assert members == {
        "gender=F": [0, 2],
        "gender=M": [1],
        "history=none": [2, 3],
        "history=1-5": [0, 1],
        "activity=light": [1],
        "activity=medium": [0],
        "warmth=warm": [0, 1],
        "warmth=cold": [2, 3],
    }


def test_a_test_without_anything_relevant_is_scored_all_the_same():
    hand.write([hand.rows(KNOWN, "train")], [hand.rows([(0, 1, 1.0), (2, 0, 3.0)], "test")], "FMFM")
    hand.cell(
        hand.lists_table({0: {0: [1, 3], 2: [0, 1]}}), hand.predictions([(0, 1, 2.0), (2, 0, 2.0)])
    )
    np.testing.assert_array_equal(hand.per_user("recall@2"), [np.nan, np.nan])
    assert hand.totals()["rmse"] == 1.0


BUSINESS = (
    "products_purchased, revenue, revenue_share, revenue_new, reach, reach_returning, "
    "new_categories"
)
PER_USER = {"user", "view", "baseline", "fold"}


def test_ratings_give_no_business_metric():
    hand.write_params(f"{BUSINESS}, rmse, recall")
    hand.cell(hand.lists_table({0: LISTS}), constant_predictions())
    hand.score()
    errors = {"squared_error", "absolute_error", "n_ratings"}
    assert set(hand.scored("per_user").column_names) == PER_USER | errors | {"recall@1", "recall@2"}
    assert set(hand.totals()) == {"rmse", "recall@1", "recall@2"}


def test_purchases_give_no_metric_of_ratings():
    hand.write_params(f"{BUSINESS}, rmse, rmse_user, mae, recall")
    known, test = (
        [hand.rows(triples, part, bought=True)]
        for triples, part in ((KNOWN, "train"), (TEST, "test"))
    )
    hand.write(known, test, "FMFM")
    hand.score()
    names = {*BUSINESS.split(", "), "recall"}
    of_lists = {f"{name}@{k}" for name in names for k in (1, 2)}
    assert set(hand.totals()) == of_lists
    found = set(hand.scored("per_user").column_names)
    assert of_lists - {"revenue_share@1", "revenue_share@2"} <= found
    assert not {"rmse", "rmse_user", "mae", "revenue_share@1"} & found


def test_business_metrics_of_a_purchase_are_those_worked_out_by_hand():
    hand.write_params(f"{BUSINESS}, recall", headline="recall@2")
    known, test = (
        [hand.rows(triples, part, bought=True)]
        for triples, part in ((KNOWN, "train"), (TEST, "test"))
    )
    hand.write(known, test, "FMFM")
    assert hand.per_user("revenue@2") == [5.0 + 1.0, 4.0, 2.0, 0.0]
    assert hand.per_user("test_revenue") == [10.0, 4.0, 2.0, 5.0]
    assert hand.totals()["revenue_share@2"] == pytest.approx(12 / 21)
    assert hand.per_user("reach@1") == [1.0, 0.0, 1.0, 0.0]
    # user 0 had a comedy and bought thrillers, user 1 the other way round, user 2 had nothing
    assert hand.per_user("new_categories@2") == [2.0, 1.0, 1.0, 0.0]


def test_metrics_of_products_that_have_no_categories_are_absent():
    hand.write_params("category_diversity, miscalibration, recall", headline="recall@2")
    items = paths.train("hand") / "items.parquet"
    plain = hand.tables.read(items, hand.tables.ITEMS)
    nothing = hand.pa.array([[]] * plain.num_rows, hand.tables.ITEMS.field("categories").type)
    hand.tables.write(
        items,
        plain.set_column(plain.column_names.index("categories"), "categories", nothing),
        hand.tables.ITEMS,
    )
    hand.score()
    assert set(hand.totals()) == {"recall@1", "recall@2"}


def test_every_column_has_the_fingerprint_of_its_meaning():
    plan = plans.of_score("hand", load.load())
    words = fingerprint.protocol(read_json(paths.train("hand") / "info.json"), plan, "all")
    rows = {row["metric"]: row["fingerprint"] for row in hand.collected("fingerprints")}
    for column in ("rmse", "mae", "precision@1", "recall@2", "coverage@2"):
        assert rows.pop(column) == fingerprint.of_metric(words, column, plan.fresh_days)
    assert rows.keys() == {
        "protocol",
        "precision@2",
        "recall@1",
        "hit_rate@1",
        "hit_rate@2",
        "coverage@1",
    }
