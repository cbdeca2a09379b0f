"""Simulated users decide between two baselines, by an A/B test and by interleaving.

Their clicks are on relevance from the held-out part: no evidence about real users.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.rows_of_plans import Power, Simulated
from benchmarks.online import clicks, interleaving
from benchmarks.online.counts import whole
from benchmarks.online.cuped import foretold
from benchmarks.online.scored import Pair, Scored
from benchmarks.online.settings import Online, Plan
from benchmarks.stats import power, rates, signs
from benchmarks.stats.levels import ALPHA, Z_ROUNDED

AB, INTERLEAVING = "ab", "interleaving"
_FEWEST, _MOST = 4, 10**9  # users that an experiment of the size that is needed is simulated for
Chances = tuple[FloatArray, FloatArray]  # of a click under either baseline
Labels = tuple[str, str, str, str]  # benchmark, view, baseline, other


@dataclass(frozen=True)
class Duel:
    """What simulated users would say of two baselines, if there were enough of them.

    per_user : the distributions of a random user's number of clicks under either, (length + 1,)
    gap : the difference in expected clicks
    shares : (3,) of users who click more on the second in a mixed list, as much, and less
    error : the Monte Carlo error of the first share less the last
    needed : users, both halves together, by design; infinite, or NaN where it cannot be told
    """

    per_user: tuple[FloatArray, FloatArray]
    gap: float
    shares: FloatArray
    error: float
    needed: dict[str, float]

    @property
    def preference(self) -> float:
        """Users who click more on the second less those on the first, as a share."""
        return self.shares[0] - self.shares[2]


def simulate(scored: list[Scored], settings: Online) -> tuple[list[Simulated], list[Power]]:
    """Return for each pair the users that each design needs, and how often it finds the winner."""
    simulated: list[Simulated] = []
    powers: list[Power] = []
    for benchmark in scored:
        for pair in benchmark.pairs:
            labels = (*benchmark.labels, *pair)
            first, second = (chances(benchmark, name, settings.plan)[0] for name in pair)
            chance = (first, second)  # of the first seed
            own = duel(benchmark, pair, chance, settings)
            simulated += designs(labels, own, len(benchmark.users), settings.plan.drafts)
            simulated += foretold(labels, chance, benchmark.history, settings)
            powers += _powers(labels, own, settings)
    return simulated, powers


def chances(benchmark: Scored, baseline: str, plan: Plan) -> FloatArray:
    """Return the probability of a click on each place of each list, (n_seeds, n_users, length)."""
    shown = benchmark.items[baseline] >= 0
    return clicks.chances(benchmark.hits[baseline], shown, plan.clicks)


def duel(benchmark: Scored, pair: Pair, chance: Chances, settings: Online) -> Duel:
    """Let simulated users click on both lists and on mixed ones; chance : (n_users, length)."""
    first, second = (clicks.counts(own).mean(axis=0) for own in chance)
    value = np.arange(len(first))
    mean = [distribution @ value for distribution in (first, second)]
    squares = [distribution @ value**2 for distribution in (first, second)]
    variances = (squares[0] - mean[0] ** 2, squares[1] - mean[1] ** 2)
    gap, drafts = mean[1] - mean[0], drafted(benchmark, pair, settings)
    shares = drafts.mean(axis=0)
    error = (drafts[:, 0] - drafts[:, 2]).std(ddof=1) / np.sqrt(len(drafts))
    needed = {AB: 2 * power.users_needed(gap, variances, settings.power), INTERLEAVING: np.nan}
    if abs(shares[0] - shares[2]) > Z_ROUNDED * error:  # else more drafts might prefer the other
        by_signs = power.users_needed_by_signs(shares[0], shares[2], settings.power)
        needed[INTERLEAVING] = by_signs
    return Duel((first, second), gap, shares, error, needed)


def drafted(benchmark: Scored, pair: Pair, settings: Online) -> FloatArray:
    """Return the shares of users who click more on the second, as much, and less, (drafts, 3)."""
    lists, hits = ((of[pair[0]][0], of[pair[1]][0]) for of in (benchmark.items, benchmark.hits))
    random, shares = np.random.default_rng(settings.seed), []
    for _ in range(settings.plan.drafts):
        items, teams = interleaving.team_draft(*lists, random)
        mixed = interleaving.shown_hits(items, lists, hits)
        chance = clicks.chances(mixed, items >= 0, settings.plan.clicks)
        shares.append(interleaving.preferences(chance, teams).mean(axis=0))
    return np.array(shares)


def found_by_ab(
    per_user: tuple[FloatArray, FloatArray], users: int, count: int, random: np.random.Generator
) -> FloatArray:
    """Simulate A/B tests of `users` in two halves; Welch's test, normal.

    per_user : the distributions of a random user's number of clicks under either, (length + 1,)

    Returns (count,): 1 where the second was found better, -1 where worse, 0 where neither.
    """
    value, size = np.arange(len(per_user[0])), users // 2
    drawn = [random.multinomial(size, distribution, size=count) for distribution in per_user]
    mean = [counted @ value / size for counted in drawn]
    squares = [counted @ value**2 / size - m**2 for counted, m in zip(drawn, mean, strict=True)]
    error, gap = np.sqrt(sum(squares) / (size - 1)), mean[1] - mean[0]
    return np.sign(gap) * (np.abs(gap) > norm.isf(ALPHA / 2) * error)


def found_by_interleaving(
    shares: FloatArray, users: int, count: int, random: np.random.Generator
) -> FloatArray:
    """Simulate interleaving for `users`; exact sign test.

    shares : (3,) of users who prefer the second, neither, the first

    Returns (count,): 1 where the second was found better, -1 where worse, 0 where neither.
    """
    drawn = random.multinomial(users, shares / shares.sum(), size=count)
    more, fewer = drawn[:, 0], drawn[:, 2]
    return np.sign(more - fewer) * (signs.p_values(more, fewer) < ALPHA)


def designs(labels: Labels, own: Duel, n_users: int, drafts: int) -> Iterator[Simulated]:
    """Yield what each design needs and says; n_users, drafts : that were simulated."""
    needed, half = own.needed, Z_ROUNDED * own.error
    yield Simulated(*labels, AB, "", n_users, whole(needed[AB]), difference=own.gap)
    ratio, warning = _ratio(own)
    yield Simulated(
        *labels,
        INTERLEAVING,
        "",
        n=drafts,
        users_needed=whole(needed[INTERLEAVING]),
        preference=own.preference,
        preference_ci_low=own.preference - half,
        preference_ci_high=own.preference + half,
        users_ratio=ratio[0],
        users_ratio_ci_low=ratio[1],
        users_ratio_ci_high=ratio[2],
        warning=warning,
    )


def _ratio(own: Duel) -> tuple[tuple[float | None, float | None, float | None], str]:
    """Return how many times as many users the A/B test needs, with the error of the drafts."""
    half, preference = Z_ROUNDED * own.error, own.preference
    if abs(preference) <= half:
        return (None, None, None), "undecided"
    if own.gap * preference <= 0:
        return (None, None, None), "opposite"
    ratio = own.needed[AB] / own.needed[INTERLEAVING]
    low, high = (ratio * (1 + side * half / abs(preference)) ** 2 for side in (-1, 1))
    return (ratio, low, high), ""


def _powers(labels: Labels, own: Duel, settings: Online) -> Iterator[Power]:
    """Simulate both kinds of test at each size, and at the users that each needs."""
    random, count = np.random.default_rng(settings.seed), settings.plan.experiments
    winner = np.sign(own.gap)
    for design in (AB, INTERLEAVING):
        sizes = [(size, False) for size in settings.plan.users]
        if _FEWEST <= own.needed[design] <= _MOST:
            sizes.append((int(own.needed[design]), True))
        for size, at_need in sizes:
            if design == AB:
                outcome = found_by_ab(own.per_user, size, count, random)
            else:
                outcome = found_by_interleaving(own.shares, size, count, random)
            right = int((outcome == winner).sum())
            interval = rates.wilson(right, count)
            yield Power(*labels, design, size, at_need, right / count, *interval, count)
