"""The interval of a relative difference: an independent solution, its test, the other side."""

import numpy as np
import pytest
from scipy.optimize import brentq

from benchmarks.stats.relative import bounds, turned


def error(values):
    return values.std(ddof=1) / len(values) ** 0.5


def told(x, y, reach):
    """Return the bounds for the users' values of two baselines."""
    numbers = np.array([[x.mean()], [y.mean()]])
    errors = np.array([[error(x)], [error(y)]])
    low, high = bounds(numbers, errors, np.array([error(x - y)]), np.array([reach]))[:, 0]
    return low, high


def sample(seed, n=200, second=0.7):
    """Return values of users who have something of both in common, the second's the smaller."""
    random = np.random.default_rng(seed)
    common = random.gamma(2, 1, n)
    return common + random.gamma(1, 1, n), second * (common + random.gamma(1, 1, n))


def solved(x, y, reach):
    """Return where the test of the first against a multiple of the second would just refuse."""
    relative = (x - y).mean() / y.mean()

    def beyond(share):
        off = (x - y) - share * y
        return abs(off.mean()) - reach * error(off)

    return tuple(brentq(beyond, relative, end, xtol=1e-18) for end in (-0.99, 20))


@pytest.mark.parametrize("seed", range(5))
def test_its_ends_are_where_the_test_of_one_against_a_multiple_of_the_other_would_just_refuse(seed):
    x, y = sample(seed)
    assert told(x, y, 2.1) == pytest.approx(solved(x, y, 2.1), rel=1e-9)


def test_of_many_users_it_is_that_of_a_plain_bootstrap_of_the_ratio():
    (x, _), (_, y) = sample(seed=7, n=2000), sample(seed=6, n=2000, second=0.2)
    drawn = np.random.default_rng(8).integers(0, len(x), (4000, len(x)))
    ratios = x[drawn].mean(axis=1) / y[drawn].mean(axis=1) - 1
    low, high = told(x, y, 1.96)
    expected = np.percentile(ratios, [2.5, 97.5])
    assert (low, high) == pytest.approx(expected, abs=0.05 * (high - low))
    divided = 2 * 1.96 * error(x - y) / y.mean()  # the other's number taken as known
    assert divided < 0.8 * (high - low)


def test_it_excludes_zero_where_the_interval_of_the_difference_does_and_nowhere_else():
    random = np.random.default_rng(1)
    agreed = []
    for seed in range(300):
        x, y = sample(seed, n=40, second=1.0)
        edge = abs((x - y).mean()) / error(x - y)
        reach = edge * random.choice([1 - 1e-9, 1 + 1e-9])
        low, high = told(x, y, reach)
        agreed.append((low > 0 or high < 0) == (reach < edge))
    assert all(agreed)


def test_the_other_side_sees_the_same_interval_turned():
    x, y = sample(seed=3)
    low, high = told(x, y, 2.0)
    assert told(y, x, 2.0) == pytest.approx((turned(high), turned(low)), rel=1e-12)


def test_without_an_error_shared_or_own_it_is_the_closed_form_of_independent_numbers():
    a, b, of_a, of_b = 3.0, 2.0, 0.2, 0.1
    numbers, errors = np.array([[a], [b]]), np.array([[of_a], [of_b]])
    low, high = bounds(numbers, errors, np.array([np.hypot(of_a, of_b)]), np.array([2.0]))[:, 0]
    g = 4 * of_b**2 / b**2  # the textbook's, of independent numbers
    half = 2 / b * np.sqrt(of_a**2 * (1 - g) + (a / b) ** 2 * of_b**2) / (1 - g)
    middle = (a / b) / (1 - g)
    assert (low, high) == pytest.approx((middle - half - 1, middle + half - 1), rel=1e-12)


def test_there_is_none_where_either_number_may_be_zero_or_the_difference_has_none():
    numbers = np.array([[0.3, 0.3, 0.3, 0.0], [0.2, 0.2, 0.2, 0.2]])
    errors = np.array([[0.01, 0.2, 0.01, 0.0], [0.11, 0.01, 0.01, 0.01]])
    reaches = np.array([2.0, 2.0, np.nan, 2.0])
    assert np.isnan(bounds(numbers, errors, np.full(4, 0.05), reaches)).all()
    assert np.isfinite(bounds(numbers, errors, np.full(4, 0.05), np.full(4, 1.0))[:, :3]).all()


def test_two_that_hardly_differ_lose_no_digits():
    x, _ = sample(seed=5)
    y = x.copy()
    y[:12] *= 1 + 1e-7
    assert told(x, y, 2.0) == pytest.approx(solved(x, y, 2.0), rel=1e-6)
