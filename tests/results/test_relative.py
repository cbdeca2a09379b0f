"""The interval of a relative difference, beside the test of the difference that it belongs to."""

import numpy as np
import pytest

from benchmarks import metrics
from benchmarks.results import chance, tested
from benchmarks.results.column import EVERYBODY, Column
from benchmarks.results.comparisons import compare
from benchmarks.results.family import Family
from benchmarks.stats.relative import turned

N_USERS = 400


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(chance, "FLIPS", 999)
    monkeypatch.setattr(tested, "RESAMPLES", 1999)
    monkeypatch.setattr(tested, "RESAMPLES_IN_DOUBT", 1999)


def family(metric="ndcg@10", below=None, **above):
    """Return the family of baselines with these numerators of users."""
    function = metrics.known()[metric.partition("@")[0]]
    totals = function if metrics.is_of_totals(function) else None
    under = np.ones(len(next(iter(above.values())))) if below is None else below
    columns = {name: Column(EVERYBODY, metric, own, under, totals) for name, own in above.items()}
    return Family.of(columns, metrics.falls(metric))


def the_row(of):
    (row,) = compare(of, margin=0.05)
    return row


def ends(row):
    return row["relative_low"], row["relative_high"]


def hits(seed, share, n=N_USERS):
    random = np.random.default_rng(seed)
    return (random.random(n) < share) * random.beta(2, 2, n)


def ratios(number, *columns):
    """Return the relative difference of two columns of totals in plain resamples of the users."""
    draws = np.random.default_rng(5).integers(0, N_USERS, (10_000, N_USERS))
    first, second, below = (column[draws].sum(axis=1) for column in columns)
    return number(first / below) / number(second / below) - 1


def test_of_means_and_of_rmse_it_is_nearly_that_of_a_plain_bootstrap_of_the_ratio():
    first, second, ones = hits(1, 0.6), hits(2, 0.3), np.ones(N_USERS)
    row = the_row(family(a=first, b=second))
    expected = np.percentile(ratios(np.asarray, first, second, ones), [2.5, 97.5])
    assert ends(row) == pytest.approx(expected, abs=0.05 * np.ptp(expected))
    random = np.random.default_rng(3)
    counts = 1.0 + random.poisson(8, N_USERS)
    squared = [random.gamma(counts, size) for size in (1.6, 1.0)]
    row = the_row(family("rmse", counts, a=squared[0], b=squared[1]))
    expected = np.percentile(ratios(np.sqrt, *squared, counts), [2.5, 97.5])
    assert ends(row) == pytest.approx(expected, abs=0.05 * np.ptp(expected))


def test_it_is_of_the_same_test_as_the_interval_of_the_difference():
    shares = {"a": 0.5, "b": 0.45, "c": 0.5, "d": 0.3}
    of = family(**{name: hits(seed, share) for seed, (name, share) in enumerate(shares.items())})
    rows = list(compare(of, margin=0.05))
    for row in rows:
        low, high = ends(row)
        assert low < row["relative"] < high
        assert (low > 0 or high < 0) == (row["ci_low"] > 0 or row["ci_high"] < 0)
        assert (low > 0 or high < 0) == (row["p_value"] < 0.05)
    assert {row["p_value"] < 0.05 for row in rows} == {True, False}


@pytest.mark.parametrize("metric", ["ndcg@10", "revenue@10"])
def test_the_other_way_round_it_is_the_same_interval_turned(metric):
    first, second = hits(7, 0.5), hits(8, 0.2)
    row, other = (
        the_row(family(metric, a=first, b=second)),
        the_row(family(metric, b=second, a=first)),
    )
    assert ends(other) == pytest.approx([turned(end) for end in reversed(ends(row))], rel=1e-9)


def test_errors_are_those_of_the_numbers_alone_whoever_else_is_in_the_family():
    random = np.random.default_rng(3)
    counts = 1.0 + random.poisson(8, N_USERS)
    squared = random.gamma(counts, 1.0)
    ratio = squared.sum() / counts.sum()
    expected = (squared - ratio * counts).std(ddof=1) / N_USERS**0.5 / counts.mean()
    expected /= 2 * ratio**0.5  # the slope of the root
    found = family("rmse", counts, a=squared, b=2 * squared).errors()
    assert found == pytest.approx([expected, 2**0.5 * expected], rel=1e-6)
    values = hits(1, 0.5)
    mean = family(a=values, b=1 - values).errors()
    assert mean == pytest.approx(2 * [values.std(ddof=1) / N_USERS**0.5], rel=1e-9)


def test_there_is_none_where_the_difference_has_none_or_bounds_of_another_kind():
    same, nearly = hits(1, 0.5), hits(1, 0.5)
    nearly[:9] += 0.1
    for second in (same.copy(), nearly):
        assert np.isnan(ends(the_row(family(a=same, b=second)))).all()
    assert the_row(family(a=same, b=nearly))["ci_low"] < 0  # few users tell: at most so much


def test_there_is_none_of_a_number_that_may_be_zero_or_that_may_be_negative():
    rare = hits(4, 0.5)
    rare[np.cumsum(rare > 0) > 12] = 0
    heavy = rare**8 * 1e6  # a few users hold all of it
    row = the_row(family("revenue@10", a=1e5 * hits(5, 0.5), b=heavy))
    assert row["relative"] > 0
    assert np.isnan(ends(row)).all()
    lifts = family("popularity_lift@10", a=1 + hits(1, 0.5), b=1 + hits(2, 0.5))
    assert np.isnan(ends(the_row(lifts))).all()
