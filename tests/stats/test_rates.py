"""Two click rates: against SciPy, closed forms and simulation."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.stats import rates

COUNTS = [
    ((38, 42), (10_000, 10_000)),
    ((46, 69), (10_000, 10_000)),
    ((3, 11), (120, 90)),
    ((0, 5), (40, 60)),
]


@pytest.mark.parametrize(("clicks", "n"), [(38, 10_000), (3, 120), (0, 40), (60, 60)])
def test_wilson_is_scipys_interval(clicks, n):
    expected = stats.binomtest(clicks, n).proportion_ci(method="wilson")
    assert rates.wilson(clicks, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(("clicks", "n"), COUNTS)
def test_the_test_is_pearsons_chi_squared(clicks, n):
    table = [clicks, [n[0] - clicks[0], n[1] - clicks[1]]]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert rates.two_proportions(clicks, n) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("clicks", "n"), COUNTS[:2])
def test_the_test_is_close_to_fishers_exact_one_at_the_logs_size(clicks, n):
    table = [clicks, [n[0] - clicks[0], n[1] - clicks[1]]]
    fisher = stats.fisher_exact(table).pvalue
    half = stats.hypergeom.pmf(clicks[0], sum(n), sum(clicks), n[0]) / 2
    assert rates.two_proportions(clicks, n) == pytest.approx(
        fisher - 2 * half, rel=0.1
    )  # the mid-p value
    assert rates.two_proportions(clicks, n) < fisher  # which is conservative


def test_equal_rates_and_no_clicks_have_a_p_value_of_1():
    assert rates.two_proportions((46, 46), (10_000, 10_000)) == 1
    assert rates.two_proportions((0, 0), (10, 10)) == 1


def test_newcombes_interval_is_that_of_his_paper():
    # Newcombe 1998, table II, method 10, contrast (a): 56/70 − 48/80
    assert rates.newcombe((48, 56), (80, 70)) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    # contrast (f): 10/10 − 0/20, whose lower bound comes from both one-sided intervals
    assert rates.newcombe((0, 10), (20, 10)) == pytest.approx((0.6791, 1.0), abs=5e-5)


@pytest.mark.parametrize(
    ("clicks", "n"), [((1, 3), (40, 50)), ((9, 2), (10, 90)), ((4, 4), (9, 9))]
)
def test_newcombes_interval_is_of_the_distances_to_both_score_intervals(clicks, n):
    (low_1, high_1), (low_2, high_2) = (rates.wilson(*one) for one in zip(clicks, n, strict=True))
    first, second = clicks[0] / n[0], clicks[1] / n[1]
    below = ((second - low_2) ** 2 + (high_1 - first) ** 2) ** 0.5
    above = ((high_2 - second) ** 2 + (first - low_1) ** 2) ** 0.5
    expected = (second - first - below, second - first + above)
    assert rates.newcombe(clicks, n) == pytest.approx(expected)


def test_an_interval_excludes_0_where_the_test_rejects():
    low, high = rates.newcombe((46, 69), (10_000, 10_000))
    assert 0 < low < 69e-4 - 46e-4 < high
    low, high = rates.newcombe((38, 42), (10_000, 10_000))
    assert low < 0 < high


def test_power_is_how_often_the_test_rejects_in_simulation():
    observed, n, random = (0.05, 0.08), (1_000, 800), np.random.default_rng(0)
    clicks = [random.binomial(size, rate, 4_000) for size, rate in zip(n, observed, strict=True)]
    rejected = np.mean(
        [rates.two_proportions(pair, n) < 0.05 for pair in zip(*clicks, strict=True)]
    )
    assert rates.power(observed, n) == pytest.approx(rejected, abs=0.03)


def test_power_without_a_difference_is_alpha():
    assert rates.power((0.004, 0.004), (10_000, 10_000)) == pytest.approx(0.05)


def test_without_a_click_the_test_finds_nothing_but_a_rise_can_be_found():
    n = (1_000, 1_000)
    assert rates.power((0.0, 0.0), n) == rates.power((1.0, 1.0), n) == 0
    rise = rates.detectable(0.0, n, 0.8)
    assert rates.power((0.0, rise), n) == pytest.approx(0.8, abs=1e-6)
    assert rise == pytest.approx(rates.detectable(1e-9, n, 0.8), rel=1e-3)
    assert np.isnan(rates.detectable(1.0, n))


def test_where_all_click_and_nobody_did_the_test_finds_it_if_its_samples_are_large_enough():
    assert rates.power((0.0, 1.0), (5, 5)) == rates.power((1.0, 0.0), (5, 5)) == 1
    assert rates.two_proportions((0, 1), (1, 1)) > 0.05
    assert rates.power((0.0, 1.0), (1, 1)) == 0


def test_the_detectable_difference_has_the_power_asked_for():
    rise = rates.detectable(0.0046, (10_000, 10_000), 0.8)
    assert rates.power((0.0046, 0.0046 + rise), (10_000, 10_000)) == pytest.approx(0.8, abs=1e-6)
    assert np.isnan(rates.detectable(0.5, (2, 2), 0.99))


def test_the_rows_needed_have_the_power_asked_for_and_one_in_ten_fewer_do_not():
    n = int(rates.rows_needed((0.0046, 0.0069), 0.8))
    assert rates.power((0.0046, 0.0069), (n, n)) == pytest.approx(0.8, abs=1e-3)
    assert rates.power((0.0046, 0.0069), (n * 9 // 10, n * 9 // 10)) < 0.77
    assert rates.rows_needed((0.01, 0.01)) == np.inf
