"""Average ranks over benchmarks, and whether benchmarks of the same data rank alike."""

from itertools import combinations

import numpy as np
import pytest

from benchmarks.contract import names
from benchmarks.results import plots
from benchmarks.results.agreement import across, agreement, ranks


def rank_of(of_metric, metric="ndcg@10"):
    return {
        row["baseline"]: (row["average_rank"], row["benchmarks"])
        for row in ranks(of_metric, metric)
    }


def test_the_highest_is_first_and_ties_share_their_ranks():
    found = rank_of({"one": {"a": 0.1, "b": 0.4, "c": 0.4, "d": 0.2}})
    assert found == {"b": (1.5, 1), "c": (1.5, 1), "d": (3.0, 1), "a": (4.0, 1)}


@pytest.mark.parametrize("metric", ["rmse", "mae", "miscalibration@10"])
def test_of_errors_the_lowest_is_first(metric):
    assert rank_of({"one": {"a": 0.9, "b": 0.8, "c": 1.2}}, metric) == {
        "b": (1, 1),
        "a": (2, 1),
        "c": (3, 1),
    }


def test_ranks_are_averaged_over_the_benchmarks_where_a_baseline_has_a_number():
    numbers = {
        "one": {"a": 0.3, "b": 0.2, "c": 0.1},
        "two": {"a": 0.1, "c": 0.2},
        "three": {"a": 0.5, "b": 0.5, "c": 0.1, "late": 0.7},
    }
    assert rank_of(numbers) == {
        "a": (pytest.approx((1 + 2 + 2.5) / 3), 3),
        "b": (pytest.approx((2 + 2.5) / 2), 2),
        "c": (pytest.approx((3 + 1 + 4) / 3), 3),
        "late": (1.0, 1),
    }


def test_ranks_of_nothing_are_none():
    assert ranks({}, "ndcg@10") == []


def tau_b(one, other):
    """By a loop over pairs of baselines, Kendall 1945."""
    agreeing = untied_one = untied_other = 0
    for (x, y), (u, v) in combinations(zip(one, other, strict=True), 2):
        agreeing += np.sign(x - u) * np.sign(y - v)
        untied_one += x != u
        untied_other += y != v
    return agreeing / (untied_one * untied_other) ** 0.5


SAME = {"one": "films", "two": "films", "three": "films", "other": "books"}


@pytest.mark.parametrize("seed", range(10))
def test_tau_is_that_of_a_loop_over_pairs_of_baselines(seed):
    random = np.random.default_rng(seed)
    baselines = [f"b{number}" for number in range(9)]
    values = random.integers(0, 6, (2, 9)) / 10
    order = random.permutation(9)  # baselines stand in any order
    numbers = {
        "one": dict(zip(baselines, values[0].tolist(), strict=True)),
        "two": {baselines[i]: float(values[1, i]) for i in order},
    }
    (row,) = agreement(numbers, SAME, "ndcg@10")
    assert row["tau"] == pytest.approx(tau_b(*values))
    assert (row["metric"], row["k"]) == ("ndcg", 10)
    assert (row["benchmark"], row["other"], row["baselines"]) == (
        "one",
        "two",
        9,
    )


def test_pairs_in_the_same_order_reversed_and_tied_are_counted_where_tau_cannot_tell():
    numbers = {
        "one": {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4},
        "two": {"a": 0.3, "b": 0.0, "c": 0.0, "d": 0.0},
    }
    (row,) = agreement(numbers, SAME, "ndcg@10")
    assert (row["same_order"], row["reversed"], row["tied"]) == (0, 0.5, 0.5)
    assert row["tau"] == pytest.approx(
        -0.707, abs=0.001
    )  # (1 + tau) / 2 would be 15 % in the same order


def test_where_all_tie_no_pair_is_in_any_order():
    numbers = {"one": {"a": 0.1, "b": 0.2, "c": 0.3}, "two": dict.fromkeys("abc", 0.0)}
    (row,) = agreement(numbers, SAME, "ndcg@10")
    assert (row["same_order"], row["reversed"], row["tied"]) == (0, 0, 1)


@pytest.mark.parametrize("metric", ["ndcg@10", "rmse"])
def test_the_same_ranking_agrees_and_the_reverse_disagrees(metric):
    up, down = {"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 3.0, "b": 2.0, "c": 1.0}
    taus = [
        row["tau"]
        for row in agreement({"one": up, "two": {**up, "a": 0.1}, "three": down}, SAME, metric)
    ]
    assert taus == pytest.approx([1, -1, -1])


def test_only_baselines_with_a_number_on_both_count():
    one = {"a": 0.1, "b": 0.2, "c": 0.3, "only_one": 0.9}
    two = {"a": 0.3, "b": 0.2, "c": 0.1, "only_two": 0.0}
    (row,) = agreement({"one": one, "two": two}, SAME, "ndcg@10")
    assert (row["tau"], row["baselines"]) == (pytest.approx(-1), 3)


def test_two_baselines_are_no_ranking_to_speak_of():
    both = {"a": 0.1, "b": 0.2}
    assert agreement({"one": both, "two": both}, SAME, "ndcg@10") == []


def test_benchmarks_of_different_data_are_not_compared():
    numbers = {name: {"a": 0.1, "b": 0.2, "c": 0.3} for name in ("one", "other", "two")}
    assert [(row["benchmark"], row["other"]) for row in agreement(numbers, SAME, "ndcg@10")] == [
        ("one", "two")
    ]


def test_where_all_tie_there_is_no_ranking_to_agree_with():
    numbers = {"one": {"a": 0.1, "b": 0.2, "c": 0.3}, "two": dict.fromkeys("abc", 0.0)}
    (row,) = agreement(numbers, SAME, "ndcg@10")
    assert np.isnan(row["tau"])


def test_rows_of_everybody_and_of_the_headline_alone_are_ranked():
    datasets = {"one": "films", "two": "films"}
    dataset_of = {"one": datasets["one"], "cold": datasets["one"], "two": datasets["two"]}
    rows = [
        {
            "benchmark": benchmark,
            "baseline": baseline,
            "view": "cold" if benchmark == "cold" else "all",
            "fold": "",
            "subject": "users" if group == "warm" else "all",
            **names.column(metric)._asdict(),
            "value": value,
        }
        for benchmark, order in (("one", "abc"), ("cold", "cba"), ("two", "abc"))
        for group, metric, step in (
            ("all", "ndcg@10", 1),
            ("all", "recall@10", -1),
            ("warm", "ndcg@10", -1),
        )
        for value, baseline in enumerate(order[::step])
    ]
    rows += [
        {"benchmark": "one", "baseline": name, "view": "all", "fold": "", "subject": "all"}
        | {"metric": "rmse", "k": None, "value": value}
        for name, value in (("a", 0.9), ("b", 1.0))
    ]
    everybody = plots.of_everybody(rows, {"one": "all", "cold": "cold", "two": "all"})
    ranked, agreed = across(everybody, dataset_of, ["ndcg@10", "rmse"])
    assert [tuple(row.values()) for row in ranked] == [
        ("ndcg", 10, "a", pytest.approx(7 / 3), 3),
        ("ndcg", 10, "b", 2.0, 3),
        ("ndcg", 10, "c", pytest.approx(5 / 3), 3),
        ("rmse", None, "a", 1.0, 1),
        ("rmse", None, "b", 2.0, 1),
    ]
    assert {(row["metric"], row["benchmark"], row["other"]): row["tau"] for row in agreed} == {
        ("ndcg", "one", "cold"): pytest.approx(-1),
        ("ndcg", "one", "two"): pytest.approx(1),
        ("ndcg", "cold", "two"): pytest.approx(-1),
    }


def test_what_rounding_errors_alone_tell_apart_shares_its_rank():
    labels = {"benchmark": "one", "metric": "ndcg", "k": 10}
    values = {"a": 0.3, "b": 0.1 + 0.2, "c": 0.1}
    rows = [labels | {"baseline": name, "value": value} for name, value in values.items()]
    ranked, _ = across(rows, {"one": "films"}, ["ndcg@10"])
    assert [row["average_rank"] for row in ranked] == [1.5, 1.5, 3.0]
