"""The simulated user: against closed forms, and exact distributions against draws."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from benchmarks.metrics.ranking import ndcg
from benchmarks.online import clicks
from benchmarks.online.settings import Clicks

MODEL = Clicks(relevant=0.5, irrelevant=0.1)
HITS = np.array([[True, False, True], [False, False, False], [True, True, True]])
SHOWN = np.ones_like(HITS)


def test_ranks_are_looked_at_like_the_discount_of_ndcg():
    assert clicks.examination(7, 1.0)[[0, 2, 6]] == pytest.approx([1, 1 / 2, 1 / 3])
    assert clicks.examination(7, 2.0)[[0, 2, 6]] == pytest.approx([1, 1 / 4, 1 / 9])
    assert (clicks.examination(7, 0.0) == 1).all()


def test_chances_by_hand_and_none_on_an_empty_place():
    shown = np.array([[True, True, False]])
    found = clicks.chances(np.array([[True, False, False]]), shown, MODEL)
    assert found == pytest.approx(np.array([[0.5, 0.1 / np.log2(3), 0.0]]))


def test_expected_clicks_are_the_mean_of_draws():
    chance = clicks.chances(HITS, SHOWN, MODEL)
    draws = clicks.draw(np.broadcast_to(chance, (40_000, *chance.shape)), np.random.default_rng(0))
    assert clicks.expected(chance) == pytest.approx(draws.mean(axis=0), abs=0.015)
    assert chance[0].sum() == pytest.approx(0.5 + 0.1 / np.log2(3) + 0.25)


def test_the_number_of_clicks_is_binomial_where_all_places_are_alike():
    found = clicks.counts(np.full((1, 6), 0.3))[0]
    assert found == pytest.approx(stats.binom.pmf(np.arange(7), 6, 0.3))


def test_the_number_of_clicks_is_distributed_as_in_draws():
    chance = clicks.chances(HITS, SHOWN, MODEL)
    draws = clicks.draw(np.broadcast_to(chance, (40_000, *chance.shape)), np.random.default_rng(0))
    exact = clicks.counts(chance)
    assert exact.sum(axis=1) == pytest.approx(np.ones(3))
    assert exact @ np.arange(4) == pytest.approx(clicks.expected(chance))
    for clicked in range(4):
        assert exact[:, clicked] == pytest.approx((draws == clicked).mean(axis=0), abs=0.012)


def test_without_clicks_on_the_irrelevant_expected_clicks_are_ndcg_times_its_ideal():
    model = Clicks(relevant=0.5, irrelevant=0.0)
    own = ndcg(HITS, np.full(3, 3)) * clicks.examination(3, 1.0).sum() * 0.5
    assert clicks.expected(clicks.chances(HITS, SHOWN, model)) == pytest.approx(own)


def test_relevance_must_attract():
    with pytest.raises(ValidationError, match="irrelevant must be below relevant"):
        Clicks(relevant=0.1, irrelevant=0.1)
