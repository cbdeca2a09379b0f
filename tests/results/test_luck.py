"""The luck of seeds and searches counts in who is ahead, where it was measured."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from benchmarks.results import luck
from benchmarks.results.luck import of_leaderboards, p_with_luck
from benchmarks.stats.levels import REACH, RESAMPLES_IN_DOUBT


def row(t, error=0.01, p=None, tests=1):
    """Return a pair whose difference is t standard errors; p is that of the z-test unless given."""
    p_value = 2 * norm.sf(t) if p is None else p
    return {
        "baseline": "first",
        "other": "second",
        "difference": t * error,
        "detectable": REACH * error,
        "p_value": p_value,
        "p_holm": min(tests * p_value, 1.0),
    }


def test_the_spread_of_both_is_added_to_the_standard_error():
    error = (0.01**2 + 0.006**2 + 0.008**2) ** 0.5
    found = p_with_luck(row(3), {"first": 0.006, "second": 0.008}, 1)
    assert found == pytest.approx(2 * norm.sf(0.03 / error))


def test_without_luck_the_p_value_stays():
    assert p_with_luck(row(3, tests=10), {"another": 1.0}, 10) == row(3, tests=10)["p_holm"]


def test_what_the_p_value_was_adjusted_by_stays():
    alone = p_with_luck(row(4), {"first": 0.005}, 1)
    assert p_with_luck(row(4, tests=12), {"first": 0.005}, 12) == pytest.approx(12 * alone)


@pytest.mark.parametrize("p", [0.0, 1 / (RESAMPLES_IN_DOUBT + 1)])
def test_a_difference_that_no_resample_reached_counts_in_standard_errors(p):
    """Twenty of them are no tie where luck is half of one, whatever resamples can tell."""
    found = p_with_luck(row(20, p=p, tests=406), {"first": 0.005}, 406)
    assert found < 0.005
    gone = p_with_luck(row(6, p=p, tests=406), {"first": 0.03, "second": 0.04}, 406)
    assert gone == 1.0


@pytest.mark.parametrize("p", [1.7e-8, 1.4e-6, 4.6e-6, 1 / (RESAMPLES_IN_DOUBT + 1), 0.013])
def test_a_pair_that_was_printed_is_as_significant_as_it_was_before(p):
    """Standings are made of unrounded pairs, and pages of printed ones: they must not disagree."""
    made = {**row(5.7, error=0.00134, p=p, tests=250), "baseline": "second", "other": "first"}
    printed = {name: round(x, 6) if isinstance(x, float) else x for name, x in made.items()}
    luck = {"first": 0.00145, "second": 0.00034}
    assert p_with_luck(made, luck, 406) == pytest.approx(p_with_luck(printed, luck, 406), rel=0.01)


def test_no_pair_is_adjusted_for_more_tests_than_there_are():
    """As 0.0004 over 0.000001 would be, of a p-value of which one digit is printed."""
    printed = row(4.9, p=0.000001) | {"p_holm": 0.0004}
    alone = p_with_luck(row(4.9, p=0.000001), {"first": 0.01}, 1)
    assert p_with_luck(printed, {"first": 0.01}, 300) == pytest.approx(300 * alone)


def test_luck_makes_no_p_value_smaller():
    assert p_with_luck(row(3, p=0.2), {"first": 1e-9}, 1) == pytest.approx(0.2)


def test_that_of_seeds_is_of_their_mean_and_that_of_searches_counts_beside_it(monkeypatch):
    monkeypatch.setattr(luck, "of_searches", lambda *_: {"two_tower": 0.04, "ease": 0.01})
    view = SimpleNamespace(name="films", view="all", everybody="all")
    settings = SimpleNamespace(reported=lambda: [view])
    seeds = {"benchmark": "films", "baseline": "two_tower", "metric": "ndcg", "k": 10}
    rows = [
        {**seeds, "view": "all", "sd": 0.06, "n_seeds": 4},
        {**seeds, "view": "cold", "sd": 0.02, "n_seeds": 4},
        {**seeds, "view": "all", "baseline": "svd", "sd": None, "n_seeds": 1},
    ]
    lucky = of_leaderboards(settings, rows)
    assert lucky("films", "all", "ndcg@10") == {
        "two_tower": pytest.approx(np.hypot(0.03, 0.04)),
        "ease": 0.01,
    }
    assert lucky("films", "cold", "ndcg@10") == {"two_tower": pytest.approx(0.01)}
