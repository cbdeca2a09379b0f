"""`python -m benchmarks simulate`: how often intervals hold, and tests err, where truth is known.

The functions are those that make the report. Beside them stands what was used before: the
percentile interval, the sign flip, and of a relative difference the interval of the difference
divided by the other's number as measured.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import metrics
from benchmarks.contract import names
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.csv import as_csv
from benchmarks.contract.files import write_text
from benchmarks.results import chance, relative, tested
from benchmarks.results.column import EVERYBODY, Column
from benchmarks.results.family import Family
from benchmarks.results.intervals import numbers
from benchmarks.results.simulated_worlds import DIFFERENCES, MEANS, RELATIVES, Two, World, errors
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.levels import ALPHA, FEWEST_UNLIKE

PATH = Path("docs/simulated.csv")
N_USERS = (150, 900)
COLUMNS = ("of", "world", "n_users", "samples", "before", "recipe", "without")
_TOGETHER = 250  # pairs of which all products of residuals are held at once


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

    before : of what was used before; recipe : of what the report has now
    without : samples that have no interval; they count as held where `at_least`, `at_most` hold,
    of relative differences not at all
    """
    random = np.random.default_rng(n_users)
    size = (n_users, samples)
    for world in MEANS:
        values = world.draw(random, size).astype(float)
        yield _labelled("coverage", world.name, size, *covered(world, values, np.ones(size), None))
    for rising in (False, True):
        squared, counts = errors(random, size, rising)
        many_squared, many_counts = errors(random, (2_000_000, 1), rising)
        truth = float(np.sqrt(many_squared.sum() / many_counts.sum()))
        name = "RMSE" + ", noise rises with activity" * rising
        world = MEANS[0]._replace(name=name, metric="rmse", mean=truth)
        rmse = metrics.known()["rmse"]
        yield _labelled("coverage", name, size, *covered(world, squared, counts, rmse))
    for world in DIFFERENCES:
        yield _labelled("level", world.name, size, *rejected(world, world.draw(random, size)))
    for two in RELATIVES:
        yield _labelled("relative", two.name, size, *related(two, *two.draw(random, size)))


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


def related(
    world: Two, first: FloatArray, second: FloatArray, below: FloatArray
) -> tuple[float, float, float]:
    """Return how often both intervals of a relative difference hold it, and how often ours lacks.

    first, second, below : (n_users, n_samples)
    """
    ends = []
    for start in range(0, first.shape[1], _TOGETHER):
        some = [values[:, start : start + _TOGETHER] for values in (first, second, below)]
        ends.append(_ends_of(world, *some))
    every = np.concatenate(ends, axis=2)
    held = (every[:, 0] <= world.relative) & (world.relative <= every[:, 1])
    known = np.isfinite(every[:, 0])
    before, ours = (float(held[at][known[at]].mean()) for at in range(2))
    return before, ours, float(1 - known[1].mean())


def _ends_of(world: Two, first: FloatArray, second: FloatArray, below: FloatArray) -> FloatArray:
    """Return the bounds of the interval before and of ours, (2, 2, n_samples)."""
    function = metrics.known()[names.column(world.metric).metric]
    totals = function if metrics.is_of_totals(function) else None
    columns = {}
    for sample, under in enumerate(below.T):
        for side, above in (("first", first), ("second", second)):
            values = above[:, sample]
            columns[f"{sample} {side}"] = Column(EVERYBODY, world.metric, values, under, totals)
    family = Family.of(columns, metrics.falls(world.metric))
    pairs = [(at, at + 1) for at in range(0, len(columns), 2)]
    (of_users,) = tested.of([family], [pairs], [1])
    others = family.finish(*family.totals())[1::2]
    has_interval = np.isfinite(of_users.reaches)
    with np.errstate(divide="ignore"):
        before = np.where(has_interval, of_users.intervals / others, np.nan)
    return np.array([before, relative.bounds(family, pairs, of_users)])
