"""Bundles of users: what chance does to them is what it does to users, in mean and in spread."""

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks.stats import bundles, permutation
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.bundles import bundled, bundled_within
from benchmarks.stats.levels import MOST_BUNDLES
from benchmarks.stats.permutation import largest_gap, p_value, permuted_gaps, sign_flip_totals


def hits(random, n_users, share=0.03):
    """Values of users, most of them zero."""
    return (random.random(n_users) < share) * random.random(n_users)


def test_as_many_users_as_there_may_be_bundles_and_fewer_are_left_alone():
    values = np.random.default_rng(0).random(MOST_BUNDLES)
    few = values[:7]
    assert bundled(values) is values
    assert bundled(few) is few
    assert len(bundled(np.append(values, 1.0))) == MOST_BUNDLES


@pytest.mark.parametrize("n_users", [101, 150, 1000, 1037])
def test_each_user_is_in_one_bundle_and_bundles_are_of_equal_size_but_for_one_user(n_users):
    members = np.array([bundled(row, most=100) for row in np.eye(n_users)])
    np.testing.assert_array_equal(members.sum(axis=1), 1)
    sizes = bundled(np.ones(n_users), most=100)
    assert sizes.sum() == n_users
    assert sizes.max() - sizes.min() <= 1


def test_neighbours_in_the_data_are_not_put_together_and_calls_are_paired():
    first, second = np.random.default_rng(1).random((2, 5000))
    np.testing.assert_allclose(
        bundled(first + second, most=50), bundled(first, most=50) + bundled(second, most=50)
    )
    order = bundled(np.arange(5000.0), most=50) / 100
    assert abs(order - order.mean()).max() < 5 * 5000 / 12**0.5 / 10  # of 100 users by chance


@pytest.mark.parametrize(("most", "n_users"), [(10**6, 60), (20, 97)])
def test_bundles_of_groups_have_users_of_one_group_and_nobody_is_lost(most, n_users):
    columns = np.random.default_rng(2).integers(0, 9, (n_users, 2)).astype(float)
    group_of = np.random.default_rng(3).integers(0, 3, n_users)
    columns[:, 1] = group_of
    groups = [group_of == group for group in range(3)]
    totals, of_bundle, left = bundled_within(columns, groups, most)
    assert len(totals) <= most
    for group, members in enumerate(groups):
        of_group = totals[of_bundle == group].sum(axis=0) + left[group]
        np.testing.assert_array_equal(of_group, columns[members].sum(axis=0))
    assert len(set(totals[:, 1] / np.maximum(of_bundle, 1))) <= 2  # the size, and 0 of group 0


def test_a_group_of_fewer_users_than_a_bundle_stays_as_it_is():
    columns = np.arange(200.0).reshape(100, 2)
    few = np.arange(100) < 3
    totals, of_bundle, left = bundled_within(columns, [few, ~few], most=20)
    assert of_bundle.tolist() == [1] * 19
    np.testing.assert_array_equal(left[0], columns[few].sum(axis=0))
    np.testing.assert_array_equal(left[1] + totals.sum(axis=0), columns[~few].sum(axis=0))


@pytest.mark.slow
def test_intervals_of_bundles_are_as_wide_as_those_of_users_and_hold_the_truth_as_often():
    random = np.random.default_rng(4)
    held, widths = [], []
    for _ in range(300):
        values = np.column_stack([hits(random, 4000), np.ones(4000)])
        together = np.column_stack([bundled(column, most=1000) for column in values.T])
        bounds = []
        for columns in (values, together):
            totals = bootstrap_totals(columns, resamples=1000)
            bounds.append(percentile_interval(totals[:, :1] / totals[:, 1:])[:, 0])
        held.append([low <= 0.015 <= high for low, high in bounds])
        widths.append([high - low for low, high in bounds])
    of_users, of_bundles = np.mean(widths, axis=0)
    assert of_bundles == pytest.approx(of_users, rel=0.01)
    low, high = binom.ppf([0.001, 0.999], 300, 0.95)
    assert low <= np.sum(held, axis=0)[1] <= high


@pytest.mark.slow
def test_flipped_bundles_keep_the_level_of_the_test():
    random = np.random.default_rng(5)
    p_values = []
    for _ in range(20):
        differences = hits(random, 3000 * 100).reshape(3000, 100) - hits(
            random, 3000 * 100
        ).reshape(3000, 100)
        together = np.column_stack([bundled(column, most=500) for column in differences.T])
        observed = abs(together.sum(axis=0))
        p_values.append(p_value(observed, abs(sign_flip_totals(together, flips=999))))
    rejected = int((np.concatenate(p_values) <= 0.05).sum())
    low, high = binom.ppf([0.0005, 0.9995], 2000, 0.05)
    assert low <= rejected <= high


@pytest.mark.slow
def test_permuted_bundles_keep_the_level_and_find_a_planted_gap(monkeypatch):
    def fewer(columns, groups):
        return bundled_within(columns, groups, most=300)

    monkeypatch.setattr(permutation, "bundled_within", fewer)
    random = np.random.default_rng(6)
    values = hits(random, 1500 * 400).reshape(1500, 400)
    group_of = random.permutation(np.repeat([0, 1, 2], [1000, 380, 120]))
    groups = [group_of == group for group in range(3)]
    sizes = np.array([1000, 380, 120])

    def p_values(columns):
        together = np.column_stack([columns, np.ones(1500)])

        def finish(totals):
            return totals[..., :-1] / totals[..., -1:]

        means = np.array([columns[group].sum(axis=0) for group in groups]) / sizes[:, None]
        return p_value(largest_gap(means), permuted_gaps(together, groups, finish, 0, 999))

    low, high = binom.ppf([0.0005, 0.9995], 400, 0.05)
    assert low <= (p_values(values) <= 0.05).sum() <= high
    values[groups[2], :5] += 0.1
    assert (p_values(values)[:5] == 0.001).all()


def test_the_bundles_of_one_number_of_users_are_not_those_of_another():
    bundles._bundle_of.cache_clear()
    few = bundled(np.arange(300.0), most=100)
    bundled(np.arange(301.0), most=100)
    np.testing.assert_array_equal(bundled(np.arange(300.0), most=100), few)
