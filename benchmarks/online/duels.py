"""What simulated users would say of two baselines: their clicks on both lists and on mixed ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.online import clicks, interleaving
from benchmarks.online.scored import Pair, Scored
from benchmarks.online.settings import Online, Plan
from benchmarks.stats import power
from benchmarks.stats.levels import Z_ROUNDED

AB, INTERLEAVING = "ab", "interleaving"
Chances = tuple[FloatArray, FloatArray]  # of a click under either baseline


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


def chances(benchmark: Scored, baseline: str, plan: Plan) -> FloatArray:
    """Return the probability of a click on each place of each list, (n_seeds, n_users, length)."""
    has_item = benchmark.items[baseline] >= 0
    hits = benchmark.hits[baseline]
    return clicks.chances(hits, has_item, plan.clicks)


def duel(benchmark: Scored, pair: Pair, chance: Chances, settings: Online) -> Duel:
    """Let simulated users click on both lists and on mixed ones; chance : (n_users, length)."""
    first, second = (clicks.counts(of_either).mean(axis=0) for of_either in chance)
    first_mean, first_variance = _moments(first)
    second_mean, second_variance = _moments(second)
    gap = second_mean - first_mean
    variances = (first_variance, second_variance)
    of_either = power.users_needed(gap, variances, settings.power)
    drafts = drafted(benchmark, pair, settings)
    shares = drafts.mean(axis=0)
    preferred = drafts[:, 0] - drafts[:, 2]
    error = preferred.std(ddof=1) / np.sqrt(len(drafts))
    needed = {AB: 2 * of_either, INTERLEAVING: np.nan}
    more, fewer = shares[0], shares[2]
    if abs(more - fewer) > Z_ROUNDED * error:  # else more drafts might prefer the other
        by_signs = power.users_needed_by_signs(more, fewer, settings.power)
        needed[INTERLEAVING] = by_signs
    return Duel((first, second), gap, shares, error, needed)


def _moments(distribution: FloatArray) -> tuple[Any, Any]:
    """Return the mean and the variance of a number of clicks, NumPy's numbers."""
    n_clicks = np.arange(len(distribution))
    mean = distribution @ n_clicks
    mean_square = distribution @ n_clicks**2
    return mean, mean_square - mean**2


def drafted(benchmark: Scored, pair: Pair, settings: Online) -> FloatArray:
    """Return the shares of users who click more on the second, as much, and less, (drafts, 3)."""
    first, second = pair
    lists = (benchmark.items[first][0], benchmark.items[second][0])  # of the first seed
    hits = (benchmark.hits[first][0], benchmark.hits[second][0])
    random = np.random.default_rng(settings.seed)
    shares = []
    for _ in range(settings.plan.drafts):
        items, teams = interleaving.team_draft(*lists, random)
        mixed = interleaving.shown_hits(items, lists, hits)
        has_item = items >= 0
        chance = clicks.chances(mixed, has_item, settings.plan.clicks)
        preferences = interleaving.preferences(chance, teams)
        shares.append(preferences.mean(axis=0))
    return np.array(shares)
