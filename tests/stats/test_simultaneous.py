"""Intervals that hold all at once."""

import numpy as np
import pytest
from scipy.stats import norm

from benchmarks.stats.levels import ALPHA
from benchmarks.stats.simultaneous import reach_of_all


@pytest.mark.parametrize("n", [1, 2, 45, 300])
def test_each_interval_has_its_share_of_the_error(n):
    assert 2 * norm.sf(reach_of_all(n)) * n == pytest.approx(ALPHA)


def test_intervals_of_independent_numbers_hold_all_at_once_as_often_as_promised():
    numbers = np.random.default_rng(0).standard_normal((20_000, 12))
    hold = (abs(numbers) < reach_of_all(12)).all(axis=1).mean()
    assert hold == pytest.approx((1 - ALPHA / 12) ** 12, abs=0.005)
