"""How many ranks of a benchmark its paired tests tell apart."""

from itertools import combinations

import numpy as np
import pytest

from benchmarks.results import resolution as counting
from benchmarks.stats.levels import REACH


def resolution(rows, own, luck=None):
    """Return what is counted; luck : by baseline."""
    return counting.resolution(rows, own, lambda *_: luck or {})


def compared(values, p_values, metric="ndcg", k=10):
    """Return a row for each pair; what `p_values` lacks has p = 1."""
    rows = []
    for one, other in combinations(values, 2):
        p = p_values.get(one + other, p_values.get(other + one, 1.0))
        numbers = {"value": values[one], "other_value": values[other]}
        place = {"benchmark": "one", "view": "all", "metric": metric, "k": k}
        labels = {**place, "baseline": one, "other": other}
        tested = {"p_value": p / 6, "p_holm": p, "detectable": REACH * 0.02}
        difference = values[one] - values[other]
        rows.append({**labels, **numbers, **tested, "difference": difference, "n_users": 150})
    return rows


VALUES = {"c": 0.2, "a": 0.4, "d": 0.1, "b": 0.3}
APART = {"ab": 0.2, "ac": 0.01, "ad": 0.001, "bc": 0.049, "bd": 0.002, "cd": 0.05}


def test_neighbours_and_those_tied_with_the_first_are_counted():
    (row,) = resolution(compared(VALUES, APART), VALUES)
    assert row == {
        "benchmark": "one",
        "view": "all",
        "metric": "ndcg",
        "k": 10,
        "baselines": 4,
        "neighbours": 3,
        "neighbours_told_apart": 1,  # b and c; a and b are not, c and d are at the limit
        "tied_with_first": 2,  # a itself and b
        "pairs": 6,
        "pairs_told_apart": 4,
        "n_users": 150,
    }


def test_luck_leaves_undecided_what_users_alone_tell_apart():
    (row,) = resolution(compared(VALUES, APART), VALUES, {"b": 0.1, "c": 0.1})
    assert row["neighbours_told_apart"] == 0
    assert row["pairs_told_apart"] == 1  # a and d, of whom no luck is known
    assert row["tied_with_first"] == 2  # by users alone, as the table says


def test_whom_another_than_the_first_is_ahead_of_shares_no_first_place():
    (row,) = resolution(compared(VALUES, {**APART, "ac": 0.2}), VALUES)
    assert row["tied_with_first"] == 2  # b is ahead of c


def test_of_errors_the_lowest_is_first():
    (row,) = resolution(compared(VALUES, APART, "rmse", None), VALUES)
    assert row["tied_with_first"] == 2  # d and c
    (row,) = resolution(compared(VALUES, {**APART, "cd": 0.04}, "rmse", None), VALUES)
    assert row["tied_with_first"] == 1


def test_equal_numbers_are_neighbours_in_the_order_of_their_names():
    values = {"c": 0.2, "b": 0.2, "a": 0.1}
    (row,) = resolution(compared(values, {"ac": 0.01, "ab": 0.9}), values)
    assert (row["neighbours_told_apart"], row["tied_with_first"]) == (1, 2)
    (row,) = resolution(compared(values, {"ac": 0.9, "ab": 0.01}), values)
    assert (row["neighbours_told_apart"], row["tied_with_first"]) == (0, 2)


def test_what_was_submitted_changes_nothing():
    rows = compared({**VALUES, "theirs": 0.35}, {**APART, "theirsa": 0.001})
    assert resolution(rows, VALUES) == resolution(compared(VALUES, APART), VALUES)


@pytest.mark.parametrize("seed", range(20))
def test_the_counts_are_those_of_a_walk_down_the_ranking(seed):
    random = np.random.default_rng(seed)
    values = dict(zip("abcdefg", random.permutation(7).tolist(), strict=True))
    p_values = {one + other: random.random() / 8 for one, other in combinations(values, 2)}
    ranking = sorted(values, key=values.get, reverse=True)

    def apart(one, other):
        return p_values.get(one + other, p_values.get(other + one)) < 0.05

    (row,) = resolution(compared(values, p_values), values)
    walked = [apart(ranking[place], ranking[place + 1]) for place in range(6)]
    assert row["neighbours_told_apart"] == sum(walked)
    unbeaten = [
        name
        for place, name in enumerate(ranking)
        if not any(apart(better, name) for better in ranking[:place])
    ]
    assert row["tied_with_first"] == len(unbeaten)
    assert row["pairs_told_apart"] == sum(p < 0.05 for p in p_values.values())


def test_without_comparisons_there_is_nothing_to_tell():
    assert resolution([], VALUES) == []
