"""Intervals on the scales of numbers: against their closed forms."""

import math

import pytest

from benchmarks.stats.scales import interval


def test_on_the_plain_scale_an_interval_is_symmetric() -> None:
    assert interval("plain", -2.0, 0.25, 3.0) == (-2.75, -1.25)


def test_on_the_log_scale_the_ends_are_as_many_times_less_and_more() -> None:
    low, high = interval("log", 4.0, 0.5, 2.0)
    assert low == pytest.approx(4.0 / math.exp(0.25))
    assert high == pytest.approx(4.0 * math.exp(0.25))


def test_on_the_logit_scale_the_odds_of_the_ends_are_as_many_times_less_and_more() -> None:
    low, high = interval("logit", 0.2, 0.04, 2.0)
    odds, times = 0.25, math.exp(2.0 * 0.04 / (0.2 * 0.8))
    assert low / (1 - low) == pytest.approx(odds / times)
    assert high / (1 - high) == pytest.approx(odds * times)
