"""Estimates of a policy from another's log, against what that one really got."""

import numpy as np
import pytest

from benchmarks.online import counterfactual
from benchmarks.online.settings import Online

SETTINGS = Online(logs="tiny-logs", reader="tiny", resamples=50, folds=2, replications=3)


@pytest.fixture(scope="module")
def compared(served):
    return counterfactual.compare(served, SETTINGS)


def test_estimates_are_compared_with_what_the_policy_really_got(served, compared):
    estimates, _, _ = compared
    judged = [row for row in estimates if row.covered is not None]
    assert {(row.dataset, row.campaign, row.log, row.target) for row in judged} == {
        ("tiny-logs", name, *pair)
        for name in served
        for pair in (("random", "bts"), ("bts", "random"))
    }
    for row in judged:
        truth = served[row.campaign][row.target].click.mean()
        assert row.relative_error == pytest.approx(row.click_rate / truth - 1)
        assert row.covered == (row.ci_low <= truth <= row.ci_high)


def test_other_ways_to_know_a_policy_give_estimates_that_are_no_comparison(compared):
    estimates, overlaps, _ = compared
    others = [row for row in estimates if row.covered is None]
    assert {row.method for row in others} == {"ips-mean-propensity", "ips-harmonic-propensity"}
    assert {row.target for row in others} == {"bts"}  # the uniform policy is known
    told = [row for row in overlaps if row.sum_of_probabilities is not None]
    assert len(told) == len(others)
    assert all(row.mean_weight is None and 0 <= row.distance_from_shares <= 1 for row in told)


def test_the_errors_are_averaged_over_the_comparisons(compared):
    estimates, _, over_all = compared
    by_method = {row.method: row for row in over_all}
    own = [row for row in estimates if row.method == "snips"]
    assert by_method["snips"].n == len(own) == 6
    errors = np.array([row.relative_error for row in own])
    assert by_method["snips"].rms_relative_error == pytest.approx(np.sqrt((errors**2).mean()))
    assert by_method["snips"].covered == pytest.approx(np.mean([row.covered for row in own]))
    assert by_method["truth"].covered is None


def test_each_direction_has_one_overlap_with_an_interval_of_the_mean_weight(compared):
    _, overlaps, _ = compared
    own = [row for row in overlaps if row.mean_weight is not None]
    assert len(own) == 6
    assert {(row.target, row.distribution) for row in own} == {
        ("random", "known"),
        ("bts", "shares"),
    }
    assert all(row.ci_low <= row.mean_weight <= row.ci_high for row in own)
