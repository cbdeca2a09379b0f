"""Swapping two baselines' lists by user: against all swaps, and with the catalogue's metrics."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.metrics.coverage import coverage, gini
from benchmarks.metrics.places import membership
from benchmarks.results import swaps
from benchmarks.stats.levels import SWAPS
from benchmarks.stats.permutation import p_value


def lists(random, n_users, k, n_items, shortest=None):
    """Lists without repetition, some of them short."""
    found = np.full((n_users, k), -1)
    for row in found:
        length = k if shortest is None else random.integers(shortest, k + 1)
        row[:length] = random.permutation(n_items)[:length]
    return found


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
    found, expected = swaps.compare(one, other, 12), exactly(one, other, 12)
    for name, p in expected.items():
        assert found[name] == pytest.approx(p, abs=4 * (p * (1 - p) / 1000) ** 0.5 + 0.002), name


@pytest.mark.parametrize("seed", range(5))
def test_it_does_not_matter_which_of_the_two_comes_first(seed):
    random = np.random.default_rng(seed)
    one, other = lists(random, 60, 5, 40, shortest=2), lists(random, 60, 5, 25)
    assert swaps.compare(one, other, 40) == swaps.compare(other, one, 40)


def test_equal_lists_have_a_p_value_of_one():
    one = lists(np.random.default_rng(0), 50, 5, 30, shortest=0)
    assert swaps.compare(one, one.copy(), 30) == {"coverage": 1.0, "gini": 1.0}


def test_the_order_within_a_list_is_no_difference():
    one = lists(np.random.default_rng(1), 50, 5, 30)
    assert swaps.compare(one, one[:, ::-1], 30) == {"coverage": 1.0, "gini": 1.0}


def test_the_same_lists_given_to_other_users_are_no_evidence():
    random = np.random.default_rng(2)
    one = lists(random, 200, 5, 100)
    found = swaps.compare(one, one[random.permutation(200)], 100)
    assert found == {"coverage": 1.0, "gini": 1.0}  # no observed difference at all


def test_popular_items_for_all_against_items_at_random_is_the_smallest_p_value_there_is():
    random = np.random.default_rng(3)
    popular = np.tile(np.arange(5), (80, 1))
    assert swaps.compare(popular, lists(random, 80, 5, 300), 300) == {
        "coverage": 1 / 1001,
        "gini": 1 / 1001,
    }


def test_no_lists_at_all_are_no_evidence():
    nothing = np.full((10, 3), -1)
    assert swaps.compare(nothing, nothing, 8) == {"coverage": 1.0, "gini": 1.0}
    assert swaps.compare(nothing, lists(np.random.default_rng(4), 10, 3, 8), 8)["coverage"] < 0.05


def test_the_same_seed_gives_the_same_p_value_in_blocks_of_any_size(monkeypatch):
    random = np.random.default_rng(5)
    one, other = lists(random, 30, 4, 40), lists(random, 30, 4, 34)
    expected = swaps.compare(one, other, 40)
    assert swaps.compare(one, other, 40) == expected
    assert 0.01 < expected["gini"] < 1
    monkeypatch.setattr(swaps, "_PER_BLOCK", 250)
    assert swaps.compare(one, other, 40) == expected


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
    swaps.compare(one, other, 33)
    gaps = [abs(metric(one, 33) - metric(other, 33)) for metric in (coverage, gini)]
    np.testing.assert_allclose(seen[0], gaps, rtol=0, atol=1e-12)


def test_lists_of_two_baselines_from_one_taste_differ_in_5_percent_of_cases():
    random = np.random.default_rng(7)
    weights = 1 / np.arange(1, 61)
    below = np.zeros(2)
    for seed in range(200):
        one, other = (random.choice(60, (40, 4), p=weights / weights.sum()) for _ in range(2))
        below += [p <= 0.05 for p in swaps.compare(one, other, 60, seed).values()]
    assert (below / 200 <= 0.05 + 3 * (0.05 * 0.95 / 200) ** 0.5).all()
    assert (below >= 1).all()


def test_each_baseline_is_compared_with_the_reference_by_both_metrics():
    random = np.random.default_rng(8)
    reference, near, far = (lists(random, 30, 4, size) for size in (40, 40, 8))
    rows = swaps.against(reference, {"near": near, "far": far}, 40)
    found = {(row["baseline"], row["metric"]): row["p_value"] for row in rows}
    assert found == {
        (name, metric): p
        for name, items in (("near", near), ("far", far))
        for metric, p in swaps.compare(items, reference, 40).items()
    }


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
    assert swaps.compare(one, other, n_items) == in_plain_words(one, other, n_items)
