"""`python -m benchmarks simulate`: how often intervals hold, and tests err, where truth is known.

Values of users are drawn from worlds whose mean is known, as those of real lists are: mostly zero,
few hits, heavy amounts, errors of users of very unequal activity. The functions are those that make
the report. Beside them stand what was used before: the percentile interval and the sign flip.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import metrics
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.csv import as_csv
from benchmarks.contract.files import write_text
from benchmarks.results import chance
from benchmarks.results.column import EVERYBODY, Column
from benchmarks.results.family import Family
from benchmarks.results.intervals import numbers
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.levels import ALPHA, FEWEST_UNLIKE

PATH = Path("docs/simulated.csv")
N_USERS = (150, 900)
COLUMNS = ("of", "world", "n_users", "samples", "before", "recipe", "without")
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


def _errors(random: np.random.Generator, size: tuple[int, int], rising: bool) -> list[FloatArray]:
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


def main(samples: int) -> None:
    """Write docs/simulated.csv; samples : of each world and number of users."""
    rows = []
    for n_users in N_USERS:
        for row in simulated(n_users, samples):
            print(*row.values(), flush=True)
            rows.append(row)
    write_text(PATH, as_csv(COLUMNS, rows))
    print(f"simulate: {PATH}")


def simulated(n_users: int, samples: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each world: coverage of intervals of 95 %, level of tests at 5 %.

    before : of the percentile interval, or of the sign flip; recipe : of what the report has now
    without : samples that have no interval; they count as held where `at_least`, `at_most` hold
    """
    random = np.random.default_rng(n_users)
    size = (n_users, samples)
    for world in MEANS:
        values = world.draw(random, size).astype(float)
        yield _labelled("coverage", world.name, size, *covered(world, values, np.ones(size), None))
    for rising in (False, True):
        squared, counts = _errors(random, size, rising)
        many_squared, many_counts = _errors(random, (2_000_000, 1), rising)
        truth = float(np.sqrt(many_squared.sum() / many_counts.sum()))
        world = World("RMSE" + ", noise rises with activity" * rising, "rmse", truth, _hits)
        rmse = metrics.known()["rmse"]
        yield _labelled("coverage", world.name, size, *covered(world, squared, counts, rmse))
    for world in DIFFERENCES:
        yield _labelled("level", world.name, size, *rejected(world, world.draw(random, size)))


def _labelled(of: str, world: str, size: tuple[int, int], *shares: float) -> dict[str, Any]:
    return dict(zip(COLUMNS, (of, world, *size, *shares), strict=True))


def covered(
    world: World, above: FloatArray, below: FloatArray, totals: metrics.Metric | None
) -> tuple[float, float, float]:
    """Return how often the percentile interval and ours hold the mean, and how often none is."""
    columns = [
        Column(EVERYBODY, world.metric, over, under, totals)
        for over, under in zip(above.T, below.T, strict=True)
    ]
    found = [number for _, number in numbers(columns)]
    held = [_holds(number, world.mean) for number in found]
    without = [number["ci_low"] is None for number in found]
    finished = columns[0].finish(bootstrap_totals(above), bootstrap_totals(below))
    low, high = percentile_interval(finished)
    before = np.mean((low <= world.mean) & (world.mean <= high))
    return float(before), float(np.mean(held)), float(np.mean(without))


def _holds(number: dict[str, Any], truth: float) -> bool:
    """Tell whether an interval, or what stands in its place, holds the truth."""
    low, high = number["ci_low"], number["ci_high"]
    if low is None:
        low, high = number["at_least"], number["at_most"]
    return low is None or bool(low <= truth <= high)


def rejected(world: World, differences: FloatArray) -> tuple[float, float, float]:
    """Return how often sign flips and our test reject equal means, and how often few users tell."""
    ones, nothing = np.ones(len(differences)), np.zeros(len(differences))
    columns = {}
    for sample, own in enumerate(differences.T):
        columns[f"{sample} a"] = Column(EVERYBODY, world.metric, own, ones, None)
        columns[f"{sample} b"] = Column(EVERYBODY, world.metric, nothing, ones, None)
    pairs = [(2 * sample, 2 * sample + 1) for sample in range(differences.shape[1])]
    (drawn,) = chance.of([Family.of(columns, falls=False)], [pairs])
    few = drawn.of_users.unlike < FEWEST_UNLIKE
    flips = np.mean(np.array(drawn.p_flips) < ALPHA)
    return float(flips), float(np.mean(drawn.of_users.p_values < ALPHA)), float(few.mean())
