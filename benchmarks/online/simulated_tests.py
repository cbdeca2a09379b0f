"""Simulated users decide between two baselines, by an A/B test and by interleaving.

Their clicks are on relevance from the held-out part: no evidence about real users.
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import norm

from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.rows_of_plans import Power, Simulated
from benchmarks.online.counts import whole
from benchmarks.online.cuped import foretold
from benchmarks.online.duels import AB, INTERLEAVING, Duel, chances, duel
from benchmarks.online.scored import Scored
from benchmarks.online.settings import Online
from benchmarks.stats import rates, signs
from benchmarks.stats.levels import ALPHA, Z_ROUNDED

_FEWEST, _MOST = 4, 10**9  # users that an experiment of the size that is needed is simulated for
Labels = tuple[str, str, str, str]  # benchmark, view, baseline, other
Ratio = tuple[float | None, float | None, float | None]  # with its bounds


def simulate(scored: list[Scored], settings: Online) -> tuple[list[Simulated], list[Power]]:
    """Return for each pair the users that each design needs, and how often it finds the winner."""
    simulated: list[Simulated] = []
    powers: list[Power] = []
    for benchmark in scored:
        for pair in benchmark.pairs:
            labels = (*benchmark.labels, *pair)
            first, second = (chances(benchmark, name, settings.plan) for name in pair)
            chance = (first[0], second[0])  # of the first seed
            duelled = duel(benchmark, pair, chance, settings)
            n_users = len(benchmark.users)
            simulated += designs(labels, duelled, n_users, settings.plan.drafts)
            simulated += foretold(labels, chance, benchmark.history, settings)
            powers += _powers(labels, duelled, settings)
    return simulated, powers


def found_by_ab(
    per_user: tuple[FloatArray, FloatArray], users: int, count: int, random: np.random.Generator
) -> FloatArray:
    """Simulate A/B tests of `users` in two halves; Welch's test, normal.

    per_user : the distributions of a random user's number of clicks under either, (length + 1,)

    Returns (count,): 1 where the second was found better, -1 where worse, 0 where neither.
    """
    size = users // 2
    n_clicks = np.arange(len(per_user[0]))
    means = []
    variances = []
    for distribution in per_user:
        drawn = random.multinomial(size, distribution, size=count)
        mean = drawn @ n_clicks / size
        mean_square = drawn @ n_clicks**2 / size
        means.append(mean)
        variances.append(mean_square - mean**2)
    error = np.sqrt(sum(variances) / (size - 1))
    gap = means[1] - means[0]
    significant = np.abs(gap) > norm.isf(ALPHA / 2) * error
    return np.sign(gap) * significant


def found_by_interleaving(
    shares: FloatArray, users: int, count: int, random: np.random.Generator
) -> FloatArray:
    """Simulate interleaving for `users`; exact sign test.

    shares : (3,) of users who prefer the second, neither, the first

    Returns (count,): 1 where the second was found better, -1 where worse, 0 where neither.
    """
    normalized = shares / shares.sum()
    drawn = random.multinomial(users, normalized, size=count)
    more = drawn[:, 0]
    fewer = drawn[:, 2]
    significant = signs.p_values(more, fewer) < ALPHA
    return np.sign(more - fewer) * significant


def designs(labels: Labels, duelled: Duel, n_users: int, drafts: int) -> Iterator[Simulated]:
    """Yield what each design needs and says; n_users, drafts : that were simulated."""
    by_ab = whole(duelled.needed[AB])
    by_interleaving = whole(duelled.needed[INTERLEAVING])
    yield Simulated(*labels, AB, "", n_users, by_ab, difference=duelled.gap)
    half = Z_ROUNDED * duelled.error
    ratio, warning = _ratio(duelled)
    yield Simulated(
        *labels,
        INTERLEAVING,
        "",
        n=drafts,
        users_needed=by_interleaving,
        preference=duelled.preference,
        preference_ci_low=duelled.preference - half,
        preference_ci_high=duelled.preference + half,
        users_ratio=ratio[0],
        users_ratio_ci_low=ratio[1],
        users_ratio_ci_high=ratio[2],
        warning=warning,
    )


def _ratio(duelled: Duel) -> tuple[Ratio, str]:
    """Return how many times as many users the A/B test needs, with the error of the drafts."""
    half = Z_ROUNDED * duelled.error
    preference = duelled.preference
    if abs(preference) <= half:
        return (None, None, None), "undecided"
    if duelled.gap * preference <= 0:
        return (None, None, None), "opposite"
    ratio = duelled.needed[AB] / duelled.needed[INTERLEAVING]
    low = ratio * (1 - half / abs(preference)) ** 2
    high = ratio * (1 + half / abs(preference)) ** 2
    return (ratio, low, high), ""


def _powers(labels: Labels, duelled: Duel, settings: Online) -> Iterator[Power]:
    """Simulate both kinds of test at each size, and at the users that each needs."""
    random = np.random.default_rng(settings.seed)
    count = settings.plan.experiments
    winner = np.sign(duelled.gap)
    for design in (AB, INTERLEAVING):
        sizes = [(size, False) for size in settings.plan.users]
        needed = duelled.needed[design]
        if _FEWEST <= needed <= _MOST:
            sizes.append((int(needed), True))
        for size, at_need in sizes:
            if design == AB:
                outcome = found_by_ab(duelled.per_user, size, count, random)
            else:
                outcome = found_by_interleaving(duelled.shares, size, count, random)
            right = int((outcome == winner).sum())
            interval = rates.wilson(right, count)
            share = right / count
            yield Power(*labels, design, size, at_need, share, *interval, count)
