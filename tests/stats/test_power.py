"""Two means of users: against closed forms typed by hand and against simulation."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.stats import power, signs

Z = 1.959963985 + 0.841621234  # of a two-sided test at 5 % with power 80 %


def test_the_users_needed_are_those_of_the_textbook():
    # Two halves of equal variance: n = 2 (z_α/2 + z_β)² σ² / δ² each
    assert power.users_needed(0.1, (1.0, 1.0)) == np.ceil(2 * Z**2 / 0.1**2) == 1570
    assert power.users_needed(-0.1, (1.5, 0.5)) == 1570
    assert power.users_needed(0.0, (1.0, 1.0)) == np.inf


def test_a_design_within_users_needs_the_variance_of_their_differences_alone():
    assert power.users_needed_paired(0.1, 2.0) == power.users_needed(0.1, (1.0, 1.0))
    assert power.users_needed_paired(0.1, 0.2) == np.ceil(Z**2 * 0.2 / 0.01)


def test_more_power_and_a_stricter_level_need_more_users():
    # z 1.2816 for power 90 %, 2.5758 for the 1 % level
    assert power.users_needed(0.1, (1.0, 1.0), wanted=0.9) == np.ceil(
        2 * (1.959964 + 1.281552) ** 2 * 100
    )
    assert power.users_needed(0.1, (1.0, 1.0), alpha=0.01) == np.ceil(
        2 * (2.575829 + 0.841621) ** 2 * 100
    )


def test_the_detectable_difference_needs_the_users_it_is_given():
    least = power.detectable(400, (1.0, 3.0))
    assert least == pytest.approx(Z * np.sqrt(4 / 400))
    assert power.users_needed(least, (1.0, 3.0)) in (400, 401)
    assert power.power(least, (1.0, 3.0), 400) == pytest.approx(0.8, abs=1e-4)


def test_power_without_a_difference_is_alpha_and_does_not_depend_on_the_sign():
    assert power.power(0.0, (1.0, 2.0), 50) == pytest.approx(0.05)
    assert power.power(0.3, (1.0, 2.0), 50) == power.power(-0.3, (1.0, 2.0), 50)


def test_the_planned_users_reach_the_planned_power_in_simulation():
    rates, experiments = (0.3, 0.4), 4000
    n = int(power.users_needed(0.1, (0.3 * 0.7, 0.4 * 0.6)))
    random = np.random.default_rng(0)
    samples = [random.random((experiments, n)) < rate for rate in rates]
    found = stats.ttest_ind(*samples, axis=1, equal_var=False).pvalue < 0.05
    assert found.mean() == pytest.approx(0.8, abs=3 * np.sqrt(0.16 / experiments))


def test_days_are_whole_and_of_both_halves_together():
    assert [power.days(n, 100) for n in (1, 100, 101)] == [1, 1, 2]
    assert power.days(np.inf, 100) == np.inf


def test_history_takes_out_the_square_of_its_correlation_and_keeps_the_mean():
    random = np.random.default_rng(0)
    history = random.normal(size=500)
    outcomes = 2 * history + random.normal(size=500) + 7
    adjusted, rho = power.cuped(outcomes, history), np.corrcoef(outcomes, history)[0, 1]
    assert adjusted.mean() == pytest.approx(outcomes.mean())
    assert adjusted.var() == pytest.approx(outcomes.var() * (1 - rho**2))
    assert power.explained(outcomes, history) == pytest.approx(rho**2)
    assert np.corrcoef(adjusted, history)[0, 1] == pytest.approx(0, abs=1e-9)


def test_history_that_says_nothing_changes_nothing():
    outcomes = np.array([1.0, 2.0, 4.0])
    assert (power.cuped(outcomes, np.ones(3)) == outcomes).all()
    assert power.explained(outcomes, np.ones(3)) == 0
    assert power.explained(np.ones(3), outcomes) == 0


def test_in_simulation_the_adjusted_difference_is_unbiased_and_its_variance_is_as_claimed():
    random, n, found = np.random.default_rng(1), 400, []
    for _ in range(1500):
        history = random.normal(size=n)
        treated = random.permutation(n) < n // 2
        outcomes = (
            0.5 * treated + history + random.normal(size=n)
        )  # half of the variance is history's
        both = (outcomes, power.cuped(outcomes, history))
        found.append([y[treated].mean() - y[~treated].mean() for y in both])
    plain, adjusted = np.array(found).T
    error = adjusted.std() / np.sqrt(len(found))
    assert adjusted.mean() == pytest.approx(0.5, abs=3.5 * error)
    assert adjusted.var() / plain.var() == pytest.approx(0.5, abs=0.06)


def test_the_users_needed_are_those_of_mcnemars_test_and_reach_the_power_in_simulation():
    # (1.959964 √0.3 + 0.841621 √(0.3 − 0.01))² / 0.01 = 233.1
    n = power.users_needed_by_signs(0.2, 0.1)
    assert n == 234
    draws = np.random.default_rng(0).multinomial(int(n), [0.2, 0.7, 0.1], size=5000)
    assert (signs.p_values(draws[:, 0], draws[:, 2]) < 0.05).mean() == pytest.approx(0.78, abs=0.03)
    assert power.users_needed_by_signs(0.1, 0.2) == n
    assert power.users_needed_by_signs(0.2, 0.2) == np.inf
