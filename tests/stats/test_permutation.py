"""Permuted groups and flipped signs: functions of the seed, as frequent as they should be."""

from functools import partial
from itertools import combinations, product

import numpy as np
import pytest

from benchmarks.stats import permutation
from benchmarks.stats.permutation import largest_gap, p_value, permuted_gaps

sign_flip_totals = partial(permutation.sign_flip_totals, flips=100_000)


def whole_numbers(n_users=37, n_columns=3):
    """Return columns whose totals are exact in floating point, in whatever order of sums."""
    return np.random.default_rng(1).integers(-50, 50, (n_users, n_columns)).astype(float)


def mean(totals):
    """Return the mean of a column from totals of the column and of ones."""
    return totals[..., :1] / totals[..., 1:]


def with_ones(values):
    return np.column_stack([values, np.ones(len(values))])


def two_groups(n_users, size):
    return [np.arange(n_users) < size, np.arange(n_users) >= size]


def test_gaps_by_chance_are_as_frequent_as_the_divisions_that_make_them():
    values = np.array([0.0, 1.0, 3.0, 7.0, 20.0])
    exact = [
        abs(values[list(chosen)].mean() - np.delete(values, list(chosen)).mean())
        for chosen in combinations(range(5), 2)
    ]
    gaps = permuted_gaps(with_ones(values), two_groups(5, 2), mean)[:, 0]
    assert gaps.shape == (10_000,)
    for gap in set(np.round(exact, 9)):
        share = np.mean(np.isclose(gaps, gap))
        assert share == pytest.approx(np.mean(np.isclose(exact, gap)), abs=0.02)


def test_users_outside_all_groups_take_no_part_in_a_permutation():
    values = np.array([0.0, 1.0, 5.0, 1e9])
    groups = [np.array([1, 0, 0, 0], dtype=bool), np.array([0, 1, 1, 0], dtype=bool)]
    assert permuted_gaps(with_ones(values), groups, mean).max() == 4.5


def test_permutations_are_a_function_of_the_seed_and_not_of_the_blocks(monkeypatch):
    columns, groups = with_ones(whole_numbers(n_columns=1)[:, 0]), two_groups(37, 20)
    expected = permuted_gaps(columns, groups, mean, seed=1, permutations=700)
    assert (permuted_gaps(columns, groups, mean, seed=2, permutations=700) != expected).any()
    monkeypatch.setattr(permutation, "_PER_BLOCK", 300)
    np.testing.assert_allclose(
        permuted_gaps(columns, groups, mean, seed=1, permutations=700), expected, atol=1e-12
    )


def test_the_p_value_of_groups_that_differ_by_chance_is_below_5_percent_in_5_percent_of_cases():
    random, below = np.random.default_rng(0), 0
    for seed in range(400):
        columns, groups = with_ones(random.normal(size=60)), two_groups(60, 20)
        observed = largest_gap(np.array([mean(columns[group].sum(axis=0)) for group in groups]))
        below += (
            p_value(observed, permuted_gaps(columns, groups, mean, seed, permutations=199)) <= 0.05
        ).item()
    assert below / 400 == pytest.approx(0.05, abs=0.035)  # three standard errors


def test_a_real_difference_between_groups_has_the_smallest_p_value_there_is():
    columns, groups = with_ones(np.repeat([0.0, 1.0], 50)), two_groups(100, 50)
    assert p_value(np.array([1.0]), permuted_gaps(columns, groups, mean)).tolist() == [1 / 10_001]


def test_equal_groups_have_a_p_value_of_one():
    columns, groups = with_ones(np.full(40, 0.1)), two_groups(40, 13)
    observed = largest_gap(np.array([mean(columns[group].sum(axis=0)) for group in groups]))
    assert p_value(observed, permuted_gaps(columns, groups, mean, permutations=99)).tolist() == [
        1.0
    ]


def test_the_largest_gap_is_between_the_highest_and_the_lowest_of_all_groups():
    assert largest_gap(np.array([[0.1, 5.0], [0.7, 4.0], [0.3, 9.0]])).tolist() == pytest.approx(
        [0.6, 5.0]
    )


def test_the_p_value_counts_the_data_as_they_are_among_the_permutations():
    by_chance = np.array([[0.1, 5.0], [0.5, 1.0], [0.6, 2.0]])
    assert p_value(np.array([0.5, 6.0]), by_chance).tolist() == [3 / 4, 1 / 4]


def every_flip(columns):
    """The totals of all 2^n ways to flip the signs of rows."""
    signs = np.array(list(product([1, -1], repeat=len(columns))))
    return signs @ columns


def plain_gaps(columns, groups, finish, seed, permutations):
    """The gaps of permutations that are made one after the other, each group added up alone."""
    inside = np.any(groups, axis=0)
    own, members = columns[inside], np.array(groups)[:, inside]
    random = np.random.default_rng(seed)
    gaps = []
    for _ in range(permutations):
        order = random.permuted(np.arange(len(own)))
        numbers = finish(np.array([own[group[order]].sum(axis=0) for group in members]))
        gaps.append(largest_gap(numbers))
    return np.array(gaps)


@pytest.mark.parametrize("n_groups", [2, 3, 5])
def test_blocks_give_the_gaps_of_permutations_one_by_one(n_groups):
    columns = whole_numbers(90)
    group_of = np.random.default_rng(n_groups).integers(-1, n_groups, 90)
    groups = [group_of == group for group in range(n_groups)]
    np.testing.assert_array_equal(
        permuted_gaps(columns, groups, lambda totals: totals, 5, 700),
        plain_gaps(columns, groups, lambda totals: totals, 5, 700),
    )


def test_totals_of_flipped_rows_are_as_frequent_as_the_flips_that_make_them():
    columns = np.array(
        [[1.0], [2.0], [4.0], [8.0], [16.0], [32.0]]
    )  # each way to flip has a total of its own
    exact = every_flip(columns)[:, 0]
    found = sign_flip_totals(columns)[:, 0]
    values, counts = np.unique(found, return_counts=True)
    np.testing.assert_array_equal(values, np.sort(exact))
    np.testing.assert_allclose(
        counts / 100_000, 1 / 64, rtol=0, atol=4.5 * (63 / 64**2 / 100_000) ** 0.5
    )


@pytest.mark.parametrize("n_users", [1, 3, 8, 9, 12])
def test_p_values_of_flips_approach_those_of_all_flips(n_users):
    columns = np.random.default_rng(n_users).integers(-3, 5, (n_users, 4)).astype(float)
    observed = abs(columns.sum(axis=0))
    exact = (abs(every_flip(columns)) >= observed).mean(axis=0)
    found = p_value(observed, abs(sign_flip_totals(columns)))
    np.testing.assert_allclose(found, exact, rtol=0, atol=4 * 0.5 / 100_000**0.5)


def test_flips_are_a_function_of_the_seed_and_shared_by_the_columns_of_all_calls():
    columns = whole_numbers()
    expected = sign_flip_totals(columns, seed=3, flips=1500)
    np.testing.assert_array_equal(sign_flip_totals(columns, seed=3, flips=1500), expected)
    assert (sign_flip_totals(columns, seed=4, flips=1500) != expected).any()
    apart = [sign_flip_totals(columns[:, [column]], seed=3, flips=1500) for column in range(3)]
    np.testing.assert_array_equal(np.hstack(apart), expected)


def test_there_are_as_many_flips_as_asked_for_and_ten_thousand_by_default():
    columns = whole_numbers(n_users=5)
    assert permutation.sign_flip_totals(columns).shape == (10_000, 3)
    assert sign_flip_totals(columns, flips=1).shape == (1, 3)
    assert sign_flip_totals(columns, flips=2345).shape == (2345, 3)


def test_fewer_flips_are_the_first_of_more():
    columns = whole_numbers()
    np.testing.assert_array_equal(
        sign_flip_totals(columns, flips=701), sign_flip_totals(columns, flips=2500)[:701]
    )


@pytest.mark.parametrize("n_users", [37, 64, 300])
@pytest.mark.parametrize("size", [1, 7, 300, 999, 2500])
def test_the_size_of_the_blocks_changes_memory_and_not_the_flips(size, n_users, monkeypatch):
    columns = whole_numbers(n_users)
    expected = sign_flip_totals(columns, flips=2500)
    monkeypatch.setattr(permutation, "_PER_BLOCK", size)
    np.testing.assert_array_equal(sign_flip_totals(columns, flips=2500), expected)


@pytest.mark.parametrize("n_users", [1, 7, 8, 9, 33, 65])
def test_each_flip_is_plus_or_minus_one_with_mean_zero_and_users_are_flipped_apart(n_users):
    signs = sign_flip_totals(np.eye(n_users))
    assert set(np.unique(signs)) == {-1.0, 1.0}
    bound = 4.5 / 100_000**0.5
    np.testing.assert_allclose(signs.mean(axis=0), 0, atol=bound)
    np.testing.assert_allclose(signs.T @ signs / 100_000, np.eye(n_users), rtol=0, atol=bound)


def test_successive_flips_have_nothing_to_do_with_each_other():
    signs = sign_flip_totals(np.eye(11))
    for step in (1, 2, 1000):
        shared = (signs[:-step] * signs[step:]).mean(axis=0)
        np.testing.assert_allclose(shared, 0, atol=4.5 / 98_000**0.5)


def test_flipped_totals_have_mean_zero_and_the_closed_form_spread():
    columns = np.random.default_rng(8).exponential(size=(150, 2))
    totals, spread = sign_flip_totals(columns), np.sqrt((columns**2).sum(axis=0))
    np.testing.assert_allclose(totals.mean(axis=0) / spread, 0, atol=4 / 100_000**0.5)
    np.testing.assert_allclose(totals.std(axis=0) / spread, 1, atol=4 / 200_000**0.5)
