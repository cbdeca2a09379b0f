"""Whether differences between baselines are real: paired tests over users, all pairs of a family.

A family is one benchmark and one headline metric. The unit is the user; baselines are compared on
the same users.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.documents import ScorePlan
from benchmarks.results import chance, relative
from benchmarks.results.averages import Scores
from benchmarks.results.column import Column
from benchmarks.results.family import Family
from benchmarks.results.notes import FEW_TELL, FEW_UNLIKE, IDENTICAL
from benchmarks.stats.holm import holm
from benchmarks.stats.levels import (
    ALPHA,
    FEWEST_BUYERS,
    FEWEST_UNLIKE,
    REACH,
    SAME_DIGITS,
    SMALLEST_SLICE,
)


def of_headline(scores: dict[str, Scores], plan: ScorePlan) -> Iterator[dict[str, Any]]:
    """Yield the rows of `compare` for each headline metric, with `metric` and `k`.

    scores : those of each baseline under one view
    """
    families = list(_families(scores, plan))
    by_chance = chance.of([family for _, family, _ in families])
    for (metric, family, compared), drawn in zip(families, by_chance, strict=True):
        for row in of_drawn(family, plan.comparison.margin, drawn):
            if not compared >= {row["baseline"], row["other"]}:
                yield {**names.column(metric)._asdict(), **row}


def _families(
    scores: dict[str, Scores], plan: ScorePlan
) -> Iterator[tuple[str, Family, frozenset[str]]]:
    """Yield each headline metric's family of our baselines, then that with what was submitted.

    Ours are compared and adjusted as if nothing else were there, so that their figures stay the
    same to the byte; a pair with another's lists is adjusted for all pairs. The third says whose
    pairs among themselves are compared already.
    """
    for metric in plan.headline:
        falls = metrics.falls(metric)
        columns = _large(scores, metric)
        own = {name: columns[name] for name in plan.baselines if name in columns}
        if len(own) > 1:
            yield metric, Family.of(own, falls), frozenset()
        if len(columns) > max(len(own), 1):
            yield metric, Family.of(columns, falls), frozenset(own)


def _large(scores: dict[str, Scores], metric: str) -> dict[str, Column]:
    """Return the columns of the baselines that enough users are judged by."""
    large = {}
    for name, of_baseline in scores.items():
        column = of_baseline.everybody(metric)
        if column is not None and column.n_users >= SMALLEST_SLICE:
            large[name] = column
    return large


def compare(
    family: Family, margin: float, wanted: chance.Pairs | None = None
) -> Iterator[dict[str, Any]]:
    """Yield a row for each pair of baselines, or for those wanted, by their places in the family.

    margin : of practical equivalence, as a share of the mean of the two numbers, so that it is the
    same both ways

    `difference` is the first less the second, with a 95 % interval; `relative` is its share of the
    second, with an interval that excludes 0 where that of the difference does; `effect_size` is the
    mean difference of users over its standard deviation; `win`, `tie`, `loss` are shares of users;
    `detectable` is the difference that a test at the 5 % level finds with 80 % power, given as many
    users; `users_for_1_percent` is how many would be needed to find 1 % of the mean of the two.
    `p_value` is of the test that the interval is of, so that the two agree; `p_holm` is adjusted
    for all pairs. `p_flip` is that of a sign flip, which asks whether the two baselines could be
    taken for each other, and not whether their numbers are equal.
    `verdict` is about the first baseline; where no user's number differs the two are practically
    equal at any margin, also where both are 0 and there is no scale. `note` says why there is no
    interval, or what makes it doubtful.
    """
    (drawn,) = chance.of([family], [wanted] if wanted else None)
    yield from of_drawn(family, margin, drawn)


def of_drawn(
    family: Family, margin: float, drawn: chance.Drawn, size: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield a row for each pair that was drawn, as `compare` does.

    size : of the family of tests; more than there are pairs, where those were chosen by the data
    """
    values = family.finish(*family.totals())
    of_users, shares = drawn.of_users, relative.bounds(family, drawn.pairs, drawn.of_users)
    adjusted, flips_adjusted = holm(of_users.p_values, size), holm(drawn.p_flips, size)
    for index, (a, b) in enumerate(drawn.pairs):
        error, (low, high) = of_users.errors[index], of_users.intervals[:, index]
        size = (abs(values[a]) + abs(values[b])) / 2
        difference = values[a] - values[b]
        gain = -difference if family.falls else difference
        decided = verdict(gain, (low, high), margin * size, adjusted[index])
        is_same = _identical(family, a, b)
        yield {
            "baseline": family.names[a],
            "other": family.names[b],
            "value": values[a],
            "other_value": values[b],
            "difference": difference,
            "ci_low": math.nan if is_same else low,
            "ci_high": math.nan if is_same else high,
            "relative": difference / values[b] if values[b] else math.nan,
            "relative_low": shares[0, index],
            "relative_high": shares[1, index],
            **_of_users(family, a, b),
            "detectable": REACH * error,
            "users_for_1_percent": _users_for(0.01 * size, error, family.n_users),
            "p_value": of_users.p_values[index],
            "p_holm": adjusted[index],
            "verdict": "practically equal" if is_same else decided,
            "n_users": family.n_users,
            "p_flip": drawn.p_flips[index],
            "p_flip_holm": flips_adjusted[index],
            "note": IDENTICAL if is_same else _note(family, (a, b), int(of_users.unlike[index])),
        }


def _note(family: Family, pair: tuple[int, int], unlike: int) -> str:
    """Say what an interval lacks; unlike : users whose difference is not the commonest."""
    if unlike < FEWEST_UNLIKE:
        return FEW_UNLIKE
    if family.first.totals or metrics.of_column(family.first.metric).high is not None:
        return ""
    values, _ = family.of_users(pair)
    differ = int(np.count_nonzero((values[:, 0] - values[:, 1]).round(SAME_DIGITS)))
    return FEW_TELL if min(differ, unlike) < FEWEST_BUYERS else ""


def verdict(gain: float, interval: tuple[float, float], limit: float, p: float) -> str:
    """Say what a comparison shows.

    Practically equal: the whole interval lies within the limit of equivalence. Better or worse:
    significant after adjustment. Otherwise undecided, as where there is no interval (NaN).

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
    above, below = family.of_users((a, b))
    same_above = np.array_equal(above[:, 0], above[:, 1])
    return same_above and np.array_equal(below[:, 0], below[:, 1])


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
    above, below = family.of_users((a, b))
    with np.errstate(invalid="ignore", divide="ignore"):
        numbers = family.finish(above, below)
    difference = (numbers[:, 0] - numbers[:, 1]).round(SAME_DIGITS)  # rounding errors are no wins
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
