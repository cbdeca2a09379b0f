"""Clusters of rows: an interval and a design effect that count a cluster as one."""

import numpy as np
import pytest

from benchmarks.stats import clustered


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


def test_the_design_effect_is_1_alone_and_the_size_of_clusters_that_agree():
    clicks = np.array([1.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    assert clustered.design_effect(clicks, np.arange(6)) == pytest.approx(1)
    assert clustered.design_effect(clicks, np.array([0, 0, 1, 1, 2, 2])) == pytest.approx(2)
    assert np.isnan(clustered.design_effect(np.zeros(3), np.arange(3)))
