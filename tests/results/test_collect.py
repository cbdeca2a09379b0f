"""From scores per user to the tables of reports/: groups, exposure, folds, intervals, costs."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks.contract import paths, reading, reports, tables
from benchmarks.contract.documents import Study
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import write_json
from benchmarks.results import luck, strength, swaps
from benchmarks.stats.holm import holm
from tests.worlds import hand, synthetic


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hand.write_params()


def many_users(n_users=400, genders=None):
    """Give every user one relevant item, 0; even users get it at rank 1, odd ones not at all.

    The last 19 are cold.
    """
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
    assert slices == {
        (name, "recall@2") for name in ("gender=F", "gender=M", "history=1-5", "warm")
    }
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
    assert (row["attribute"], row["metric"], row["groups"]) == (
        "gender",
        "recall@2",
        "2",
    )  # 50 users make no claim
    assert (row["best"], row["best_value"], row["worst"], row["worst_value"]) == (
        "F",
        "1.000000",
        "M",
        "0.000000",
    )
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
    np.testing.assert_array_equal(
        hand.item_recall("item_popularity", "head"), [np.nan, 1.0, np.nan, np.nan]
    )
    np.testing.assert_array_equal(
        hand.item_recall("item_popularity", "new"), [0.5, np.nan, np.nan, 0.0]
    )
    rows = hand.scored("item_recall").to_pylist()
    groups = {(row["attribute"], row["group"], row["metric"], row["k"]) for row in rows}
    # of the headline's cut-off, by popularity and age of the item alone
    assert groups == {("item_popularity", group, "recall", 2) for group in ("head", "new")}


def test_recall_of_groups_of_items_stands_in_their_slices():
    many_users()
    hand.write_params(items="item_popularity, item_age")
    found = hand.numbers()
    for name in ("item_popularity=new", "item_age=under 91 days"):  # item 0 is nobody's in training
        assert shown(found[name, "recall@2"]) == ("0.500000", "400")
        assert (
            float(found[name, "recall@2"]["ci_low"])
            < 0.5
            < float(found[name, "recall@2"]["ci_high"])
        )
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
        np.testing.assert_allclose(
            np.sum(list(shares(attribute).values()), axis=0), [1, 1, 1], atol=3e-6
        )


def test_errors_over_ratings_and_over_users_differ_where_users_have_more_ratings():
    hand.write_params("rmse, mae, rmse_user, mae_user, recall", users="gender")
    test = [(user, item, 4.0) for user in range(60) for item in range(3 if user % 2 == 0 else 1)]
    hand.write([hand.rows([(0, 3, 5.0)], "train")], [hand.rows(test, "test")], ["F", "M"] * 30)
    predicted = [
        (user, item, 5.0 if user % 2 == 0 else 1.0) for user, item, _ in test
    ]  # off by 1 and by 3
    hand.cell(hand.lists_table({0: {0: [1]}}), hand.predictions(predicted))
    found = hand.numbers()
    expected = {"rmse": 3**0.5, "mae": 1.5, "rmse_user": 2.0, "mae_user": 2.0}
    assert {name: float(found["all", name]["value"]) for name in expected} == pytest.approx(
        expected, abs=1e-6
    )
    assert {found["all", name]["n_users"] for name in expected} == {"60"}
    assert shown(found["gender=F", "rmse"]) == ("1.000000", "30")
    assert shown(found["gender=M", "rmse"]) == ("3.000000", "30")
    assert ("gender=F", "rmse_user") not in found


def test_squared_errors_of_seeds_are_averaged_before_the_root():
    test = [(user, 0, 4.0) for user in range(30)]
    hand.write([hand.rows([(0, 3, 5.0)], "train")], [hand.rows(test, "test")], [""] * 30)
    by_seed = [
        hand.predictions([(user, 0, rating) for user, _, _ in test], seed=seed)
        for seed, rating in enumerate((3, 2))
    ]
    hand.cell(hand.lists_table({0: {0: [1]}, 1: {0: [1]}}), hand.pa.concat_tables(by_seed))
    assert hand.numbers()["all", "rmse"]["value"] == f"{2.5**0.5:.6f}"
    (row,) = [row for row in hand.collected("seeds") if row["metric"] == "rmse"]
    assert (row["mean"], row["sd"], row["n_seeds"]) == ("1.500000", f"{0.5**0.5:.6f}", "2")


def test_the_share_of_revenue_is_a_ratio_of_totals_with_an_interval():
    hand.write_params("rmse, recall, revenue, revenue_share, reach")
    test = [
        row
        for user in range(60)
        for row in ([(user, 0, 10.0), (user, 1, 30.0)] if user % 2 else [(user, 0, 1.0)])
    ]
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
    low, high = float(row["ci_low"]), float(row["ci_high"])
    assert low == pytest.approx((60 + 9 * many) / (60 + 39 * many), abs=0.01)
    assert high == pytest.approx((60 + 9 * few) / (60 + 39 * few), abs=0.02)
    assert not {metric for _, metric in found} & {"rmse", "test_revenue"}


def two_folds(first, second):
    """Serve 40 users in the first fold, who get what is relevant, 20 in the second, who do not."""
    folds = {first: range(40), second: range(20)}
    tests = [
        hand.rows([(user, 0, 5.0) for user in users], "test", fold) for fold, users in folds.items()
    ]
    known = [hand.rows([(user, 3, 5.0) for user in range(30)], "train", fold) for fold in folds]
    hand.write(known, tests, [""] * 40)
    lists = {
        first: {user: [0, 1] for user in range(40)},
        second: {user: [1, 2] for user in range(20)},
    }
    hand.cell(
        hand.pa.concat_tables([hand.lists_table({0: found}, fold) for fold, found in lists.items()])
    )


def test_folds_are_averaged_per_user_and_then_over_users():
    two_folds("1 of 2", "2 of 2")
    hand.write_params(users="history, activity")
    found = hand.numbers()
    assert shown(found["all", "recall@2"]) == (
        "0.750000",
        "40",
    )  # 20 users with (1 + 0) / 2, 20 with 1
    assert {place[0] for place in found} == {"all"}  # a user's history is another in each fold
    assert found["all", "coverage@1"]["value"] == "0.250000"  # one item of four in each fold


@pytest.mark.parametrize(("first", "second"), [("1 of 2", "2 of 2"), ("known=0", "known=5")])
def test_seeds_spread_in_what_the_folds_make_together(first, second):
    """Of each metric the mean over seeds is the number of the results, but for the root of RMSE."""
    two_folds(first, second)
    served = {first: range(40), second: range(20)}
    lists, predicted = [], []
    for fold, users in served.items():
        lucky = {user: [0, 1] if user % 2 else [1, 2] for user in users}
        always = {user: [0, 1] if fold == first else [1, 2] for user in users}
        lists.append(hand.lists_table({0: always, 1: lucky}, fold))
        for seed in (0, 1):
            rated = [(user, 0, 4.0 if fold == first else 2.0 + seed) for user in users]
            predicted.append(hand.predictions(rated, fold, seed))
    hand.cell(hand.pa.concat_tables(lists), hand.pa.concat_tables(predicted))
    numbers, spreads = hand.numbers(), hand.collected("seeds")
    means = {row["metric"]: float(row["mean"]) for row in spreads}
    sds = {row["metric"]: float(row["sd"]) for row in spreads}
    for metric in means.keys() - {"rmse"}:
        assert means[metric] == pytest.approx(float(numbers["all", metric]["value"]), abs=2e-6)
    assert sds["recall@2"] == pytest.approx((0.75 - 0.5) / 2**0.5, abs=2e-6)
    roots = ((40 + 20 * 9) / 60) ** 0.5, ((40 + 20 * 4) / 60) ** 0.5
    assert means["rmse"] == pytest.approx(sum(roots) / 2, abs=2e-6)


def test_folds_of_another_history_are_slices():
    two_folds("known=0", "known=5")
    found = hand.numbers()
    assert shown(found["all", "recall@2"]) == ("0.750000", "40")
    assert shown(found["known=0", "recall@2"]) == ("1.000000", "40")
    assert shown(found["known=5", "recall@2"]) == ("0.000000", "20")
    assert {metric for name, metric in found if name != "all"} == {"recall@2"}


def with_second_view(name, rule, *baselines):
    """Give the benchmark a second view, under which lists are the same; of `mine` if none named."""
    text = Path("params.yaml").read_text()
    one_view = "views: {all: {mask: seen}}"
    assert one_view in text
    Path("params.yaml").write_text(
        text.replace(one_view, f"views: {{all: {{mask: seen}}, {name}: {rule}}}")
    )
    for baseline in baselines or ["mine"]:
        path = paths.cell("hand", baseline) / "lists.parquet"
        lists = tables.read(path, tables.LISTS)
        place = lists.column_names.index("view")
        second = lists.set_column(place, "view", hand.pa.array([name] * len(lists)))
        tables.write(path, hand.pa.concat_tables([lists, second]), tables.LISTS)


def places(metric, k):
    """Return value and users of a metric by view, fold and group, as results.csv has them."""
    hand.tabled()
    rows = reading.read(paths.REPORTS, reports.RESULTS)
    labels = ("view", "fold", "attribute", "group")
    return {
        tuple(row[name] for name in labels): (row["value"], row["n_users"])
        for row in rows
        if (row["metric"], row["k"]) == (metric, k)
    }


def test_a_view_called_cold_and_cold_users_are_two_numbers_under_two_keys():
    known = [(user, 3, 5.0) for user in range(70)]
    test = [(user, 0, 5.0) for user in range(100)]
    hand.write([hand.rows(known, "train")], [hand.rows(test, "test")], [""] * 100)
    hand.cell(hand.lists_table({0: {user: [user % 4, 2] for user in range(100)}}))
    with_second_view("cold", "{mask: seen, candidates: cold}")
    assert places("recall", 2) == {
        ("all", "", "", ""): (0.25, 100),
        ("cold", "", "", ""): (0.25, 100),
        ("all", "", "warmth", "warm"): (pytest.approx(18 / 70, abs=1e-6), 70),
        ("all", "", "warmth", "cold"): (pytest.approx(7 / 30, abs=1e-6), 30),
    }
    with pytest.raises(UserError, match=r"version 1 of results\.csv has one name for two numbers"):
        hand.table("results")


def test_folds_of_another_history_under_a_second_view_have_keys_of_their_own():
    two_folds("known=0", "known=5")
    with_second_view("again", "{mask: none}")
    assert places("recall", 2) == {
        (view, fold, "", ""): number
        for view in ("all", "again")
        for fold, number in (("", (0.75, 40)), ("known=0", (1.0, 40)), ("known=5", (0.0, 20)))
    }


def test_errors_of_folds_are_added_up_before_the_root():
    two_folds("1 of 2", "2 of 2")
    lists = hand.tables.read(paths.cell("hand", "mine") / "lists.parquet", hand.tables.LISTS)
    one = hand.predictions([(user, 0, 4.0) for user in range(40)], "1 of 2")
    other = hand.predictions([(user, 0, 2.0) for user in range(20)], "2 of 2")
    hand.cell(lists, hand.pa.concat_tables([one, other]))
    row = hand.numbers()["all", "rmse"]
    assert shown(row) == (f"{((40 * 1 + 20 * 9) / 60) ** 0.5:.6f}", "40")


def measured_run(seed, fit, rank):
    """Return what a run took, by the clock and of the processor."""
    names = ("fit_seconds", "fit_cpu_seconds", "rank_seconds_all", "rank_cpu_seconds_all")
    return {"fold": "all", "seed": seed, "users": 40, **dict(zip(names, (*fit, *rank)))}


MEASURED = {
    "runs": [
        measured_run(0, fit=(1.0, 0.9), rank=(0.5, 0.5)),
        measured_run(1, fit=(5.0, 4.0), rank=(0.25, 0.2)),
        measured_run(2, fit=(2.0, 2.0), rank=(0.1, 0.1)),
    ],
    "machine": {"processor": "AMD EPYC", "cores": 4, "threads": 1, "load": 1.5},
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
            "fit_cpu_seconds": "2.000000",
            "rank_cpu_seconds": "0.200000",
            "waited": f"{1 - 7.7 / 8.85:.6f}",
            "threads": "1",
            "machine": "AMD EPYC, 4 cores",
        }
    ]


def test_what_an_older_version_measured_has_no_seconds_of_the_processor_and_no_machine():
    four_users()
    run = {"fold": "all", "seed": 0, "users": 40, "fit_seconds": 1.0, "rank_seconds_all": 0.5}
    older = {name: value for name, value in MEASURED.items() if name != "machine"}
    write_json(paths.measured("hand", "mine"), older | {"runs": [run]})
    (row,) = hand.collected("measured")
    assert (row["fit_seconds"], row["fit_cpu_seconds"], row["waited"]) == ("1.000000", "", "")
    assert (row["threads"], row["machine"]) == ("", "")


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


COMPARED = """
seeds: 2
cutoffs: [1, 2]
metrics: [rmse, recall, coverage, gini]
headline: [recall@2, rmse]
comparison: {{reference: {reference}, margin: 0.05}}
datasets: {{hand: {{}}, elsewhere: {{}}}}
benchmarks:
  hand: &same
    dataset: hand
    split: {{kind: temporal, test: 0.1, validation: 0.1}}
    relevance: {{min_rating: 4}}
    views: {{all: {{mask: seen}}}}
  again: *same
  elsewhere: {{<<: *same, dataset: elsewhere}}
baselines: {{right: {{}}, mostly: {{}}, wrong: {{}}, never: {{}}}}
"""


def write_cell(baseline, lists, predicted=None, benchmark="hand"):
    folder = paths.cell(benchmark, baseline)
    hand.tables.write(folder / "lists.parquet", lists, hand.tables.LISTS)
    about = {"parameters": {}, "personalized": True, "seeds": 1, "not_applicable": None}
    write_json(folder / "cell.json", about)
    if predicted is not None:
        hand.tables.write(folder / "predictions.parquet", predicted, hand.tables.PREDICTIONS)


def three_baselines(n_users=100, reference="wrong", benchmarks=("hand",)):
    """Everybody is to get item 0: `right` gives it to all, `mostly` to 90 %, `wrong` to none.

    `never` has not run.

    `right` and `wrong` predict ratings, off by 1 to 1.5 and by twice as much.
    """
    Path("params.yaml").write_text(COMPARED.format(reference=reference))
    users = range(n_users)
    test = [(user, 0, 4.0) for user in users]
    hand.write(
        [hand.rows([(user, 3, 5.0) for user in users], "train")],
        [hand.rows(test, "test")],
        [""] * n_users,
    )
    lists = {
        "right": {user: [0, 1 + user % 2] for user in users},
        "mostly": {user: [0, 1] if user % 10 else [2, 1] for user in users},
        "wrong": {user: [1, 2] for user in users},
    }
    off = {"right": 1, "wrong": 2}
    for benchmark in benchmarks:
        if benchmark != "hand":
            shutil.copytree(paths.train("hand").parent, paths.train(benchmark).parent)
        for name, given in lists.items():
            predicted = None
            if name in off:
                errors = [off[name] * (1 + user % 3 / 4) for user in users]
                predicted = hand.predictions([(user, 0, 4.0 - errors[user]) for user in users])
            write_cell(name, hand.lists_table({0: given}), predicted, benchmark)


def by_pair(rows, *names):
    return {tuple(row[name] for name in names): row for row in rows}


def test_comparisons_are_of_all_pairs_of_each_headline_metric_and_with_the_reference_for_the_rest():
    three_baselines()
    rows = hand.collected("comparisons")
    assert [(row["benchmark"], row["baseline"], row["other"], row["metric"]) for row in rows] == [
        ("hand", "mostly", "wrong", "coverage@2"),
        ("hand", "mostly", "wrong", "gini@2"),
        ("hand", "mostly", "wrong", "recall@2"),
        ("hand", "right", "mostly", "recall@2"),
        ("hand", "right", "wrong", "coverage@2"),
        ("hand", "right", "wrong", "gini@2"),
        ("hand", "right", "wrong", "recall@2"),
        ("hand", "right", "wrong", "rmse"),
    ]
    assert list(rows[0]) == [
        *(
            "benchmark",
            "metric",
            "baseline",
            "other",
            "value",
            "other_value",
            "difference",
            "ci_low",
            "ci_high",
        ),
        *("relative", "effect_size", "win", "tie", "loss", "detectable", "users_for_1_percent"),
        *("p_value", "p_holm", "verdict", "n_users"),
    ]


def test_a_comparison_says_what_was_worked_out_by_hand():
    three_baselines()
    row = by_pair(hand.collected("comparisons"), "baseline", "other", "metric")[
        "right", "mostly", "recall@2"
    ]
    expected = {
        "value": 1,
        "other_value": 0.9,
        "difference": 0.1,
        "relative": 1 / 9,
        "win": 0.1,
        "tie": 0.9,
        "loss": 0,
    }
    assert {name: row[name] for name in expected} == {
        name: f"{value:.6f}" for name, value in expected.items()
    }
    assert float(row["effect_size"]) == pytest.approx(0.1 / (0.09 * 100 / 99) ** 0.5, abs=1e-6)
    low, high = float(row["ci_low"]), float(row["ci_high"])
    assert 0.1 - low == pytest.approx(high - 0.1, abs=2e-6)  # symmetric, and wider than normal
    assert 1.96 * 0.03 < high - 0.1 < 2.6 * 0.03
    error = (0.09 / 99) ** 0.5
    assert float(row["detectable"]) == pytest.approx(2.80159 * error, rel=1e-4)
    assert int(row["users_for_1_percent"]) == pytest.approx(
        100 * (2.80159 * error / 0.0095) ** 2, rel=1e-3
    )
    assert (row["verdict"], row["n_users"]) == ("better", "100")
    assert float(row["p_holm"]) == float(row["p_value"])  # the last of three


def test_what_is_told_apart_is_counted_under_every_view():
    three_baselines()
    with_second_view("anew", "{mask: none}", "right", "mostly", "wrong")
    rows = hand.collected("resolution")
    metrics = ("recall", "2"), ("rmse", "")
    assert {(row["view"], row["metric"], row["k"]) for row in rows} == {
        (view, *metric) for view in ("all", "anew") for metric in metrics
    }


def test_a_lower_rmse_is_better_in_the_tables():
    three_baselines()
    row = by_pair(hand.collected("comparisons"), "baseline", "other", "metric")[
        "right", "wrong", "rmse"
    ]
    assert (row["win"], row["verdict"]) == ("1.000000", "better")
    assert row["p_holm"] == row["p_value"] < "0.001"


def test_swaps_are_scored_against_the_reference_only():
    three_baselines()
    hand.score()
    rows = hand.scored("swaps").to_pylist()
    assert {(row["view"], row["baseline"], row["metric"], row["k"]) for row in rows} == {
        ("all", baseline, metric, 2)
        for baseline in ("right", "mostly")
        for metric in ("coverage", "gini")
    }
    right, wrong = (
        np.array([[0, 1 + user % 2] if k else [1, 2] for user in range(100)]) for k in (1, 0)
    )
    expected = swaps.compare([swaps.Circle([right], [wrong], hand.N_ITEMS)])
    found = {row["metric"]: row["p_value"] for row in rows if row["baseline"] == "right"}
    assert found == expected


def test_the_p_value_of_one_number_for_all_lists_is_that_of_all_folds_and_seeds():
    """In the first fold, and by the first seed, `right` has the lists of `wrong`."""
    Path("params.yaml").write_text(COMPARED.format(reference="wrong"))
    n_users, folds = 60, ("first", "second")
    known = [
        hand.rows([(user, 3, 5.0) for user in range(n_users)], "train", fold) for fold in folds
    ]
    test = [hand.rows([(user, 0, 4.0) for user in range(n_users)], "test", fold) for fold in folds]
    hand.write(known, test, [""] * n_users)
    same, varied = ({user: [0, 1 + own * user % 3] for user in range(n_users)} for own in (0, 1))
    alike = [hand.lists_table({0: same}, fold) for fold in folds]
    write_cell("wrong", hand.pa.concat_tables(alike))
    unlike = hand.lists_table({0: same, 1: varied}, "second")
    write_cell(
        "right", hand.pa.concat_tables([hand.lists_table({0: same, 1: same}, "first"), unlike])
    )
    found = by_pair(hand.collected("comparisons"), "baseline", "other", "metric")
    row = found["right", "wrong", "coverage@2"]
    assert (row["difference"], row["verdict"]) == ("0.125000", "different")  # 4 items, not 2


def test_what_is_one_number_for_all_lists_is_compared_without_an_interval():
    three_baselines()
    found = by_pair(hand.collected("comparisons"), "baseline", "other", "metric")
    row = found["right", "wrong", "coverage@2"]
    assert (row["value"], row["other_value"], row["difference"]) == (
        "0.750000",
        "0.500000",
        "0.250000",
    )
    absent = (
        "ci_low",
        "ci_high",
        "relative",
        "effect_size",
        "win",
        "tie",
        "loss",
        "detectable",
        "users_for_1_percent",
    )
    assert {row[name] for name in (*absent, "n_users")} == {""}
    results = by_pair(hand.collected(), "baseline", "slice", "metric")
    for (one, other, metric), row in found.items():
        if metric in ("coverage@2", "gini@2"):
            assert row["value"] == results[one, "all", metric]["value"]
            assert row["other_value"] == results[other, "all", metric]["value"]
            assert row["verdict"] == ("different" if float(row["p_holm"]) < 0.05 else "undecided")
    of_gini = [found[name, "wrong", "gini@2"] for name in ("right", "mostly")]
    adjusted = [float(row["p_holm"]) for row in of_gini]
    assert adjusted == pytest.approx(
        holm([float(row["p_value"]) for row in of_gini]).tolist(), abs=2e-6
    )


@pytest.mark.parametrize("reference", ["null", "never"])
def test_without_lists_of_a_reference_nothing_is_swapped(reference):
    three_baselines(reference=reference)
    metrics = {row["metric"] for row in hand.collected("comparisons")}
    assert metrics == {"recall@2", "rmse"}
    assert hand.scored("swaps").num_rows == 0


def test_with_coverage_alone_among_the_metrics_gini_is_not_compared():
    three_baselines()
    Path("params.yaml").write_text(
        Path("params.yaml").read_text().replace("coverage, gini", "coverage")
    )
    assert {row["metric"] for row in hand.collected("comparisons")} == {
        "recall@2",
        "rmse",
        "coverage@2",
    }


def test_nothing_is_compared_on_fewer_users_than_are_reported():
    three_baselines(n_users=19)
    assert {row["metric"] for row in hand.collected()} == {
        "coverage@1",
        "coverage@2",
        "gini@1",
        "gini@2",
    }
    rows = [row for row in hand.collected("comparisons") if row["metric"] in ("recall@2", "rmse")]
    assert rows == []


def test_comparisons_are_the_same_bytes_again():
    three_baselines()
    hand.collected("comparisons")
    before = Path("reports/comparisons.csv").read_bytes()
    hand.collected("comparisons")
    assert Path("reports/comparisons.csv").read_bytes() == before


def test_users_served_equally_well_by_a_mean_of_seeds_and_by_one_run_are_ties():
    n_users = 40
    test = [(user, item, 5.0) for user in range(n_users) for item in range(10)]
    Path("params.yaml").write_text(
        COMPARED.format(reference="null").replace("seeds: 2", "seeds: 3")
    )
    hand.write([hand.rows([(0, 11, 5.0)], "train")], [hand.rows(test, "test")], [""] * n_users)
    hand.tables.write(paths.train("hand") / "items.parquet", synthetic.items(12), hand.tables.ITEMS)
    lists = {user: [0, 10] for user in range(n_users)}  # a recall of 0.1, in each seed
    write_cell("right", hand.lists_table({0: lists}))
    write_cell("wrong", hand.lists_table(dict.fromkeys(range(3), lists)))
    (row,) = hand.collected("comparisons")
    assert (row["metric"], row["value"], row["other_value"]) == ("recall@2", "0.100000", "0.100000")
    assert (row["win"], row["tie"], row["loss"]) == ("0.000000", "1.000000", "0.000000")
    assert row["verdict"] == "practically equal"
    assert [row["average_rank"] for row in hand.table("ranks")] == [
        "1.500000",
        "1.500000",
    ]


def test_ranks_are_averaged_over_benchmarks_and_rankings_compared_on_the_same_data():
    three_baselines(benchmarks=("hand", "again", "elsewhere"))
    folder = paths.cell("again", "right")  # there `right` and `wrong` change places
    for name in ("lists.parquet", "predictions.parquet"):
        right, wrong = folder / name, paths.cell("again", "wrong") / name
        right.rename("kept")
        wrong.rename(right)
        Path("kept").rename(wrong)
    for benchmark in ("again", "elsewhere"):
        hand.score(benchmark)
    ranks = hand.collected("ranks")
    assert list(ranks[0]) == ["metric", "baseline", "average_rank", "benchmarks"]
    assert [tuple(row.values()) for row in ranks] == [
        ("recall@2", "mostly", "2.000000", "3"),
        ("recall@2", "right", f"{5 / 3:.6f}", "3"),
        ("rmse", "right", f"{4 / 3:.6f}", "3"),
        ("recall@2", "wrong", f"{7 / 3:.6f}", "3"),
        ("rmse", "wrong", f"{5 / 3:.6f}", "3"),
    ]
    agreed = hand.table("agreement")
    shares = {"same_order": "0.000000", "reversed": "1.000000", "tied": "0.000000"}
    assert agreed == [
        {
            "metric": "recall@2",
            "benchmark": "hand",
            "other": "again",
            "tau": "-1.000000",
            **shares,
            "baselines": "3",
        }
    ]  # two have an RMSE, and that is no ranking


def test_what_is_told_apart_and_how_strong_baselines_are_follows_from_the_other_tables():
    three_baselines(benchmarks=("hand", "again"))
    hand.score("again")
    hand.collected("comparisons")
    everybody, compared, ranked, counted = (
        reading.read(paths.REPORTS, table)
        for table in (reports.RESULTS, reports.COMPARISONS, reports.RANKS, reports.RESOLUTION)
    )
    everybody = [row for row in everybody if row["subject"] == "all"]
    of_users = [row for row in compared if row["metric"] in ("recall", "rmse")]
    lucky = luck.of_leaderboards(
        Study.read(paths.study()), reading.read(paths.REPORTS, reports.SEEDS)
    )
    assert len(counted) == 4  # two metrics of two benchmarks
    for row in counted:
        place = {name: row[name] for name in ("benchmark", "view", "metric", "k")}
        pairs = [one for one in of_users if place.items() <= one.items()]
        assert row["pairs"] == len(pairs)
        assert row["pairs_told_apart"] == sum(one["p_holm"] < 0.05 for one in pairs)
        assert row["n_users"] == pairs[0]["n_users"]
    for row in ranked:
        metric = "recall@2" if row["metric"] == "recall" else "rmse"
        strengths = strength.across(everybody, of_users, metric, lucky)[row["baseline"]]
        for name, value in strengths.items():
            assert row[name] == pytest.approx(value, abs=0.001), name  # of six decimals


def test_of_one_baseline_alone_there_is_a_rank_and_no_comparison():
    many_users()
    assert hand.collected("comparisons") == []
    (row,) = hand.table("ranks")
    assert tuple(row.values()) == ("recall@2", "mine", "1.000000", "1")
    assert hand.table("agreement") == []
