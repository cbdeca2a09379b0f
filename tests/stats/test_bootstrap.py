"""The bootstrap over users: a function of the seed alone, right in closed form, and in coverage."""

import numpy as np
import pytest

from benchmarks.stats import bootstrap
from benchmarks.stats.bootstrap import (
    EVERY_ROW,
    bootstrap_totals,
    percentile_interval,
    totals_of_parts,
)


@pytest.fixture(autouse=True)
def nothing_kept():
    """Draw anew in each test, and leave nothing of its own blocks to others."""
    bootstrap._kept.cache_clear()
    yield
    bootstrap._kept.cache_clear()


def whole_numbers(n_users=37, n_columns=3):
    """Return columns whose totals are exact in floating point, in whatever order of sums."""
    return np.random.default_rng(1).integers(-50, 50, (n_users, n_columns)).astype(float)


def test_the_resamples_are_a_function_of_the_seed():
    columns = whole_numbers()
    np.testing.assert_array_equal(
        bootstrap_totals(columns, seed=3), bootstrap_totals(columns, seed=3)
    )
    assert (bootstrap_totals(columns, seed=3) != bootstrap_totals(columns, seed=4)).any()


def test_there_are_as_many_resamples_as_asked_for_and_ten_thousand_by_default():
    assert bootstrap_totals(whole_numbers()).shape == (10_000, 3)
    assert bootstrap_totals(whole_numbers(), resamples=1).shape == (1, 3)
    assert bootstrap_totals(whole_numbers(), resamples=2345).shape == (2345, 3)


def test_columns_of_different_calls_are_resampled_together():
    columns = whole_numbers()
    apart = [bootstrap_totals(columns[:, [column]], seed=5, resamples=1500) for column in range(3)]
    np.testing.assert_array_equal(
        np.hstack(apart), bootstrap_totals(columns, seed=5, resamples=1500)
    )


def test_fewer_resamples_are_the_first_of_more():
    columns = whole_numbers()
    np.testing.assert_array_equal(
        bootstrap_totals(columns, resamples=700), bootstrap_totals(columns)[:700]
    )


@pytest.mark.parametrize("size", [1, 7, 999, 2500])
def test_the_size_of_the_blocks_changes_memory_and_not_the_draws(size, monkeypatch):
    columns = whole_numbers()
    expected = bootstrap_totals(columns, resamples=2500)
    monkeypatch.setattr(bootstrap, "_PER_BLOCK", size)
    bootstrap._kept.cache_clear()
    np.testing.assert_array_equal(bootstrap_totals(columns, resamples=2500), expected)


def test_what_is_kept_of_resamples_is_a_function_of_users_seed_and_number_alone():
    bootstrap._kept.cache_clear()
    fresh = bootstrap_totals(whole_numbers(), seed=1, resamples=300)
    for n_users, seed, resamples in ((37, 2, 300), (36, 1, 300), (37, 1, 299)):
        other = bootstrap_totals(whole_numbers(n_users), seed=seed, resamples=resamples)
        assert other.shape != fresh.shape or (other != fresh).any()
    np.testing.assert_array_equal(bootstrap_totals(whole_numbers(), seed=1, resamples=300), fresh)


def plain_totals(columns, seed, resamples):
    """The totals of resamples that are drawn one after the other."""
    random = np.random.default_rng(seed)
    draws = [random.integers(0, len(columns), len(columns)) for _ in range(resamples)]
    return np.array([columns[drawn].sum(axis=0) for drawn in draws])


@pytest.mark.parametrize("kept", [0, 2**25])
@pytest.mark.parametrize("n_users", [1, 2, 37, 700])
def test_blocks_give_the_totals_of_resamples_one_by_one(n_users, kept, monkeypatch):
    monkeypatch.setattr(bootstrap, "_MOST_KEPT", kept)
    columns = whole_numbers(n_users)
    for _ in range(2):
        np.testing.assert_array_equal(
            bootstrap_totals(columns, 4, 600), plain_totals(columns, 4, 600)
        )


def test_columns_that_are_zero_for_most_users_have_the_same_totals_from_their_own_rows():
    columns = whole_numbers(60, 4)
    rows = np.flatnonzero(np.random.default_rng(2).random(60) < 0.3)
    inside = np.zeros_like(columns[:, :2])
    inside[rows] = columns[rows, :2]
    parts = [(rows, columns[rows, :2]), (EVERY_ROW, columns)]
    of_rows, of_all = totals_of_parts(parts, 60, seed=3, resamples=600)
    np.testing.assert_array_equal(of_rows.T, bootstrap_totals(inside, 3, 600))
    np.testing.assert_array_equal(of_all.T, bootstrap_totals(columns, 3, 600))


@pytest.mark.parametrize("n_users", [1, 2, 50])
def test_each_resample_draws_as_many_users_as_there_are(n_users):
    assert (bootstrap_totals(np.ones((n_users, 1))) == n_users).all()


def test_how_often_a_user_is_drawn_is_binomial():
    drawn = bootstrap_totals(np.eye(4))
    expected = [
        (3 / 4) ** 4,
        4 * (3 / 4) ** 3 / 4,
        6 * (3 / 4) ** 2 / 16,
        4 * (3 / 4) / 64,
        1 / 256,
    ]
    for user in range(4):
        shares = np.bincount(drawn[:, user].astype(int), minlength=5) / len(drawn)
        np.testing.assert_allclose(
            shares, expected, rtol=0, atol=0.02
        )  # four standard errors of a share of 1/2


def test_two_users_are_drawn_together_as_a_multinomial_says():
    drawn = bootstrap_totals(np.eye(10))
    covariance = np.cov(drawn.T)
    expected = np.where(np.eye(10) > 0, 0.9, -0.1)  # n p (1 - p) and -n p p with n = 10, p = 1/10
    np.testing.assert_allclose(covariance, expected, rtol=0, atol=0.06)


def test_resampled_means_have_the_sample_mean_and_the_closed_form_standard_error():
    values = np.random.default_rng(2).exponential(size=200)
    means = bootstrap_totals(values[:, None])[:, 0] / 200
    standard_error = values.std() / np.sqrt(200)
    assert means.mean() == pytest.approx(values.mean(), abs=4 * standard_error / 100)
    assert means.std() == pytest.approx(standard_error, rel=0.03)  # four times 1 / sqrt(2 * 10,000)


def test_the_interval_of_a_mean_covers_the_truth_in_95_percent_of_2000_samples():
    samples = np.random.default_rng(3).normal(loc=7.0, scale=2.0, size=(100, 2000))
    low, high = percentile_interval(bootstrap_totals(samples, resamples=2000) / 100)
    covered = np.mean((low <= 7) & (high >= 7))
    assert covered == pytest.approx(0.95, abs=0.02)  # the standard error of 2,000 samples is 0.005


def test_the_interval_of_a_mean_reaches_196_standard_errors_to_both_sides():
    samples = np.random.default_rng(4).normal(size=(100, 2000))
    low, high = percentile_interval(bootstrap_totals(samples, resamples=2000) / 100)
    mean, standard_error = samples.mean(axis=0), samples.std(axis=0) / 10
    assert np.mean((low - mean) / standard_error) == pytest.approx(-1.96, abs=0.03)
    assert np.mean((high - mean) / standard_error) == pytest.approx(1.96, abs=0.03)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_the_bounds_are_numpy_percentiles_of_each_column(level):
    values = np.random.default_rng(5).normal(size=(501, 3))
    tail = 100 * (1 - level) / 2
    expected = np.percentile(values, [tail, 100 - tail], axis=0)
    np.testing.assert_allclose(percentile_interval(values, level), expected, rtol=0, atol=1e-12)


def test_the_central_95_percent_of_0_to_1000_are_25_to_975():
    values = np.random.default_rng(6).permutation(1001)[:, None]
    np.testing.assert_allclose(percentile_interval(values), [[25], [975]], rtol=0, atol=1e-9)


def test_undefined_resamples_are_left_out():
    values = np.array([[1.0, np.nan], [np.nan, 4.0], [3.0, 6.0], [2.0, np.nan]])
    np.testing.assert_allclose(percentile_interval(values, 1.0), [[1, 4], [3, 6]])


def test_columns_with_and_without_undefined_resamples_keep_their_places():
    values = np.random.default_rng(7).normal(size=(400, 3))
    values[::3, 1] = np.nan
    expected = [np.quantile(column[np.isfinite(column)], [0.025, 0.975]) for column in values.T]
    np.testing.assert_allclose(
        percentile_interval(values), np.transpose(expected), rtol=0, atol=1e-12
    )


def test_a_column_without_spread_has_an_interval_of_one_point():
    totals = bootstrap_totals(np.full((30, 1), 0.25))
    assert percentile_interval(totals).tolist() == [[7.5], [7.5]]
