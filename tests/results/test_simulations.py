"""What the statistics promise, in simulated benchmarks where the truth is known.

Values of users are nDCG@10 of simulated lists: many zeros, correlated between baselines as users
differ in how easily they are served. All seeds are fixed; bounds leave room for the error of the
simulation alone.
"""

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks import metrics
from benchmarks.results import chance, tested
from benchmarks.results.column import EVERYBODY, Column
from benchmarks.results.comparisons import compare
from benchmarks.results.family import Family
from benchmarks.results.intervals import numbers

pytestmark = pytest.mark.slow  # thousands of simulated benchmarks

DISCOUNTS = 1 / np.log2(np.arange(2, 12))
IDEAL = np.cumsum(DISCOUNTS)
LEVEL = 0.05


def draws(monkeypatch, flips=499, resamples=999):
    """Let a family have few flips and resamples."""
    monkeypatch.setattr(chance, "FLIPS", flips)
    monkeypatch.setattr(tested, "RESAMPLES", resamples)
    monkeypatch.setattr(tested, "RESAMPLES_IN_DOUBT", resamples)


def ndcg(random, n_samples, n_users, n_baselines, difficulty=6.0):
    """Values of nDCG@10, (n_samples, n_users, n_baselines), equal in distribution given the user.

    A place in the list holds a hit with a chance that is the user's, (1 + difficulty)^-1 on
    average.
    """
    size = (n_samples, n_users, n_baselines)
    chance = random.beta(0.6, 0.6 * difficulty, (n_samples, n_users, 1))
    relevant = np.minimum(random.geometric(0.2, (n_samples, n_users, 1)), 10)
    gain, hits = np.zeros(size), np.zeros(size)
    for discount in DISCOUNTS:
        hit = (random.random(size) < chance) & (hits < relevant)
        gain += discount * hit
        hits += hit
    return gain / IDEAL[relevant - 1]


def errors(random, n_samples, n_users, n_baselines):
    """Numbers of ratings, (n_samples, n_users), and totals of squared errors of equal distribution.

    The most active user has about 7 times as many ratings as the average, as in the test of
    ml-100k; the RMSE is 1.
    """
    counts = np.ceil(random.lognormal(2.0, 0.85, (n_samples, n_users)))
    scale = random.gamma(4.0, 0.25, (n_samples, n_users, 1))
    shared = random.gamma(
        counts[..., None] / 4, 2.0
    )  # part of what is hard for one baseline is hard for all
    own = random.gamma(counts[..., None] / 4, 2.0, (n_samples, n_users, n_baselines))
    return counts, scale * (shared + own)


def of_means(values):
    ones = np.ones(len(values))
    columns = {
        f"b{i}": Column(EVERYBODY, "ndcg@10", column, ones, None)
        for i, column in enumerate(values.T)
    }
    return Family.of(columns, falls=False)


def of_rmse(counts, squared):
    rmse = metrics.known()["rmse"]
    columns = {
        f"b{i}": Column(EVERYBODY, "rmse", column, counts, rmse)
        for i, column in enumerate(squared.T)
    }
    return Family.of(columns, falls=True)


def families_with_a_false_discovery(families, monkeypatch):
    """How many families call any pair different, though all are equal."""
    wrong = 0
    for family in families:
        draws(monkeypatch, flips=19)
        wrong += any(row["p_holm"] < LEVEL for row in compare(family, 0.001))
    return wrong


def check_family_wise_error(wrong, n_families):
    assert wrong <= binom.ppf(0.999, n_families, LEVEL)
    assert wrong >= binom.ppf(0.001, n_families, 0.01)  # nor is it a test that never finds anything


def test_values_are_as_zero_inflated_as_those_of_real_lists():
    values = ndcg(np.random.default_rng(0), 20, 500, 4)
    assert 0.3 < (values == 0).mean() < 0.7
    assert 0.1 < values.mean() < 0.3
    assert values.max() == pytest.approx(1)
    assert 0.2 < np.corrcoef(values.reshape(-1, 4).T)[0, 1] < 0.9


@pytest.mark.parametrize(("n_users", "n_baselines", "n_families"), [(200, 6, 400), (900, 4, 300)])
def test_among_equal_baselines_at_most_5_percent_of_families_call_any_pair_different(
    n_users, n_baselines, n_families, monkeypatch
):
    random = np.random.default_rng(n_users)
    families = (of_means(values) for values in ndcg(random, n_families, n_users, n_baselines))
    check_family_wise_error(families_with_a_false_discovery(families, monkeypatch), n_families)


def test_baselines_with_equal_means_that_are_otherwise_unlike_are_not_called_different_either(
    monkeypatch,
):
    random = np.random.default_rng(1)
    values = ndcg(random, 400, 300, 5)
    kept = np.array([1.0, 0.9, 0.7, 0.5, 0.4])  # ever fewer users are served, ever better
    values = values * (random.random(values.shape) < kept) / kept
    check_family_wise_error(
        families_with_a_false_discovery(map(of_means, values), monkeypatch), 400
    )


def test_among_equal_baselines_at_most_5_percent_of_families_call_any_rmse_different(monkeypatch):
    families = (
        of_rmse(*one) for one in zip(*errors(np.random.default_rng(2), 400, 250, 5), strict=True)
    )
    check_family_wise_error(families_with_a_false_discovery(families, monkeypatch), 400)


@pytest.mark.parametrize("kind", ["means", "rmse"])
def test_the_p_value_of_two_equal_baselines_is_below_any_level_as_often_as_the_level_says(
    kind, monkeypatch
):
    random = np.random.default_rng(3)
    if kind == "means":
        families = map(of_means, ndcg(random, 800, 200, 2))
    else:
        families = (of_rmse(*one) for one in zip(*errors(random, 800, 200, 2), strict=True))
    found = []
    for family in families:
        draws(monkeypatch, flips=19)
        found += [row["p_value"] for row in compare(family, 0.05)]
    for level in (0.05, 0.2, 0.5, 0.8):
        low, high = binom.ppf([0.0005, 0.9995], 800, level)
        assert low <= np.count_nonzero(np.array(found) <= level) <= high, level


def share_covered(columns, truth):
    found = [row for _, row in numbers(columns)]
    assert len(found) == len(columns)
    return np.mean([row["ci_low"] <= truth <= row["ci_high"] for row in found])


@pytest.mark.parametrize("n_users", [200, 400, 900])
def test_the_interval_of_a_mean_covers_the_truth_in_95_percent_of_benchmarks(n_users):
    random = np.random.default_rng(n_users)
    truth = ndcg(random, 1, 2_000_000, 1).mean()
    values, ones = ndcg(random, 1000, n_users, 1)[..., 0], np.ones(n_users)
    columns = [Column(EVERYBODY, f"ndcg@{i}", one, ones, None) for i, one in enumerate(values)]
    assert share_covered(columns, truth) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("n_users", [250, 900])
def test_the_interval_of_rmse_covers_the_truth_although_users_have_many_ratings_each(n_users):
    random = np.random.default_rng(n_users)
    rmse, found = metrics.known()["rmse"], []
    for _ in range(3):
        both = zip(*errors(random, 500, n_users, 1), strict=True)
        columns = [
            Column(EVERYBODY, f"rmse@{i}", s[:, 0], n, rmse) for i, (n, s) in enumerate(both)
        ]
        found.append(share_covered(columns, 1.0))
    assert np.mean(found) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("kind", ["means", "rmse"])
def test_the_interval_of_a_difference_covers_the_truth_in_95_percent_of_benchmarks(
    kind, monkeypatch
):
    random = np.random.default_rng(5)
    gain = np.array([1.0, 0.8])  # the second baseline has less, of nDCG and of squared error
    if kind == "means":
        truth = ndcg(random, 1, 2_000_000, 1).mean() * 0.2
        families = (of_means(values * gain) for values in ndcg(random, 800, 300, 2))
    else:
        truth = 1 - 0.8**0.5
        families = (of_rmse(n, s * gain) for n, s in zip(*errors(random, 800, 300, 2), strict=True))
    covered = 0
    for family in families:
        draws(monkeypatch, flips=19)
        (row,) = compare(family, 0.05)
        covered += row["ci_low"] <= truth <= row["ci_high"]
    assert covered / 800 == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("kind", ["means", "rmse"])
def test_a_difference_as_large_as_what_is_said_to_be_detectable_is_found_in_80_percent(
    kind, monkeypatch
):
    random = np.random.default_rng(6)

    def benchmarks(n_samples, planted):
        if kind == "means":
            for values in ndcg(random, n_samples, 300, 2):
                yield of_means(values + np.array([planted, 0]))
        else:
            for n, s in zip(*errors(random, n_samples, 300, 2), strict=True):
                yield of_rmse(n, s * [(1 + planted) ** 2, 1])

    said = []
    for family in benchmarks(60, 0.0):
        draws(monkeypatch, flips=19)
        said += [row["detectable"] for row in compare(family, 0.05)]
    found = 0
    for family in benchmarks(800, np.mean(said)):
        draws(monkeypatch, flips=19)
        found += sum(row["p_value"] < LEVEL for row in compare(family, 0.05))
    assert found / 800 == pytest.approx(0.8, abs=0.05)
