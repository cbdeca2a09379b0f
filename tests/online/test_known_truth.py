"""The estimators where the truth is known: simulated logs, and the summary of what they gave."""

import numpy as np
import pytest

from benchmarks.online import known_truth, policies
from benchmarks.online.estimators import chances
from benchmarks.online.settings import Online

SETTINGS = Online(logs="tiny-logs", reader="tiny", resamples=50, folds=2, replications=3)
LABELS = ("simulated", "tiny-logs", "all", "bts", "random", "ips")


def test_a_simulated_log_follows_its_policy_and_its_click_rates(served):
    log = served["all"]["bts"]
    shares = policies.as_served(log, pseudo=0.5)
    rates = known_truth.world(log, shares, SETTINGS)
    chance = chances(log, shares)
    expected = (chance * rates[log.context, log.position]).sum(axis=1).mean()
    assert expected == pytest.approx(log.click.mean())
    random, n = np.random.default_rng(0), 300
    drawn = [known_truth.served(log, shares, rates, random) for _ in range(n)]
    mean_shares = np.mean([policies.as_served(one) for one in drawn], axis=0)
    assert mean_shares == pytest.approx(shares, abs=0.02)
    assert np.mean([one.click.mean() for one in drawn]) == pytest.approx(log.click.mean(), abs=0.01)
    assert drawn[0].propensity == pytest.approx(shares[0, log.position, drawn[0].item])


def test_the_summary_of_replications_by_hand():
    values = np.array([0.9, 1.1, 1.3, 1.1])
    bounds = np.array([[0.8, 1.05, 0.9, 0.7], [1.0, 1.2, 1.4, 0.95]])
    found = known_truth.summary(LABELS, values, bounds, 1.0)
    assert found.relative_bias == pytest.approx(0.1)
    assert found.relative_rmse == pytest.approx(np.sqrt((0.01 + 0.01 + 0.09 + 0.01) / 4))
    assert found.coverage == 0.5
    assert found.relative_bias_ci_low < 0.1 < found.relative_bias_ci_high
    assert found[:7] == (*LABELS, 4)


def test_every_estimator_has_a_row_for_each_comparison(served):
    rows = known_truth.simulate({"men": served["men"]}, SETTINGS)
    assert len(rows) == 2 * 5  # directions and estimators
    assert {row.world for row in rows} == {"simulated"}
    assert {row.n for row in rows} == {3}
