"""Where single users make up a number that has no upper end, it has no interval and says why."""

import math

import numpy as np
import pytest

from benchmarks import metrics
from benchmarks.results.column import EVERYBODY, Column
from benchmarks.results.intervals import numbers
from benchmarks.results.notes import OUTWEIGHED
from benchmarks.stats import clustered
from benchmarks.stats.levels import WIDEST
from benchmarks.stats.scales import interval

RNG = np.random.default_rng(0)


def number(values: np.ndarray, metric: str = "revenue@10") -> dict:
    """Return a number with its interval; rmse is of 10 ratings of each user."""
    divisor, finish = np.ones(len(values)), None
    if metric == "rmse":
        values, divisor, finish = (
            10 * values**2,
            np.full(len(values), 10.0),
            metrics.known()["rmse"],
        )
    ((_, found),) = numbers([Column(EVERYBODY, metric, values, divisor, finish)])
    return found


def with_one(values: np.ndarray, other: float) -> np.ndarray:
    return np.concatenate([[other], values[1:]])


@pytest.mark.parametrize(
    ("values", "metric"),
    [
        (with_one(RNG.normal(10, 1, 900), 1e6), "revenue@10"),
        (with_one(RNG.lognormal(0, 0.2, 300), 3e4), "revenue@10"),
        (with_one(RNG.integers(1, 4, 900).astype(float), 3000.0), "products_purchased@10"),
        (with_one(np.where(np.arange(200) < 12, 0.12, 0.1), 10.0), "rmse"),
        (with_one(np.where(np.arange(500) < 12, 0.21, 0.2), 4.0), "rmse"),
    ],
)
def test_one_user_who_outweighs_all_leaves_no_interval(values: np.ndarray, metric: str) -> None:
    found = number(values, metric)
    assert math.isfinite(found["value"])
    assert (found["ci_low"], found["ci_high"], found["note"]) == (None, None, OUTWEIGHED)
    assert (found["at_least"], found["at_most"]) == (None, None)


def test_many_users_of_heavy_amounts_keep_theirs() -> None:
    found = number(RNG.lognormal(3, 1.5, 900))
    assert found["ci_low"] < found["value"] < found["ci_high"]
    assert found["note"] == ""


def test_the_ends_are_at_most_so_many_times_away() -> None:
    wide = math.log(WIDEST)
    low, high = interval("log", 2.0, 1.0, 2 * wide * 0.999)
    assert high / 2 == pytest.approx(WIDEST, rel=0.01)
    assert 2 / low == pytest.approx(WIDEST, rel=0.01)
    for reach in (2 * wide * 1.001, 1e6, math.inf):
        assert all(math.isnan(end) for end in interval("log", 2.0, 1.0, reach))


def test_a_cluster_that_outweighs_all_leaves_no_bounds() -> None:
    terms = with_one(RNG.normal(10, 1, 900), 1e6)[:, None]
    values, bounds = clustered.ratios(terms, np.ones_like(terms), np.arange(900), 0, 2000)
    assert values[0] == pytest.approx(terms.mean())
    assert np.isnan(bounds).all()
