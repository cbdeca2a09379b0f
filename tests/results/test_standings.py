"""Where baselines stand by the paired tests, and which are worth their cost."""

from itertools import combinations

import numpy as np
import pytest

from benchmarks.results.frontier import frontier
from benchmarks.results.standings import standings

VALUES = {"c": 0.2, "a": 0.4, "d": 0.1, "b": 0.3}
APART = {"ab": 0.2, "ac": 0.01, "ad": 0.001, "bc": 0.049, "bd": 0.002, "cd": 0.05}


def compared(values, p_values, metric="ndcg", k=10, n_users=150, detectable=0.01):
    """Return a row for each pair, certain to 0.02, its ratio to 0.1; no p-value is one of 1."""
    rows = []
    for one, other in combinations(values, 2):
        difference = values[one] - values[other]
        share = difference / values[other] if values[other] else None
        rows.append(
            {
                "benchmark": "films",
                "view": "all",
                "metric": metric,
                "k": k,
                "baseline": one,
                "other": other,
                "value": values[one],
                "other_value": values[other],
                "difference": difference,
                "detectable": detectable,
                "ci_low": difference - 0.02,
                "ci_high": difference + 0.02,
                "relative": share,
                "relative_low": None if share is None else share - 0.1,
                "relative_high": None if share is None else share + 0.1,
                "p_value": p_values.get(one + other, p_values.get(other + one, 1.0)),
                "p_holm": p_values.get(one + other, p_values.get(other + one, 1.0)),
                "n_users": n_users,
            }
        )
    return rows


def stand(rows, reference=None, luck=None):
    """Return the rows of standings.csv by baseline."""
    found = standings(rows, reference, 0.05, lambda *_: luck or {})
    return {row["baseline"]: row for row in found}


def ranges(rows):
    return {name: (row["rank"], row["rank_low"], row["rank_high"]) for name, row in rows.items()}


def test_a_range_of_ranks_is_what_the_tests_leave_open():
    rows = stand(compared(VALUES, APART))
    assert ranges(rows) == {"a": (1, 1, 2), "b": (2, 1, 2), "c": (3, 3, 4), "d": (4, 3, 4)}
    assert [name for name, row in rows.items() if row["is_tied_for_best"]] == ["a", "b"]
    assert all(row["is_claimed"] and row["n_users"] == 150 for row in rows.values())


def test_where_the_metric_falls_the_lowest_is_first():
    rows = stand(compared(VALUES, APART, "rmse", None))
    assert ranges(rows) == {"d": (1, 1, 2), "c": (2, 1, 2), "b": (3, 3, 4), "a": (4, 3, 4)}


def test_equal_numbers_share_a_rank():
    rows = stand(compared({"b": 0.3, "a": 0.3, "c": 0.1}, {"ac": 0.01, "bc": 0.01}))
    assert ranges(rows) == {"a": (1, 1, 2), "b": (1, 1, 2), "c": (3, 3, 3)}


def test_numbers_that_differ_by_rounding_errors_alone_share_a_rank_and_the_first_by_name_leads():
    rows = stand(compared({"b": 0.1 + 0.2, "a": 0.3, "c": 0.1}, {"ac": 0.01, "bc": 0.01}))
    assert ranges(rows) == {"a": (1, 1, 2), "b": (1, 1, 2), "c": (3, 3, 3)}
    assert list(rows) == ["a", "b", "c"]


@pytest.mark.parametrize("seed", range(20))
def test_ranges_are_those_of_counting_each_pair(seed):
    random = np.random.default_rng(seed)
    values = dict(zip("abcdefg", random.random(7).tolist(), strict=True))
    p_values = {one + other: random.random() / 10 for one, other in combinations(values, 2)}
    rows = stand(compared(values, p_values))
    for name, value in values.items():
        apart = [
            other
            for other in values
            if p_values.get(name + other, p_values.get(other + name, 1.0)) < 0.05
        ]
        ahead = sum(values[other] > value for other in apart)
        behind = sum(values[other] < value for other in apart)
        assert (rows[name]["rank_low"], rows[name]["rank_high"]) == (1 + ahead, 7 - behind)


def test_the_difference_from_the_reference_is_a_share_of_either_number():
    rows = stand(compared(VALUES, APART), reference="c")
    share = {column: rows["a"][column] for column in rows["a"] if "relative" in column}
    assert share == pytest.approx(
        {
            "relative": 0.2 / 0.2,
            "relative_low": 1 / (1 - 0.4) - 1,  # of c to a it is -0.5, give or take 0.1
            "relative_high": 1 / (1 - 0.6) - 1,
            "reference_relative": -0.2 / 0.4,
            "reference_relative_low": -0.5 - 0.1,
            "reference_relative_high": -0.5 + 0.1,
        }
    )
    behind = rows["d"]  # which stands second in its row with c
    assert behind["relative"] == pytest.approx(-0.1 / 0.2)
    assert behind["relative_low"] == pytest.approx(1 / (1 + 1.1) - 1)
    assert behind["reference_relative_high"] == pytest.approx(1.1)
    assert "relative" not in rows["c"]
    assert {(row["reference"], row["margin"]) for row in rows.values()} == {("c", 0.05)}


def test_of_a_reference_that_scores_zero_there_is_no_share():
    rows = stand(compared({"a": 0.4, "z": 0.0}, {"az": 0.01}), reference="z")
    assert rows["a"]["relative"] is None
    assert rows["a"]["reference_relative"] == -1
    assert rows["a"]["relative_low"] is None is rows["a"]["reference_relative_high"]


def test_below_a_hundred_users_nothing_is_claimed():
    assert not any(row["is_claimed"] for row in stand(compared(VALUES, APART, n_users=99)).values())


def test_where_not_all_pairs_were_compared_nobody_stands_anywhere():
    assert not stand(compared(VALUES, APART)[1:])
    assert not stand([])


def test_what_is_one_number_for_all_lists_ranks_nobody():
    assert not stand(compared({"a": 0.4, "b": 0.3}, {"ab": 0.01}, "coverage", n_users=None))


def test_who_is_ahead_by_no_more_than_luck_is_not_ahead():
    rows = compared({"a": 0.42, "b": 0.4}, {"ab": 0.01})
    assert not stand(rows)["b"]["is_tied_for_best"]
    assert stand(rows, luck={"a": 0.02, "b": 0.02})["b"]["is_tied_for_best"]


def test_nobody_is_tied_for_best_whom_another_than_the_first_is_ahead_of():
    values = {"a": 0.4, "b": 0.3, "c": 0.2}  # c's users vary so much that a is not ahead of it
    rows = stand(compared(values, {"bc": 0.01}))
    assert [name for name, row in rows.items() if row["is_tied_for_best"]] == ["a", "b"]
    assert all(row["is_tied_for_best"] == (row["rank_low"] == 1) for row in rows.values())


def climbed(costs, values=VALUES, p_values=APART):
    measured = [{"baseline": name, "fit_cpu_seconds": cost} for name, cost in costs.items()]
    steps = frontier(compared(values, p_values), measured, "ndcg@10", {})
    assert {row["cost"] for row in steps} <= {"fit_cpu_seconds"}
    assert [row["step"] for row in steps] == list(range(1, len(steps) + 1))
    return [row["baseline"] for row in steps]


def test_a_frontier_climbs_only_by_significant_steps():
    assert climbed({"d": 1, "c": 2, "b": 3, "a": 4}) == ["d", "b"]  # c and d, a and b are tied
    assert climbed({"a": 1, "b": 2, "c": 3, "d": 4}) == ["a"]
    assert climbed({"d": 1, "a": 2, "b": None}) == ["d", "a"]


def test_of_costs_that_chance_orders_the_better_takes_the_place():
    assert climbed({"d": 0.0001, "b": 0.0002, "a": 5}) == ["b"]
    assert climbed({"d": 0.0001, "b": 0.002}) == ["d", "b"]


def test_beside_a_step_stands_the_cheapest_that_is_as_good():
    costs = {"d": 1, "c": 2, "b": 3, "a": 4}
    measured = [{"baseline": name, "fit_cpu_seconds": cost} for name, cost in costs.items()]
    p_values = {**APART, "bc": 0.2}  # neither b nor c can be told from the other, a and c can
    steps = frontier(compared(VALUES, p_values), measured, "ndcg@10", {})
    told = {row["baseline"]: (row["as_good"], row["as_good_amount"]) for row in steps}
    assert told == {"d": ("d", 1), "b": ("c", 2)}


def test_without_comparisons_there_is_no_frontier():
    assert frontier([], [{"baseline": "a", "fit_cpu_seconds": 1.0}], "ndcg@10", {}) == []
