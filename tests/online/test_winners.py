"""Which metric foretells the winner: of metrics that are the clicks, their opposite, and ties."""

import numpy as np
import pytest

from benchmarks.online import winners
from tests.online.made import SETTINGS, N, made

SHARES = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.35}


def test_the_metric_that_is_the_clicks_always_names_the_winner_and_its_opposite_never_does():
    clicked = made(SHARES).values["dcg@4"]
    metric = {
        "ndcg@4": clicked,
        "miscalibration@4": clicked,
        "rmse": {"a": 1.0, "b": 0.9},
        "recall@2": clicked,
    }
    rows, _ = winners.compare([made(SHARES, metric)], SETTINGS)
    exact = {row.metric: row for row in rows if row.users is None}
    assert exact["ndcg"].same_winner == exact["ndcg"].kendall_tau == 1
    assert exact["ndcg"].pairs == 6
    assert exact["miscalibration"].same_winner == 0  # less is better
    assert (exact["rmse"].same_winner, exact["rmse"].pairs, exact["rmse"].k) == (1, 1, None)
    assert "recall" not in exact  # of another length than the lists
    known = {row.users: row for row in rows if row.metric == winners.EXPECTED_CLICKS}
    assert 0.5 < known[200].same_winner < known[2000].same_winner <= 1


def test_the_clicks_of_each_baseline_are_those_of_its_lists():
    expected = made(SHARES).values["dcg@4"]
    _, clicked = winners.compare([made(SHARES, {"ndcg@4": expected})], SETTINGS)
    assert {row.baseline: row.clicks_per_user for row in clicked} == pytest.approx(expected)
    assert {row.n_users for row in clicked} == {N}


def test_a_tie_is_half_an_agreement():
    metric, online = {"a": 1, "b": 1, "c": 2}, {"a": 1, "b": 2, "c": 3}
    assert winners.same_winner(metric, online) == (2.5 / 3, 3)


def test_a_metric_of_one_baseline_agrees_with_nothing():
    metric = {"ndcg@4": made(SHARES).values["dcg@4"], "rmse": {"a": 1.0}}
    rows, _ = winners.compare([made(SHARES, metric)], SETTINGS)
    alone = [row for row in rows if row.metric == "rmse"]
    assert {row.pairs for row in alone} == {0}
    assert np.isnan([row.same_winner for row in alone]).all()
    assert np.isnan([row.kendall_tau for row in alone if row.users is None]).all()
    found, pairs = winners.in_experiments({"a": np.array([0.8, 0.2])}, {"a": 1.0}, 400, SETTINGS)
    assert np.isnan(found)
    assert pairs == 0


def test_in_experiments_the_winner_is_found_as_often_as_the_normal_law_says():
    per_user = {"a": np.array([0.8, 0.2]), "b": np.array([0.75, 0.25])}
    found, _ = winners.in_experiments(per_user, {"a": 1.0, "b": 2.0}, 400, SETTINGS)
    # Φ(0.05 / √((0.16 + 0.1875) / 200)) = Φ(1.19955)
    assert found == pytest.approx(0.8833, abs=0.02)
