"""Whether differences between baselines are real: paired tests over users, all pairs of a family.

A family is one benchmark and one headline metric. The unit is the user; baselines are compared on
the same users.
"""

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.documents import ScorePlan
from benchmarks.results.averages import Scores
from benchmarks.results.column import Column
from benchmarks.results.family import Family
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.holm import holm
from benchmarks.stats.levels import ALPHA, REACH, SMALLEST_SLICE
from benchmarks.stats.permutation import sign_flip_totals


def of_headline(scores: dict[str, Scores], plan: ScorePlan) -> Iterator[dict[str, Any]]:
    """Yield the rows of `compare` for each headline metric, with `metric` and `k`.

    scores : those of each baseline under one view
    """
    for metric in plan.headline:
        columns = _large(scores, metric)
        own = {name: columns[name] for name in plan.baselines if name in columns}
        for row in _all_pairs(own, columns, metric, plan.comparison.margin):
            yield {**names.column(metric)._asdict(), **row}


def _all_pairs(
    own: dict[str, Column], columns: dict[str, Column], metric: str, margin: float
) -> Iterator[dict[str, Any]]:
    """Yield the pairs of our baselines, then those with what was submitted.

    Ours are compared and adjusted as if nothing else were there, so that their figures stay the
    same to the byte; a pair with another's lists is adjusted for all pairs.

    own : those of `columns` that are of our baselines
    """
    falls = metrics.falls(metric)
    if len(own) > 1:
        yield from compare(Family.of(own, falls), margin)
    if len(columns) > max(len(own), 1):
        for row in compare(Family.of(columns, falls), margin):
            if not own.keys() >= {row["baseline"], row["other"]}:
                yield row


def _large(scores: dict[str, Scores], metric: str) -> dict[str, Column]:
    """Return the columns of the baselines that enough users are judged by."""
    large = {}
    for name, of_baseline in scores.items():
        column = of_baseline.everybody(metric)
        if column is not None and column.n_users >= SMALLEST_SLICE:
            large[name] = column
    return large


Pairs = list[tuple[int, int]]


def compare(family: Family, margin: float, wanted: Pairs | None = None) -> Iterator[dict[str, Any]]:
    """Yield a row for each pair of baselines, or for those wanted, by their places in the family.

    margin : of practical equivalence, as a share of the mean of the two numbers, so that it is the
    same both ways

    `difference` is the first less the second, with a 95 % bootstrap interval; `effect_size` is the
    mean difference of users over its standard deviation; `win`, `tie`, `loss` are shares of users;
    `detectable` is the difference that a test at the 5 % level finds with 80 % power, given as many
    users; `users_for_1_percent` is how many would be needed to find 1 % of the mean of the two.
    `p_value` is that of a paired sign-flip randomization, `p_holm` is adjusted for all pairs.
    `verdict` is about the first baseline; where no user's number differs the two are practically
    equal at any margin, also where both are 0 and there is no scale.
    """
    values = family.finish(family.numerators.sum(axis=0), family.denominators.sum(axis=0))
    pairs = wanted or list(combinations(range(len(family.names)), 2))
    p_values = _sign_flip(family, pairs)
    intervals, errors = _resampled(family, pairs)
    for index, ((a, b), adjusted) in enumerate(zip(pairs, holm(p_values), strict=True)):
        low, high = intervals[:, index]
        size = (abs(values[a]) + abs(values[b])) / 2
        difference = values[a] - values[b]
        gain = -difference if family.falls else difference
        decided = verdict(gain, (low, high), margin * size, adjusted)
        yield {
            "baseline": family.names[a],
            "other": family.names[b],
            "value": values[a],
            "other_value": values[b],
            "difference": difference,
            "ci_low": low,
            "ci_high": high,
            "relative": difference / values[b] if values[b] else math.nan,
            **_of_users(family, a, b),
            "detectable": REACH * errors[index],
            "users_for_1_percent": _users_for(0.01 * size, errors[index], family.n_users),
            "p_value": p_values[index],
            "p_holm": adjusted,
            "verdict": "practically equal" if _identical(family, a, b) else decided,
            "n_users": family.n_users,
        }


def verdict(gain: float, interval: tuple[float, float], limit: float, p: float) -> str:
    """Say what a comparison shows.

    Practically equal: the whole interval lies within the limit of equivalence. Better or worse:
    significant after adjustment. Otherwise undecided.

    >>> verdict(0.1, (0.05, 0.15), 0.01, 0.001), verdict(0.001, (-0.002, 0.004), 0.01, 0.001)
    ('better', 'practically equal')
    """
    if -limit < interval[0] and interval[1] < limit:
        return "practically equal"
    if p < ALPHA and gain:
        return "better" if gain > 0 else "worse"
    return "undecided"


def _identical(family: Family, a: int, b: int) -> bool:
    """Tell whether two baselines have the same number for every user."""
    above, below = family.numerators, family.denominators
    same_above = np.array_equal(above[:, a], above[:, b])
    return same_above and np.array_equal(below[:, a], below[:, b])


def _sign_flip(family: Family, pairs: Pairs) -> list[float]:
    """Return the two-sided p-value of each pair under chance.

    Chance decides which of the two a user's lists are from.

    Flipping signs of a user's difference swaps the two baselines for that user. All pairs share the
    flips, so that totals per baseline suffice.
    """
    above = family.numerators.sum(axis=0)
    below = family.denominators.sum(axis=0)
    flipped_above = sign_flip_totals(family.numerators)
    flipped_below = sign_flip_totals(family.denominators)
    n_flips = len(flipped_above)
    p_values: list[float] = []
    for a, b in pairs:
        first_above, second_above = _swapped(above, flipped_above, a, b)
        first_below, second_below = _swapped(below, flipped_below, a, b)
        first = family.finish(first_above, first_below)
        second = family.finish(second_above, second_below)
        of_a = family.finish(above[a], below[a])
        of_b = family.finish(above[b], below[b])
        observed = abs(of_a - of_b)
        reached = np.count_nonzero(abs(first - second) >= observed - 1e-12)
        p_values.append(float((1 + reached) / (1 + n_flips)))
    return p_values


def _swapped(
    totals: FloatArray, flipped: FloatArray, a: int, b: int
) -> tuple[FloatArray, FloatArray]:
    """Return the totals of two baselines by chance, each (n_flips,).

    totals : (n_baselines,) as observed; flipped : (n_flips, n_baselines)
    """
    half = (totals[a] + totals[b]) / 2
    swing = (flipped[:, a] - flipped[:, b]) / 2
    return half + swing, half - swing


def _resampled(family: Family, pairs: Pairs) -> tuple[FloatArray, FloatArray]:
    """Return the bounds of each pair's difference, (2, n_pairs), and its standard error.

    Users are resampled.
    """
    side_by_side = np.hstack([family.numerators, family.denominators])
    totals = bootstrap_totals(side_by_side)
    n_baselines = len(family.names)
    above = totals[:, :n_baselines]
    below = totals[:, n_baselines:]
    # a resample may draw nobody whom a baseline is judged by
    with np.errstate(invalid="ignore", divide="ignore"):
        numbers = family.finish(above, below)
    first, second = np.array(pairs).T
    differences = numbers[:, first] - numbers[:, second]
    return percentile_interval(differences), np.nanstd(differences, axis=0)


def _users_for(difference: float, error: float, n_users: int) -> int | None:
    """Return how many users would be needed to find a difference.

    The standard error falls with the root of their number.
    """
    if not difference:
        return None
    ratio = REACH * error / difference
    return math.ceil(n_users * ratio**2)


def _of_users(family: Family, a: int, b: int) -> dict[str, float]:
    """Return the standardized mean difference of users, and shares of wins, ties and losses.

    For a metric of totals, a user's number is that of the user's own totals.
    """
    above = family.numerators[:, [a, b]]
    below = family.denominators[:, [a, b]]
    with np.errstate(invalid="ignore", divide="ignore"):
        numbers = family.finish(above, below)
    difference = (numbers[:, 0] - numbers[:, 1]).round(12)  # rounding errors are no wins
    difference = difference[np.isfinite(difference)]
    if not len(difference):  # no user is judged by both
        return {}
    sd = difference.std(ddof=1) if len(difference) > 1 else 0.0
    ahead = -difference if family.falls else difference
    return {
        "effect_size": difference.mean() / sd if sd else math.nan,
        "win": float((ahead > 0).mean()),
        "tie": float((ahead == 0).mean()),
        "loss": float((ahead < 0).mean()),
    }
