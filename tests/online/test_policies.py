"""Baselines as policies: shares, softmax and epsilon-greedy by hand, and what they learn."""

import numpy as np
import pytest

from benchmarks.online import policies, rewards
from benchmarks.online.settings import Rewards
from tests.worlds.logs import rounds


def test_the_uniform_policy_is_uniform():
    log = rounds([0, 1, 2], [0, 0, 1], 1 / 3, n_items=3, position=[0, 1, 1])
    assert policies.uniform(log) == pytest.approx(np.full((1, 2, 3), 1 / 3))


def test_a_policys_shares_are_those_of_its_log_at_each_position():
    log = rounds([0, 0, 0, 1, 1], [0] * 5, 0.5, position=[0, 0, 0, 0, 1])
    assert policies.as_served(log)[0] == pytest.approx(np.array([[0.75, 0.25], [0, 1]]))
    assert policies.as_served(log, pseudo=1.0)[0] == pytest.approx(
        np.array([[4 / 6, 2 / 6], [1 / 3, 2 / 3]])
    )


def test_of_a_policy_that_changes_shares_and_harmonic_means_are_its_average_and_means_are_not():
    # Half of the time it shows item 0 with probability 0.8, half of the time with 0.2: its average
    # is 0.5.
    log = rounds([0] * 8 + [1] * 2 + [0] * 2 + [1] * 8, [0] * 20, [0.8] * 8 + [0.2] * 4 + [0.8] * 8)
    assert policies.as_served(log)[0, 0] == pytest.approx([0.5, 0.5])
    assert policies.by_propensity(log, harmonic=True)[0, 0] == pytest.approx([0.5, 0.5])
    assert policies.by_propensity(log, harmonic=False)[0, 0] == pytest.approx([0.68, 0.68])


def test_softmax_by_hand():
    assert policies.softmax(np.array([[1.0, 1.0]]), 1.0).tolist() == [[0.5, 0.5]]
    odds = policies.softmax(
        np.array([3.0, 1.0]), 2.0
    )  # standardized 1 and −1, over the temperature ½ and −½
    assert odds[0] / odds[1] == pytest.approx(np.e)


def test_epsilon_greedy_shows_the_item_of_rank_k_at_position_k():
    scores = np.broadcast_to([0.1, 0.9, 0.5, 0.2], (1, 3, 4))
    found = policies.epsilon_greedy(scores, 0.2, 0)
    assert found.sum(axis=-1) == pytest.approx(np.ones((1, 3)))
    assert found.argmax(axis=-1).tolist() == [[1, 2, 3]]
    assert found.max(axis=-1) == pytest.approx(np.full((1, 3), 0.85))
    assert found.min() == pytest.approx(0.05)


def test_ties_do_not_favour_an_item_or_differ_between_positions():
    firsts = {
        policies.epsilon_greedy(np.zeros((1, 2, 5)), 0.0, seed)[0, 0].argmax() for seed in range(40)
    }
    assert firsts == set(range(5))
    one, other = policies.epsilon_greedy(np.zeros((1, 2, 5)), 0.0, 3)[0].argmax(axis=-1)
    assert one != other


def test_popular_counts_the_clicks_of_the_rows_it_may_see():
    log = rounds([0, 1, 1, 0], [0, 1, 1, 1], 0.5)
    assert policies.popular(log, np.array([True, True, True, False])).tolist() == [[[0, 2]]]


def test_content_prefers_what_is_like_the_clicked_items():
    log = rounds([0, 0, 2, 3], [1, 1, 0, 0], 0.25, n_items=4)
    log.items[:] = [[0], [0], [1], [1]]
    scores = policies.content(log, np.ones(4, dtype=bool))[0, 0]
    assert scores == pytest.approx([1, 1, -1, -1])
    assert policies.content(log, np.zeros(4, dtype=bool)).tolist() == [[[0] * 4]]


def tastes(n=4000):
    """Two kinds of users, each of which clicks one of two items."""
    random = np.random.default_rng(0)
    item, context = random.integers(0, 2, n), random.integers(0, 2, n)
    click = random.random(n) < np.where(item == context, 0.6, 0.1)
    return rounds(item, click, 0.5, context=context, n_contexts=2)


def test_the_contextual_policy_knows_two_tastes_which_an_additive_model_cannot():
    log, every = tastes(), np.ones(4000, dtype=bool)
    scores = policies.contextual(log, every, Rewards(c=10))[:, 0]
    assert scores == pytest.approx(np.array([[0.6, 0.1], [0.1, 0.6]]), abs=0.05)
    additive = rewards.rates(rewards.logistic(Rewards(c=10)), rewards.one_hot(log), log, every)
    assert np.ptp(additive) < 0.1
    trees = rewards.rates(rewards.trees(Rewards(), log), rewards.codes(log), log, every)
    assert trees[:, 0] == pytest.approx(scores, abs=0.1)
