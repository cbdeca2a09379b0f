"""An A/B test of two baselines, planned from what each would have scored for every user.

All of it holds if users behaved as in the held-out part, where nobody saw a list.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.names import column
from benchmarks.contract.rows_of_plans import Detectable, Planned
from benchmarks.online.counts import whole
from benchmarks.online.scored import Pair, Scored
from benchmarks.online.settings import Online, Plan
from benchmarks.stats import power
from benchmarks.stats.levels import Z_ROUNDED
from benchmarks.stats.power import Variances

_DAYS = (7, 14, 28)
Design = tuple[str, str]  # design and covariate
Key = tuple[str, str, str, str, str, int | None]  # of a pair and an outcome
Values = tuple[FloatArray, FloatArray]  # of each user under either baseline
Interval = tuple[float, float, float]  # difference, low and high
_AB: Design = ("ab", "")
_WITHIN: Design = ("within_users", "")


def plan(scored: list[Scored], settings: Online) -> tuple[list[Planned], list[Detectable]]:
    """Plan a test of each pair of each benchmark by each outcome that it has."""
    plans: list[Planned] = []
    detectable: list[Detectable] = []
    for benchmark in scored:
        for pair in benchmark.pairs:
            for outcome, values in _outcomes(benchmark, pair, settings.plan):
                key = (*benchmark.labels, *pair, *column(outcome))
                variances = _variances(values, benchmark.history)
                plans += _plans(key, values, variances, settings)
                detectable += _detectable(key, variances, settings)
    return plans, detectable


def halves(values: Values, history: FloatArray | None = None) -> Variances:
    """Return the variances of two halves of users, less what their history foretells, if given.

    values : (n_users,) what each user is worth under either; history : (n_users,)
    """
    first, second = values
    if history is not None:
        everybody = np.concatenate(values)
        twice = np.concatenate([history, history])
        adjusted = power.cuped(everybody, twice)
        first, second = np.split(adjusted, 2)
    return float(first.var(ddof=1)), float(second.var(ddof=1))


def _outcomes(benchmark: Scored, pair: Pair, plan: Plan) -> Iterator[tuple[str, Values]]:
    """Yield the outcomes that both baselines of a pair have, with what users are worth by them."""
    for outcome in plan.outcomes:
        first = benchmark.of_users(pair[0], outcome)
        second = benchmark.of_users(pair[1], outcome)
        if first is not None and second is not None:
            yield outcome, (first, second)


def _variances(values: Values, history: dict[str, FloatArray]) -> dict[Design, Variances]:
    """Return the variances of both halves, as they are and by what CUPED takes out."""
    variances = {_AB: halves(values)}
    for name, of_users in history.items():
        design = ("ab_cuped", name)
        variances[design] = halves(values, of_users)
    return variances


def _interval(gain: FloatArray) -> Interval:
    """Return the mean of what each user gains, (n_users,), with its interval, normal."""
    difference = gain.mean()
    half = Z_ROUNDED * gain.std(ddof=1) / np.sqrt(len(gain))
    return difference, difference - half, difference + half


def _plans(
    key: Key, values: Values, variances: dict[Design, Variances], settings: Online
) -> Iterator[Planned]:
    """Yield the users and days that each design needs to find the difference that was seen."""
    gain = values[1] - values[0]
    interval = _interval(gain)
    difference, _, _ = interval
    n_users = len(gain)
    per_day = settings.plan.users_per_day
    plain = sum(variances[_AB])
    for design, both in variances.items():
        of_either = power.users_needed(difference, both, settings.power)
        needed = 2 * of_either
        covariate = design[1]
        explained = 1 - sum(both) / plain if covariate and plain else None
        days = whole(power.days(needed, per_day))
        yield Planned(*key, *design, *interval, explained, whole(needed), days, n_users)
    variance = float(gain.var(ddof=1))
    within = power.users_needed_paired(difference, variance, settings.power)
    days = whole(power.days(within, per_day))
    yield Planned(*key, *_WITHIN, *interval, None, whole(within), days, n_users)


def _detectable(
    key: Key, variances: dict[Design, Variances], settings: Online
) -> Iterator[Detectable]:
    """Yield the least difference that a test finds, users coming once each and in two halves."""
    for design, both in variances.items():
        for days in _DAYS:
            users = settings.plan.users_per_day * days
            least = power.detectable(users / 2, both, settings.power)
            yield Detectable(*key, *design, days, users, least)
