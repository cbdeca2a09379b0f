"""From scores per user to the tables of reports/: slices, groups, exposure, folds, intervals, and what cells cost."""

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks.shared import paths
from benchmarks.shared.files import write_json
from tests import hand


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hand.write_params()


def many_users(n_users=400, genders=None):
    """Give every user one relevant item, 0; even users get it at rank 1, odd ones not at all; the last 19 are cold."""
    known = [(user, 3, 5.0) for user in range(n_users - 19)]
    test = [(user, 0, 5.0) for user in range(n_users)]
    hand.write([hand.rows(known, "train")], [hand.rows(test, "test")], genders or [""] * n_users)
    hand.cell(hand.lists_table({0: {user: [user % 2, 2] for user in range(n_users)}}))


def shown(row):
    return row["value"], row["n_users"]


def test_the_interval_of_a_share_is_that_of_the_binomial():
    many_users()
    row = hand.numbers()["all", "recall@2"]
    assert shown(row) == ("0.500000", "400")
    margin = 1.96 * (0.25 / 400) ** 0.5
    assert float(row["ci_low"]) == pytest.approx(0.5 - margin, abs=0.004)
    assert float(row["ci_high"]) == pytest.approx(0.5 + margin, abs=0.004)


def test_a_slice_below_twenty_users_is_suppressed_and_only_headline_metrics_have_slices():
    many_users()
    assert {place for place in hand.numbers() if place[0] != "all"} == {("warm", "recall@2")}


def test_coverage_has_no_interval():
    many_users()
    row = hand.numbers()["all", "coverage@1"]
    assert (*shown(row), row["ci_low"], row["ci_high"]) == ("0.500000", "400", "", "")


def test_groups_of_users_have_slices_of_the_headline_and_none_below_twenty_users():
    many_users(genders=["F"] * 301 + ["M"] * 80 + ["X"] * 19)
    hand.write_params(users="gender, age, history")
    found = hand.numbers()
    slices = {place for place in found if place[0] != "all"}
    assert slices == {(name, "recall@2") for name in ("gender=F", "gender=M", "history=1-5", "warm")}
    assert shown(found["gender=F", "recall@2"]) == (f"{151 / 301:.6f}", "301")
    assert shown(found["gender=M", "recall@2"]) == ("0.500000", "80")
    for row in found.values():
        if row["ci_low"]:
            assert float(row["ci_low"]) <= float(row["value"]) <= float(row["ci_high"])


def test_a_slice_counts_the_users_who_are_judged_and_not_its_members():
    many_users(40, ["F"] * 40)
    test = [(user, 0, 5.0 if user < 19 else 1.0) for user in range(40)]
    hand.write([hand.rows([(0, 3, 5.0)], "train")], [hand.rows(test, "test")], ["F"] * 40)
    hand.write_params(users="gender")
    assert ("gender=F", "recall@2") not in hand.numbers()  # 19 users have something relevant


def test_the_gap_between_groups_is_that_between_the_best_and_the_worst():
    genders = ["F" if user % 2 == 0 else "M" for user in range(300)] + ["X"] * 50
    many_users(350, genders)
    hand.write_params(users="gender")
    (row,) = hand.collected("fairness")
    assert (row["attribute"], row["metric"], row["groups"]) == ("gender", "recall@2", "2")  # 50 users make no claim
    assert (row["best"], row["best_value"], row["worst"], row["worst_value"]) == ("F", "1.000000", "M", "0.000000")
    assert (row["gap"], row["p_value"]) == ("1.000000", "0.000100")


TEST = [(0, 1, 5.0), (0, 2, 4.0), (0, 3, 1.0), (1, 0, 4.0), (2, 0, 2.0), (3, 3, 5.0)]
KNOWN = [(0, 0, 5.0), (1, 1, 3.0)]  # item 0 is the head, the others are new: no positive
LISTS = {0: [1, 3], 1: [2, 0], 2: [0, 1]}


def four_users(by_seed=None):
    hand.write([hand.rows(KNOWN, "train")], [hand.rows(TEST, "test")], "FMFM")
    hand.cell(hand.lists_table(by_seed or {0: LISTS}))


def test_recall_of_a_group_of_items_is_over_the_relevant_items_of_the_group():
    four_users()
    hand.write_params(items="item_popularity, genre")
    np.testing.assert_array_equal(hand.per_user("recall@2|item_popularity=head"), [np.nan, 1.0, np.nan, np.nan])
    np.testing.assert_array_equal(hand.per_user("recall@2|item_popularity=new"), [0.5, np.nan, np.nan, 0.0])
    groups = [name for name in hand.scored("users").column_names if "|" in name]
    assert len(groups) == 2  # of the headline's cut-off, by popularity and age of the item alone


def test_recall_of_groups_of_items_stands_in_their_slices():
    many_users()
    hand.write_params(items="item_popularity, item_age")
    found = hand.numbers()
    for name in ("item_popularity=new", "item_age=under 91 days"):  # item 0 is nobody's in training
        assert shown(found[name, "recall@2"]) == ("0.500000", "400")
        assert float(found[name, "recall@2"]["ci_low"]) < 0.5 < float(found[name, "recall@2"]["ci_high"])
    assert {place for place in found if place[0].startswith("item_")} == {
        ("item_popularity=new", "recall@2"),
        ("item_age=under 91 days", "recall@2"),
    }


def shares(attribute):
    names = ("catalogue", "relevance", "exposure")
    rows = [row for row in hand.collected("exposure") if row["attribute"] == attribute]
    return {row["group"]: [float(row[name]) for name in names] for row in rows}


def test_shares_of_exposure_are_those_worked_out_by_hand():
    four_users()
    hand.write_params(items="item_popularity, genre, brand")
    assert shares("item_popularity") == {
        "head": pytest.approx([1 / 4, 1 / 4, 2 / 6], abs=1e-6),
        "new": pytest.approx([3 / 4, 3 / 4, 4 / 6], abs=1e-6),
    }
    assert shares("genre") == {"comedy": [0.5, 0.5, 0.5], "thriller": [0.5, 0.5, 0.5]}
    assert shares("brand") == {}


def test_exposure_is_that_of_lists_as_long_as_the_headline_and_averaged_over_seeds():
    four_users({0: LISTS, 1: {0: [0, 2], 1: [0, 2], 2: [0, 2]}})
    hand.write_params(headline="recall@1, rmse", items="genre")
    assert shares("genre")["comedy"][2] == pytest.approx((2 / 3 + 1) / 2, abs=1e-6)
    hand.write_params(headline="recall@2, rmse", items="genre")
    assert shares("genre")["comedy"][2] == pytest.approx((3 / 6 + 1) / 2, abs=1e-6)


def test_shares_of_groups_that_divide_the_catalogue_add_up_to_one():
    four_users()
    hand.write_params(items="item_popularity, item_age, decade, genre, year, genre_size")
    for attribute in ("item_popularity", "item_age", "decade", "genre", "year", "genre_size"):
        np.testing.assert_allclose(np.sum(list(shares(attribute).values()), axis=0), [1, 1, 1], atol=3e-6)


def test_errors_over_ratings_and_over_users_differ_where_users_have_more_ratings():
    hand.write_params("rmse, mae, rmse_user, mae_user, recall", users="gender")
    test = [(user, item, 4.0) for user in range(60) for item in range(3 if user % 2 == 0 else 1)]
    hand.write([hand.rows([(0, 3, 5.0)], "train")], [hand.rows(test, "test")], ["F", "M"] * 30)
    predicted = [(user, item, 5.0 if user % 2 == 0 else 1.0) for user, item, _ in test]  # off by 1 and by 3
    hand.cell(hand.lists_table({0: {0: [1]}}), hand.predictions(predicted))
    found = hand.numbers()
    expected = {"rmse": 3**0.5, "mae": 1.5, "rmse_user": 2.0, "mae_user": 2.0}
    assert {name: float(found["all", name]["value"]) for name in expected} == pytest.approx(expected, abs=1e-6)
    assert {found["all", name]["n_users"] for name in expected} == {"60"}
    assert shown(found["gender=F", "rmse"]) == ("1.000000", "30")
    assert shown(found["gender=M", "rmse"]) == ("3.000000", "30")
    assert ("gender=F", "rmse_user") not in found


def test_squared_errors_of_seeds_are_averaged_before_the_root():
    test = [(user, 0, 4.0) for user in range(30)]
    hand.write([hand.rows([(0, 3, 5.0)], "train")], [hand.rows(test, "test")], [""] * 30)
    by_seed = [
        hand.predictions([(user, 0, rating) for user, _, _ in test], seed=seed) for seed, rating in enumerate((3, 2))
    ]
    hand.cell(hand.lists_table({0: {0: [1]}, 1: {0: [1]}}), hand.pa.concat_tables(by_seed))
    assert hand.numbers()["all", "rmse"]["value"] == f"{2.5**0.5:.6f}"
    (row,) = [row for row in hand.collected("seeds") if row["metric"] == "rmse"]
    assert (row["mean"], row["sd"], row["n_seeds"]) == ("1.500000", f"{0.5**0.5:.6f}", "2")


def test_the_share_of_revenue_is_a_ratio_of_totals_with_an_interval():
    hand.write_params("rmse, recall, revenue, revenue_share, reach")
    test = [row for user in range(60) for row in ([(user, 0, 10.0), (user, 1, 30.0)] if user % 2 else [(user, 0, 1.0)])]
    known = hand.rows([(0, 3, 5.0)], "train", bought=True)
    hand.write([known], [hand.rows(test, "test", bought=True)], [""] * 60)
    hand.cell(hand.lists_table({0: {user: [0, 2] for user in range(60)}}))
    found = hand.numbers()
    assert shown(found["all", "revenue@1"]) == ("5.500000", "60")
    row = found["all", "revenue_share@1"]
    assert shown(row) == (f"{330 / 1230:.6f}", "60")
    few, many = binom.ppf(
        [0.025, 0.975], 60, 0.5
    )  # of those who pay 40, 10 of it for the list; the others pay 1 for it
    assert row["ci_low"] == f"{(60 + 9 * many) / (60 + 39 * many):.6f}"
    assert row["ci_high"] == f"{(60 + 9 * few) / (60 + 39 * few):.6f}"
    assert not {metric for _, metric in found} & {"rmse", "test_revenue"}


def two_folds(first, second):
    """Serve 40 users in the first fold, who get the one relevant item, and 20 in the second, who do not."""
    folds = {first: range(40), second: range(20)}
    tests = [hand.rows([(user, 0, 5.0) for user in users], "test", fold) for fold, users in folds.items()]
    known = [hand.rows([(user, 3, 5.0) for user in range(30)], "train", fold) for fold in folds]
    hand.write(known, tests, [""] * 40)
    lists = {first: {user: [0, 1] for user in range(40)}, second: {user: [1, 2] for user in range(20)}}
    hand.cell(hand.pa.concat_tables([hand.lists_table({0: found}, fold) for fold, found in lists.items()]))


def test_folds_are_averaged_per_user_and_then_over_users():
    two_folds("1 of 2", "2 of 2")
    hand.write_params(users="history, activity")
    found = hand.numbers()
    assert shown(found["all", "recall@2"]) == ("0.750000", "40")  # 20 users with (1 + 0) / 2, 20 with 1
    assert {place[0] for place in found} == {"all"}  # a user's history is another in each fold
    assert found["all", "coverage@1"]["value"] == "0.250000"  # one item of four in each fold


def test_folds_of_another_history_are_slices():
    two_folds("known=0", "known=5")
    found = hand.numbers()
    assert shown(found["all", "recall@2"]) == ("0.750000", "40")
    assert shown(found["known=0", "recall@2"]) == ("1.000000", "40")
    assert shown(found["known=5", "recall@2"]) == ("0.000000", "20")
    assert {metric for name, metric in found if name != "all"} == {"recall@2"}


def test_errors_of_folds_are_added_up_before_the_root():
    two_folds("1 of 2", "2 of 2")
    lists = hand.tables.read(paths.cell("hand", "mine") / "lists.parquet", hand.tables.LISTS)
    one = hand.predictions([(user, 0, 4.0) for user in range(40)], "1 of 2")
    other = hand.predictions([(user, 0, 2.0) for user in range(20)], "2 of 2")
    hand.cell(lists, hand.pa.concat_tables([one, other]))
    row = hand.numbers()["all", "rmse"]
    assert shown(row) == (f"{((40 * 1 + 20 * 9) / 60) ** 0.5:.6f}", "40")


MEASURED = {
    "runs": [
        {"fold": "all", "seed": 0, "fit_seconds": 1.0, "rank_seconds_all": 0.5, "users": 40},
        {"fold": "all", "seed": 1, "fit_seconds": 5.0, "rank_seconds_all": 0.25, "users": 40},
        {"fold": "all", "seed": 2, "fit_seconds": 2.0, "rank_seconds_all": 0.1, "users": 40},
    ],
    "request_ms": {"p50": 0.5, "p95": 1.5, "p99": 2.0, "requests": 200},
    "model_mib": 1.25,
    "new_item": {"seconds": 2.0, "by": "refit"},
    "peak_mib": 210.5,
}


def test_what_a_cell_cost_is_the_median_of_its_runs_and_what_was_measured_once():
    four_users()
    write_json(paths.measured("hand", "mine"), MEASURED)
    assert hand.collected("measured") == [
        {
            "benchmark": "hand",
            "baseline": "mine",
            "fit_seconds": "2.000000",
            "rank_seconds": "0.250000",
            "users_per_second": "160.000000",
            "request_ms_p50": "0.500000",
            "request_ms_p95": "1.500000",
            "request_ms_p99": "2.000000",
            "new_item_seconds": "2.000000",
            "new_item_by": "refit",
            "model_mib": "1.250000",
            "peak_mib": "210.500000",
        }
    ]


@pytest.mark.parametrize("cost", [None, {"runs": [], "peak_mib": 80.0}])
def test_a_cell_that_never_ran_cost_nothing_to_speak_of(cost):
    four_users()
    if cost:
        write_json(paths.measured("hand", "mine"), cost)
    assert hand.collected("measured") == []


def test_a_model_that_cannot_be_pickled_has_no_size():
    four_users()
    write_json(paths.measured("hand", "mine"), {**MEASURED, "model_mib": None})
    (row,) = hand.collected("measured")
    assert (row["model_mib"], row["peak_mib"]) == ("", "210.500000")


def test_the_tables_do_not_depend_on_what_was_measured_and_are_the_same_again():
    many_users()
    before = hand.collected()
    write_json(paths.measured("hand", "mine"), MEASURED)
    assert hand.collected() == before
