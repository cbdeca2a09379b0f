"""Worlds whose truth is known, from which `simulated` draws what users have.

Mostly zero, few hits, heavy amounts, errors of users of very unequal activity, as of real lists.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from benchmarks.contract.arrays import FloatArray

Draw = Callable[[np.random.Generator, tuple[int, int]], FloatArray]


class World(NamedTuple):
    """Values of users whose mean is known; draw : a generator and a shape to values."""

    name: str
    metric: str
    mean: float
    draw: Draw


def _zeros(share: float) -> Draw:
    return lambda random, size: (random.random(size) < 1 - share) * random.beta(2, 2, size)


def _hits(random: np.random.Generator, size: tuple[int, int]) -> FloatArray:
    return (random.random(size) < 0.03).astype(np.float64)


def _lognormal(sigma: float, buyers: float = 1.0) -> Draw:
    """Amounts of mean 1 among those who buy."""

    def draw(random: np.random.Generator, size: tuple[int, int]) -> FloatArray:
        amounts = random.lognormal(-(sigma**2) / 2, sigma, size)
        return np.asarray((random.random(size) < buyers) * amounts)

    return draw


MEANS = (
    *(World(f"{s:.0%} zeros", "ndcg@10", (1 - s) / 2, _zeros(s)) for s in (0.6, 0.9, 0.97, 0.99)),
    World("3% hits", "hit_rate@10", 0.03, _hits),
    *(World(f"lognormal {sigma}", "revenue@10", 1, _lognormal(sigma)) for sigma in (1, 1.5)),
    World("revenue: 40% buy, lognormal 1.2", "revenue@10", 0.4, _lognormal(1.2, 0.4)),
)


def errors(random: np.random.Generator, size: tuple[int, int], rising: bool) -> list[FloatArray]:
    """Return totals of squared errors of mean 1 and numbers of ratings, very unequal."""
    counts = np.ceil(random.lognormal(2, 0.85, size))
    hard = random.gamma(4, 0.25, size)
    noise = np.sqrt(counts / 9) if rising else np.ones(size)
    return [noise * hard * random.gamma(counts / 2, 2), counts]


def _skewed(wins: float, by: float, losses: float) -> Draw:
    """Differences of mean 0: some win little, few lose all."""

    def draw(random: np.random.Generator, size: tuple[int, int]) -> FloatArray:
        place = random.random(size)
        won = place < wins
        return np.asarray(by * won - (place > 1 - losses))

    return draw


def _ties(random: np.random.Generator, size: tuple[int, int]) -> FloatArray:
    differs = random.random(size) < 0.08
    return np.asarray(differs * random.uniform(-1, 1, size))


def _independent(first: Draw, second: Draw) -> Draw:
    return lambda random, size: first(random, size) - second(random, size)


DIFFERENCES = (
    World("92% ties", "ndcg@10", 0, _ties),
    World("3% hits", "ndcg@10", 0, _independent(_hits, _hits)),
    World("equal means, 30% +.1, 3% -1", "ndcg@10", 0, _skewed(0.3, 0.1, 0.03)),
    World("equal means, 20% +.05, 1% -1", "ndcg@10", 0, _skewed(0.2, 0.05, 0.01)),
    World(
        "revenue, unequal laws",
        "revenue@10",
        0,
        _independent(
            _lognormal(1.2, 0.4), lambda random, size: 0.4 * _lognormal(0.5)(random, size)
        ),
    ),
)


class Two(NamedTuple):
    """Two baselines on the same users whose relative difference is known.

    draw : a generator and a shape to the numerators of both, and what both are divided by
    """

    name: str
    metric: str
    relative: float
    draw: Callable[[np.random.Generator, tuple[int, int]], tuple[FloatArray, ...]]


def _half_kept(random: np.random.Generator, size: tuple[int, int]) -> tuple[FloatArray, ...]:
    first = _zeros(0.6)(random, size)
    return first, first * (random.random(size) < 0.5), np.ones(size)


def _alike(random: np.random.Generator, size: tuple[int, int]) -> tuple[FloatArray, ...]:
    """Hits of the same users, of half of them by the same list, of which the second has less."""
    first, another = random.beta(2, 2, size), random.beta(2, 2, size)
    second = np.where(random.random(size) < 0.5, first, another)
    hits = random.random(size) < 0.1
    return hits * first, 0.9 * hits * second, np.ones(size)


def _strangers(random: np.random.Generator, size: tuple[int, int]) -> tuple[FloatArray, ...]:
    return _zeros(0.6)(random, size), _zeros(0.96)(random, size), np.ones(size)


def _amounts(random: np.random.Generator, size: tuple[int, int]) -> tuple[FloatArray, ...]:
    """Amounts of the same buyers, each by luck of its own."""
    bought, luck = _lognormal(1.2, 0.4)(random, size), _lognormal(0.5)
    return bought * luck(random, size), 0.5 * bought * luck(random, size), np.ones(size)


def _both_err(random: np.random.Generator, size: tuple[int, int]) -> tuple[FloatArray, ...]:
    """Squared errors of users who are hard to predict for both, those of the first 1.2 ** 2."""
    counts = np.ceil(random.lognormal(2, 0.85, size))
    hard = random.gamma(4, 0.25, size)
    first, second = (hard * random.gamma(counts / 2, 2) for _ in range(2))
    return 1.2**2 * first, second, counts


RELATIVES = (
    Two("half of the hits kept", "ndcg@10", 1, _half_kept),
    Two("10% less, 90% zeros", "ndcg@10", 1 / 0.9 - 1, _alike),
    Two("60% against 96% zeros", "ndcg@10", 9, _strangers),
    Two("revenue, half as much", "revenue@10", 1, _amounts),
    Two("RMSE, a fifth higher", "rmse", 0.2, _both_err),
)
