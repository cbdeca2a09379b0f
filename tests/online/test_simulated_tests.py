"""Simulated users decide between two baselines: power, level, and what history saves."""

import numpy as np
import pytest

from benchmarks.online import duels, simulated_tests
from tests.online.made import SETTINGS, made


def simulate(benchmark):
    rows, powers = simulated_tests.simulate([benchmark], SETTINGS)
    return {(row.design, row.covariate): row for row in rows}, powers


def test_simulated_tests_of_the_users_needed_have_the_power_asked_for():
    found, powers = simulate(made({"weak": 0.2, "strong": 0.35}))
    for design, least in (("ab", 0.77), ("interleaving", 0.73)):  # the exact sign test is cautious
        own = [row for row in powers if row.design == design]
        (at_need,) = [row for row in own if row.at_need]
        assert least < at_need.power < 0.84
        assert at_need.users == found[design, ""].users_needed
        small, large = (row.power for row in own if not row.at_need)
        assert small < large
    ratio = found["interleaving", ""]
    needed = [found[design, ""].users_needed for design in ("ab", "interleaving")]
    assert ratio.users_ratio == pytest.approx(needed[0] / needed[1])
    assert ratio.users_ratio_ci_low < ratio.users_ratio < ratio.users_ratio_ci_high
    assert ratio.warning == ""


def test_a_simulated_ab_test_without_a_difference_errs_as_often_as_its_level():
    same = np.array([0.5, 0.3, 0.2])
    decided = simulated_tests.found_by_ab((same, same), 2000, 20_000, np.random.default_rng(0))
    assert (decided != 0).mean() == pytest.approx(0.05, abs=0.006)
    assert decided.mean() == pytest.approx(0, abs=0.006)
    shares, random = np.array([0.2, 0.6, 0.2]), np.random.default_rng(0)
    tied = simulated_tests.found_by_interleaving(shares, 2000, 20_000, random)
    assert 0.03 < (tied != 0).mean() < 0.056


def test_of_a_baseline_and_its_copy_interleaving_leaves_the_winner_open_and_gives_no_ratio():
    benchmark = made({"weak": 0.3, "strong": 0.3})
    for of in (benchmark.items, benchmark.hits):
        of["strong"] = of["weak"]
    found, powers = simulate(benchmark)
    assert found["interleaving", ""].users_ratio is None
    assert found["interleaving", ""].warning == "undecided"
    assert found["ab", ""].users_needed is None
    assert found["interleaving", ""].users_needed is None
    assert not any(row.at_need for row in powers)


def test_of_a_preference_for_fewer_clicks_there_is_no_ratio():
    shares = np.array([0.2, 0.7, 0.1])  # the second is preferred
    per_user = (np.array([0.5, 0.5]), np.array([0.6, 0.4]))  # and has fewer clicks
    needed = {"ab": 100.0, "interleaving": 50.0}
    duel = duels.Duel(per_user, gap=-0.1, shares=shares, error=0.01, needed=needed)
    rows = simulated_tests.designs(("b", "all", "one", "other"), duel, 300, 30)
    (row,) = [row for row in rows if row.design == "interleaving"]
    assert row.warning == "opposite"
    assert row.users_ratio is None


def test_history_is_unbiased_and_saves_in_simulation_what_is_claimed():
    found, _ = simulate(made({"weak": 0.3, "strong": 0.4}))
    row = found["ab_cuped", "liking"]
    error = (row.bias_ci_high - row.bias_ci_low) / 2 / 1.96
    assert abs(row.bias) < 3.5 * error
    assert row.variance_explained > 0.05
    assert row.variance_saved == pytest.approx(row.variance_explained, abs=0.03)
