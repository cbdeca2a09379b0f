"""Swapping two baselines' lists by user: against all swaps, and with the catalogue's metrics."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.metrics.coverage import coverage, gini
from benchmarks.metrics.places import membership
from benchmarks.results import swaps
from benchmarks.stats.holm import holm
from benchmarks.stats.levels import ALPHA, SWAPS
from benchmarks.stats.permutation import p_value


def lists(random, n_users, k, n_items, shortest=None):
    """Lists without repetition, some of them short."""
    found = np.full((n_users, k), -1)
    for row in found:
        length = k if shortest is None else random.integers(shortest, k + 1)
        row[:length] = random.permutation(n_items)[:length]
    return found


def compare(one, other, n_items, seed=0):
    """The p-values of one fold and one seed."""
    return swaps.compare([swaps.Circle([one], [other], n_items)], seed=seed)


def exactly(one, other, n_items):
    """The share of all ways to swap lists that make as large a difference."""
    found = {}
    for name, metric in (("coverage", coverage), ("gini", gini)):
        gaps = []
        for kept in product([True, False], repeat=len(one)):
            kept = np.array(kept)[:, None]
            first, second = np.where(kept, one, other), np.where(kept, other, one)
            gaps.append(abs(metric(first, n_items) - metric(second, n_items)))
        found[name] = np.mean(np.array(gaps) >= gaps[0] - 1e-9)
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("shortest", [None, 0])
def test_p_values_approach_those_of_all_swaps_of_few_users(seed, shortest):
    random = np.random.default_rng(seed)
    one, other = lists(random, 7, 3, 12, shortest), lists(random, 7, 3, 4 + seed % 5, shortest)
    found, expected = compare(one, other, 12), exactly(one, other, 12)
    for name, p in expected.items():
        assert found[name] == pytest.approx(p, abs=4 * (p * (1 - p) / 1000) ** 0.5 + 0.002), name


@pytest.mark.parametrize("seed", range(5))
def test_it_does_not_matter_which_of_the_two_comes_first(seed):
    random = np.random.default_rng(seed)
    one, other = lists(random, 60, 5, 40, shortest=2), lists(random, 60, 5, 25)
    assert compare(one, other, 40) == compare(other, one, 40)


def test_equal_lists_have_a_p_value_of_one():
    one = lists(np.random.default_rng(0), 50, 5, 30, shortest=0)
    assert compare(one, one.copy(), 30) == {"coverage": 1.0, "gini": 1.0}


def test_the_order_within_a_list_is_no_difference():
    one = lists(np.random.default_rng(1), 50, 5, 30)
    assert compare(one, one[:, ::-1], 30) == {"coverage": 1.0, "gini": 1.0}


def test_the_same_lists_given_to_other_users_are_no_evidence():
    random = np.random.default_rng(2)
    one = lists(random, 200, 5, 100)
    found = compare(one, one[random.permutation(200)], 100)
    assert found == {"coverage": 1.0, "gini": 1.0}  # no observed difference at all


def test_popular_items_for_all_against_items_at_random_is_the_smallest_p_value_there_is():
    random = np.random.default_rng(3)
    popular = np.tile(np.arange(5), (80, 1))
    assert compare(popular, lists(random, 80, 5, 300), 300) == {
        "coverage": 1 / 1001,
        "gini": 1 / 1001,
    }


def test_no_lists_at_all_are_no_evidence():
    nothing = np.full((10, 3), -1)
    assert compare(nothing, nothing, 8) == {"coverage": 1.0, "gini": 1.0}
    assert compare(nothing, lists(np.random.default_rng(4), 10, 3, 8), 8)["coverage"] < 0.05


def test_the_same_seed_gives_the_same_p_value_in_blocks_of_any_size(monkeypatch):
    random = np.random.default_rng(5)
    one, other = lists(random, 30, 4, 40), lists(random, 30, 4, 34)
    expected = compare(one, other, 40)
    assert compare(one, other, 40) == expected
    assert 0.01 < expected["gini"] < 1
    monkeypatch.setattr(swaps, "_PER_BLOCK", 250)
    assert compare(one, other, 40) == expected


@pytest.mark.parametrize("shortest", [None, 0])
def test_the_observed_differences_are_those_of_the_metrics(shortest, monkeypatch):
    random = np.random.default_rng(6)
    one, other = lists(random, 40, 5, 30, shortest), lists(random, 40, 5, 20, shortest)
    seen = []
    original = swaps.p_value
    monkeypatch.setattr(
        swaps,
        "p_value",
        lambda observed, chance: seen.append(observed) or original(observed, chance),
    )
    compare(one, other, 33)
    gaps = [abs(metric(one, 33) - metric(other, 33)) for metric in (coverage, gini)]
    np.testing.assert_allclose(seen[0], gaps, rtol=0, atol=1e-12)


def test_lists_of_two_baselines_from_one_taste_differ_in_5_percent_of_cases():
    random = np.random.default_rng(7)
    weights = 1 / np.arange(1, 61)
    below = np.zeros(2)
    for seed in range(200):
        one, other = (random.choice(60, (40, 4), p=weights / weights.sum()) for _ in range(2))
        below += [p <= 0.05 for p in compare(one, other, 60, seed).values()]
    assert (below / 200 <= 0.05 + 3 * (0.05 * 0.95 / 200) ** 0.5).all()
    assert (below >= 1).all()


def test_each_baseline_is_compared_with_the_reference_by_both_metrics():
    random = np.random.default_rng(8)
    reference, near, far = (lists(random, 30, 4, size) for size in (40, 40, 8))
    others = {"near": [[near]], "far": [[far]]}
    rows = swaps.against([[reference]], others, [40], others)
    found = {(row["baseline"], row["metric"]): row["p_value"] for row in rows}
    assert found == {
        (name, metric): p
        for name, items in (("near", near), ("far", far))
        for metric, p in compare(items, reference, 40).items()
    }


def mean_gaps(one, other, n_items):
    """The differences of the means over folds and seeds, as the tables print them."""
    gaps = []
    for metric in (coverage, gini):
        of_each = [
            [
                np.mean([metric(items, size) for items in of_seeds])
                for of_seeds, size in zip(runs, n_items, strict=True)
            ]
            for runs in (one, other)
        ]
        gaps.append(np.mean(of_each[0]) - np.mean(of_each[1]))
    return np.array(gaps)


def some_runs(random, seeds, n_items, n_users=8, k=2):
    """Lists of each fold by each seed; the last user is in the first fold only."""
    runs = [[lists(random, n_users, k, size) for _ in range(seeds)] for size in n_items]
    for of_seeds in runs[1:]:
        for items in of_seeds:
            items[-1] = -1
    return runs


@pytest.mark.parametrize("seeds", [(1, 1), (3, 3), (3, 1), (1, 3), (2, 3)])
def test_the_observed_difference_is_that_of_the_means_over_folds_and_seeds(seeds, monkeypatch):
    random, seen = np.random.default_rng(10), []
    one, other = some_runs(random, seeds[0], [9, 14]), some_runs(random, seeds[1], [9, 11])
    monkeypatch.setattr(swaps, "p_value", lambda observed, _: seen.append(observed) or observed)
    swaps.compare(swaps.circles(one, other, [9, 14]))
    expected = abs(mean_gaps(one, other, [9, 14]))
    np.testing.assert_allclose(seen[0], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("seeds", [(1, 1), (2, 2), (3, 1), (1, 2), (2, 4)])
def test_p_values_approach_those_of_all_turns_of_a_users_lists_in_all_folds_and_seeds(seeds):
    random, n_users = np.random.default_rng(11), 5
    one = some_runs(random, seeds[0], [12, 9], n_users)
    other = some_runs(random, seeds[1], [5, 6], n_users)
    step = math.gcd(*seeds)
    every_turn = product(range(0, sum(seeds), step), repeat=n_users)
    gaps = [mean_gaps(*_turned(turns, one, other), [12, 9]) for turns in every_turn]
    expected = np.mean(np.abs(gaps) >= abs(gaps[0]) - 1e-9, axis=0)
    found = swaps.compare(swaps.circles(one, other, [12, 9]))
    for p, exact in zip(found.values(), expected, strict=True):
        assert p == pytest.approx(exact, abs=4 * (exact * (1 - exact) / SWAPS) ** 0.5 + 0.002)


def _turned(turns, one, other):
    """Each user's lists of all seeds of both, moved on by so many places, fold by fold."""
    first, second = [], []
    for of_one, of_other in zip(one, other, strict=True):
        every = np.array([*of_one, *of_other])
        moved = np.stack([np.roll(every[:, u], -by, axis=0) for u, by in enumerate(turns)], axis=1)
        first.append(moved[: len(of_one)])
        second.append(moved[len(of_one) :])
    return first, second


def test_a_difference_in_the_second_fold_alone_is_found():
    random = np.random.default_rng(12)
    same = lists(random, 80, 5, 40)
    popular, anything = np.tile(np.arange(5), (80, 1)), lists(random, 80, 5, 300)
    pairs = swaps.circles([[same], [anything]], [[same], [popular]], [40, 300])
    assert swaps.compare(pairs) == {"coverage": 1 / 1001, "gini": 1 / 1001}


@pytest.mark.parametrize("seeds", [(1, 1), (3, 3), (3, 1)])
def test_users_whose_lists_are_alike_in_all_folds_and_seeds_differ_in_5_percent_of_cases(seeds):
    """Each user has a taste that both baselines serve: lists of a user are no independent facts."""
    random, n_samples, below = np.random.default_rng(13), 250, np.zeros(2)
    popularity = -1.3 * np.log(np.arange(1, 61))
    for seed in range(n_samples):
        tastes = popularity + 1.5 * random.normal(size=(40, 60))
        one, other = (
            [[_by_taste(random, tastes) for _ in range(n_seeds)] for _ in range(2)]
            for n_seeds in seeds
        )
        found = swaps.compare(swaps.circles(one, other, [60] * 2), 100, seed)
        below += [p <= 0.05 for p in found.values()]
    assert (below / n_samples <= 0.05 + 3 * (0.05 * 0.95 / n_samples) ** 0.5).all()
    assert (below >= 3).all()


def _by_taste(random, tastes):
    return np.argsort(-tastes - random.gumbel(size=tastes.shape))[:, :4]


@pytest.mark.parametrize(("n_others", "draws"), [(4, 100), (6, 200), (11, 300)])
def test_a_family_of_any_size_can_be_decided(n_others, draws, monkeypatch):
    monkeypatch.setattr(swaps, "SWAPS", 100)
    rows = unlike_popular([str(place) for place in range(n_others)])
    p_values = [row["p_value"] for row in rows if row["metric"] == "gini"]
    assert p_values == [1 / (draws + 1)] * n_others
    assert holm(p_values).max() < ALPHA


def test_what_others_hand_in_has_draws_for_all_and_changes_none_of_ours(monkeypatch):
    monkeypatch.setattr(swaps, "SWAPS", 100)
    rows = unlike_popular("abcdef", own="abcd")
    smallest = {row["baseline"]: row["p_value"] for row in rows}
    assert smallest == {**dict.fromkeys("abcd", 1 / 101), **dict.fromkeys("ef", 1 / 201)}


def unlike_popular(every, own=None):
    """Compare baselines that show anything with one that shows the same to all."""
    popular = np.tile(np.arange(5), (40, 1))
    anything = lists(np.random.default_rng(14), 40, 5, 300)
    return swaps.against([[popular]], {name: [[anything]] for name in every}, [300], own or every)


def in_plain_words(one, other, n_items):
    """The same swaps, drawn alike, over the whole catalogue in float64, every exposure sorted."""
    first, second = (membership(of_users, n_items).toarray() for of_users in (one, other))
    random = np.random.default_rng(0)
    kept = np.vstack([random.integers(0, 2, (100, len(one))) for _ in range(SWAPS // 100)])
    exposure = np.vstack([first.sum(axis=0), kept @ (first - second) + second.sum(axis=0)])
    rest = first.sum(axis=0) + second.sum(axis=0) - exposure
    gaps = _indices(exposure) - _indices(rest)
    values = p_value(abs(gaps[0]), abs(gaps[1:]))
    return {"coverage": float(values[0]), "gini": float(values[1])}


def _indices(exposure):
    n_items = exposure.shape[1]
    weights = 2 * np.arange(1, n_items + 1) - n_items - 1
    total = np.maximum(exposure.sum(axis=1), 1)
    ginis = np.sort(exposure, axis=1) @ weights / (n_items * total)
    return np.column_stack([np.mean(exposure > 0, axis=1), ginis])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.integers(1, 30), st.integers(1, 6), st.integers(6, 80))
def test_p_values_are_those_of_the_whole_catalogue_to_the_last_bit(seed, n_users, k, n_items):
    random = np.random.default_rng(seed)
    one = lists(random, n_users, k, n_items, shortest=0)
    other = lists(random, n_users, k, int(random.integers(6, n_items + 1)), shortest=1)
    assert compare(one, other, n_items) == in_plain_words(one, other, n_items)
