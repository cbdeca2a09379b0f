"""The luck of searches counts in who is tied, where it was measured."""

import pytest
from scipy.stats import norm

from benchmarks.report.pair import Pair
from benchmarks.report.prose.comparing import rule
from benchmarks.report.sections.verdicts import standing
from benchmarks.results.luck import p_with_luck
from benchmarks.stats.levels import REACH


def pair(other, difference, error=0.01, p=None):
    """Return how `first` compares with another; the p-value is that of the z-test unless given."""
    own = 2 * norm.sf(difference / error) if p is None else p
    return Pair(
        benchmark="films",
        metric="ndcg@10",
        baseline="first",
        other=other,
        value=0.5,
        other_value=0.5 - difference,
        difference=difference,
        low=difference - 0.02,
        high=difference + 0.02,
        effect_size=0.1,
        win=0.5,
        tie=0.2,
        loss=0.3,
        detectable=REACH * error,
        users_for_1_percent=1000,
        p=own,
        verdict="better",
        n_users=500,
    )


def test_the_spread_of_both_searches_is_added_to_the_standard_error():
    error = (0.01**2 + 0.006**2 + 0.008**2) ** 0.5
    found = p_with_luck(2 * norm.sf(3), 0.03, REACH * 0.01, (0.006, 0.008))
    assert found == pytest.approx(2 * norm.sf(0.03 / error))


def test_without_repeated_searches_the_p_value_stays():
    assert p_with_luck(0.0027, 0.03, REACH * 0.01, (0.0, 0.0)) == 0.0027


def test_a_p_value_that_is_printed_as_zero_gives_way_to_luck_too():
    found = p_with_luck(0.0, 0.06, REACH * 0.01, (0.03, 0.04))
    assert found == pytest.approx(2 * norm.sf(0.06 / (0.01**2 + 0.05**2) ** 0.5))


def test_who_is_ahead_by_no_more_than_luck_is_tied_for_best():
    family = [pair("second", 0.03), pair("third", 0.08), second_and_third()]
    assert standing("ndcg@10", family).tied == ["first"]
    lucky = standing("ndcg@10", family, {"first": 0.012, "second": 0.012})
    assert (lucky.tied, lucky.best) == (["first", "second"], False)


def second_and_third():
    given = vars(pair("third", 0.05)) | {"baseline": "second", "value": 0.47}
    return Pair(**given)


def test_the_rule_says_so():
    assert "repeated with other seeds" in rule()
