"""Clusters of rows: an interval and a design effect that count a cluster as one."""

import numpy as np
import pytest

from benchmarks.stats import clustered
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval


def test_the_bootstrap_divides_totals_and_resamples_impressions():
    random = np.random.default_rng(0)
    terms, divisors = random.random((400, 2)), np.column_stack([np.ones(400), random.random(400)])
    alone = np.arange(400)
    values, bounds = clustered.ratios(terms, divisors, alone, 0, 2000)
    assert values == pytest.approx(terms.sum(axis=0) / divisors.sum(axis=0))
    half = 1.96 * terms[:, 0].std() / np.sqrt(400)
    assert bounds[:, 0] == pytest.approx([values[0] - half, values[0] + half], abs=half / 10)
    twins = clustered.ratios(
        np.repeat(terms, 2, axis=0), np.repeat(divisors, 2, axis=0), np.repeat(alone, 2), 0, 2000
    )
    assert twins[1] == pytest.approx(bounds)  # a row logged twice is no more evidence


def test_the_interval_of_rare_rewards_with_heavy_weights_covers_where_the_percentiles_do_not():
    random = np.random.default_rng(1)
    n_rows, n_logs = 300, 400
    weights = random.lognormal(0, 1, (n_rows, n_logs))
    terms = weights * (random.random((n_rows, n_logs)) < 0.05)
    truth = np.exp(0.5) * 0.05
    _, bounds = clustered.ratios(terms, np.ones_like(terms), np.arange(n_rows), 0, 1000)
    plain = percentile_interval(bootstrap_totals(terms, resamples=1000) / n_rows)
    covered = [float(((low <= truth) & (truth <= high)).mean()) for low, high in (bounds, plain)]
    assert covered[1] < 0.92 < covered[0] < 0.98  # the Monte Carlo error is .011


def test_an_interval_of_what_is_never_negative_is_on_the_log_scale_and_else_on_its_own():
    terms = np.random.default_rng(2).exponential(size=(60, 1))
    signed = np.hstack([terms, np.where(np.arange(60)[:, None] < 3, -terms, terms)])
    values, (low, high) = clustered.ratios(signed, np.ones((60, 2)), np.arange(60), 0, 1000)
    assert values[0] / low[0] == pytest.approx(high[0] / values[0])
    assert values[1] - low[1] == pytest.approx(high[1] - values[1])


def test_a_ratio_that_no_cluster_says_anything_of_has_no_bounds():
    values, bounds = clustered.ratios(np.zeros((50, 1)), np.ones((50, 1)), np.arange(50), 0, 100)
    assert values.tolist() == [0]
    assert np.isnan(bounds).all()


def test_the_design_effect_is_1_alone_and_the_size_of_clusters_that_agree():
    clicks = np.array([1.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    assert clustered.design_effect(clicks, np.arange(6)) == pytest.approx(1)
    assert clustered.design_effect(clicks, np.array([0, 0, 1, 1, 2, 2])) == pytest.approx(2)
    assert np.isnan(clustered.design_effect(np.zeros(3), np.arange(3)))
