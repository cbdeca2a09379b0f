"""A sample of docs/simulated.csv is made again: coverage and level are what the page says."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks.contract.csv import read_csv
from benchmarks.results import simulated
from benchmarks.results.simulated_worlds import DIFFERENCES, MEANS, RELATIVES

SAMPLES = 250
TABLE = Path(__file__).parents[2] / simulated.PATH


def told():
    """Return the shares that the table has for 150 users, by kind and world."""
    rows = [row for row in read_csv(TABLE) if row["n_users"] == "150"]
    return {(row["of"], row["world"]): row for row in rows}


def agrees(share, text):
    """Tell whether two shares, each of its own samples, differ by no more than chance makes."""
    low, high = binom.ppf([0.0005, 0.9995], SAMPLES, min(max(float(text), 0.005), 0.995)) / SAMPLES
    return low - 0.01 <= share <= high + 0.01


@pytest.mark.parametrize("world", MEANS[1:4], ids=lambda world: world.name)
def test_intervals_hold_as_often_as_the_table_says(world):
    size = (150, SAMPLES)
    values = world.draw(np.random.default_rng(99), size).astype(float)
    before, ours, without = simulated.covered(world, values, np.ones(size), None)
    row = told()["coverage", world.name]
    assert agrees(before, row["before"])
    assert agrees(ours, row["recipe"])
    assert agrees(without, row["without"])


@pytest.mark.parametrize(
    ("place", "n_users", "said"),
    [(5, 25, ".896"), (5, 50, ".940"), (6, 25, ".880"), (6, 50, ".904"), (0, 25, ".978")],
)
def test_intervals_of_few_users_hold_as_often_as_the_page_on_statistics_says(place, n_users, said):
    world, size = MEANS[place], (n_users, SAMPLES)
    values = world.draw(np.random.default_rng(99), size).astype(float)
    assert agrees(simulated.covered(world, values, np.ones(size), None)[1], said)
    assert said in (TABLE.parent / "statistics.md").read_text("utf-8")


@pytest.mark.parametrize("world", DIFFERENCES[2:4], ids=lambda world: world.name)
def test_tests_err_as_often_as_the_table_says(world):
    values = world.draw(np.random.default_rng(99), (150, SAMPLES))
    before, ours, _ = simulated.rejected(world, values)
    row = told()["level", world.name]
    assert agrees(before, row["before"])
    assert agrees(ours, row["recipe"])


@pytest.mark.parametrize("world", RELATIVES[1:4], ids=lambda world: world.name)
def test_intervals_of_relative_differences_hold_as_often_as_the_table_says(world):
    drawn = world.draw(np.random.default_rng(97), (150, SAMPLES))
    before, ours, without = simulated.related(world, *drawn)
    row = told()["relative", world.name]
    assert agrees(before, row["before"])
    assert agrees(ours, row["recipe"])
    assert agrees(without, row["without"])


def test_the_worlds_have_the_means_that_are_said_that_are_said():
    random = np.random.default_rng(98)
    for world in (*MEANS, *DIFFERENCES):
        values = world.draw(random, (400_000, 1)).astype(float)
        error = values.std() / 400_000**0.5
        assert values.mean() == pytest.approx(world.mean, abs=4.5 * error), world.name


def test_the_worlds_have_the_relative_differences_that_are_said():
    random = np.random.default_rng(96)
    for world in RELATIVES:
        first, second, below = (part[:, 0] for part in world.draw(random, (400_000, 1)))
        ratio = first.sum() / second.sum()
        off = (first - ratio * second).std() / second.mean() / 400_000**0.5
        power = 0.5 if world.metric == "rmse" else 1
        assert ratio**power == pytest.approx(1 + world.relative, abs=4.5 * off), world.name
        assert (below > 0).all()
