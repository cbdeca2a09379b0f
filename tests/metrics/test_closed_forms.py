"""Scorers whose results are known beforehand, through our ranking, evidence and metrics."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import chisquare

from baselines import uniform
from benchmarks import metrics
from benchmarks.protocol import ranking
from benchmarks.protocol.ties import key
from tests.metrics import test_metric_dialects, test_metrics
from tests.worlds.worlds import Row, World

N_USERS, N_ITEMS, K = 600, 50, 10
RELEVANCE = {*test_metrics.ORACLES, *test_metric_dialects.ORACLES}


def town():
    """Users who have had up to 15 items and liked none, so that all items are equally popular.

    Relevant are up to 14 of the first items that a user has not had: who ranks by item code would
    be found out.
    """
    random = np.random.default_rng(1)
    train, test = [], []
    for user in range(N_USERS):
        had = random.permutation(N_ITEMS)[: random.integers(0, 16)].tolist()
        train += [Row(user, item, rating=1.0) for item in had]
        relevant = [item for item in range(N_ITEMS) if item not in had][: random.integers(1, 15)]
        test += [Row(user, item, float(random.choice([4, 5])), part="test") for item in relevant]
    return World({user: [] for user in range(N_USERS)}, tuple(test), N_ITEMS, K, tuple(train))


TOWN = town()
JUDGED = TOWN.judged()
KNOWN = TOWN.known()
RELEVANT = np.bincount([row.user for row in TOWN.test], minlength=N_USERS)
CANDIDATES = N_ITEMS - np.bincount([row.user for row in TOWN.train], minlength=N_USERS)


def rank(scores_of, masked=KNOWN.seen):
    keys = (
        np.array([key(f"{side}{n}") for n in range(size)], dtype=np.uint64)
        for side, size in zip("ui", (N_USERS, N_ITEMS))
    )
    rules = ranking.Rules(masked, np.zeros(N_ITEMS), *keys)
    return ranking.rank(
        scores_of, np.arange(N_USERS, dtype=np.int32), rules, TOWN.length, "a scorer"
    )


def values(scores_of):
    """The value of every metric of relevance for each user."""
    lists = rank(scores_of)
    about = JUDGED.of_lists(lists.items, lists.fallback).cut(K)
    return {name: metrics.call(metrics.known()[name], about) for name in RELEVANCE}


def random_scores(users):
    return np.random.default_rng(2).random((N_USERS, N_ITEMS))[users]


def of_the_baseline_uniform(users):
    return uniform.Model(seed=3).fit(SimpleNamespace(n_items=N_ITEMS)).scores(users)


def no_information(users):
    """The same score for everything; popularity is the same too, so that the hash alone orders."""
    return np.full((len(users), N_ITEMS), 7.0)


def held_out_ratings(users):
    """The held-out rating of what is relevant, 0 for the rest; with noise that never reorders."""
    table = np.random.default_rng(4).uniform(0, 0.4, (N_USERS, N_ITEMS))
    for row in TOWN.test:
        table[row.user, row.item] += row.rating
    return table[users]


def gain(n):
    return sum(1 / math.log2(place + 1) for place in range(1, n + 1))


# What a random order of m candidates, r of them relevant, gives on average. A place is a hit with
# probability r / m, two places are with r (r - 1) / m (m - 1).
EXPECTED = {
    "precision": lambda r, m: r / m,
    "recall": lambda r, m: K * r / m / r,
    "recall_capped": lambda r, m: K * r / m / min(K, r),
    "hit_rate": lambda r, m: 1 - math.comb(m - r, K) / math.comb(m, K),
    "rr": lambda r, m: sum(
        math.comb(m - r, n) / math.comb(m, n) * r / (m - n) / (n + 1)
        for n in range(K)  # n misses, then a hit
    ),
    "ndcg": lambda r, m: gain(K) * r / m / gain(min(K, r)),
    "ndcg_ideal_all": lambda r, m: gain(K) * r / m / gain(r),
    "ndcg_ideal_k": lambda r, m: r / m,
    "ap": lambda r, m: summed_precision(r, m) / min(K, r),
    "ap_relevant": lambda r, m: summed_precision(r, m) / r,
    "ap_mean_precision": lambda r, m: r / m,
}

# What the best order gives a user with r relevant items: 1, but where the docstring says otherwise.
HIGHEST = {name: lambda r: min(r, 1.0) for name in RELEVANCE} | {
    "precision": lambda r: min(r, K) / K,
    "recall": lambda r: min(r, K) / r,
    "ap_relevant": lambda r: min(r, K) / r,
    "ap_mean_precision": lambda r: sum(min(n, r) / n for n in range(1, K + 1)) / K,
    "ndcg_ideal_all": lambda r: gain(min(r, K)) / gain(r),
    "ndcg_ideal_k": lambda r: gain(min(r, K)) / gain(K),
}


def summed_precision(r, m):
    """A hit at place n counts itself and, of the n - 1 places before, those that are hits."""
    return sum((r / m + (n - 1) * r * (r - 1) / (m * (m - 1))) / n for n in range(1, K + 1))


@pytest.mark.parametrize("scores_of", [random_scores, of_the_baseline_uniform, no_information])
def test_a_scorer_that_knows_nothing_gets_what_a_random_order_gives_on_average(scores_of):
    found = values(scores_of)
    for name, expected in EXPECTED.items():
        errors = found[name] - [
            expected(r, m) for r, m in zip(RELEVANT.tolist(), CANDIDATES.tolist(), strict=True)
        ]
        standard_error = errors.std() / N_USERS**0.5
        assert 0 < standard_error < 0.02
        assert abs(errors.mean()) < 3.5 * standard_error, name


def test_the_spread_of_hits_of_a_random_order_is_that_of_the_hypergeometric():
    share = RELEVANT / CANDIDATES
    variance = K * share * (1 - share) * (CANDIDATES - K) / (CANDIDATES - 1)
    for scores_of in (random_scores, no_information):
        squares = (values(scores_of)["precision"] * K - K * share) ** 2
        assert squares.mean() == pytest.approx(
            variance.mean(), abs=3.5 * squares.std() / N_USERS**0.5
        )


def test_without_any_information_every_item_is_recommended_about_as_often():
    shown = np.bincount(rank(no_information, masked=None).items[:, :K].ravel(), minlength=N_ITEMS)
    # without replacement within a list, counts vary a little less than chi-square allows for
    assert chisquare(shown).pvalue > 0.001
    assert shown.std() > 0.5 * (N_USERS * K / N_ITEMS * (1 - K / N_ITEMS)) ** 0.5


def test_the_oracle_reaches_the_most_that_each_metric_allows():
    found = values(held_out_ratings)
    assert (RELEVANT > K).any()
    assert (RELEVANT < K).any()
    for name in RELEVANCE:
        bound = [HIGHEST[name](r) for r in RELEVANT.tolist()]
        np.testing.assert_allclose(found[name], bound, rtol=0, atol=1e-12, err_msg=name)


def test_nobody_gets_more_than_the_oracle():
    found = values(random_scores)
    for name in RELEVANCE:
        bound = np.array([HIGHEST[name](r) for r in RELEVANT.tolist()])
        assert (found[name] <= bound + 1e-12).all(), name


def test_the_oracle_upside_down_gets_nothing():
    found = values(lambda users: -held_out_ratings(users))
    assert (CANDIDATES - RELEVANT >= K).all()
    assert {name: value.max() for name, value in found.items()} == dict.fromkeys(RELEVANCE, 0.0)


def test_half_an_oracle_lies_between_chance_and_the_oracle():
    chance, half, oracle = (
        values(scores_of)
        for scores_of in (
            random_scores,
            lambda users: held_out_ratings(users) + 9 * random_scores(users),
            held_out_ratings,
        )
    )
    for name in RELEVANCE:
        assert chance[name].mean() < half[name].mean() < oracle[name].mean(), name
