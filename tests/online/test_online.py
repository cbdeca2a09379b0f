"""Reward models, baselines as policies, and the rows of reports/online.csv, on small logs."""

import re

import numpy as np
import pytest
from benchmarks.online.rows import COLUMNS, KINDS

from benchmarks.contract.csv import read_csv
from benchmarks.datasets import open_bandit
from benchmarks.online import candidates, counterfactual, known_truth, logged, policies, rewards
from benchmarks.online.rounds import arrays
from benchmarks.online.settings import Online, Rewards
from benchmarks.stages import offline_online
from tests.worlds import logs
from tests.worlds.logs import rounds

SETTINGS = Online(logs="tiny-logs", reader="tiny", resamples=50, folds=2, replications=3)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    read = open_bandit.read(logs.write(tmp_path_factory.mktemp("logs")))
    return {
        name: {policy: arrays(log) for policy, log in both.items()} for name, both in read.items()
    }


def test_the_uniform_policy_is_uniform():
    log = rounds([0, 1, 2], [0, 0, 1], 1 / 3, n_items=3, position=[0, 1, 1])
    assert policies.uniform(log) == pytest.approx(np.full((1, 2, 3), 1 / 3))


def test_a_policys_shares_are_those_of_its_log_at_each_position():
    log = rounds([0, 0, 0, 1, 1], [0] * 5, 0.5, position=[0, 0, 0, 0, 1])
    assert policies.as_served(log)[0] == pytest.approx(np.array([[0.75, 0.25], [0, 1]]))
    assert policies.as_served(log, pseudo=1.0)[0] == pytest.approx(
        np.array([[4 / 6, 2 / 6], [1 / 3, 2 / 3]])
    )


def test_of_a_policy_that_changes_the_shares_and_harmonic_means_are_its_average_and_the_mean_propensities_are_not():
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


def test_a_row_is_predicted_by_models_that_have_not_seen_its_fold():
    log = rounds([0, 0, 1, 1] * 10, [1, 1, 0, 0] * 10, 0.5, impression=np.repeat(np.arange(20), 2))
    fold = rewards.folds(log, 2, 0)
    assert np.bincount(fold).tolist() == [20, 20]
    assert (fold[::2] == fold[1::2]).all()  # an impression stays together

    class Memory:
        def fit(self, _, clicks):
            self.rows = len(clicks)
            return self

        def predict_proba(self, design):
            return np.column_stack([np.zeros(design.shape[0]), np.full(design.shape[0], self.rows)])

    sizes = np.where(np.arange(40) < 30, 0, 1)
    assert rewards.crossfitted(Memory(), rewards.codes(log), log, sizes)[[0, 39], 0].tolist() == [
        10,
        30,
    ]


def test_a_fold_without_a_click_predicts_none():
    log = rounds([0, 1], [0, 0], 0.5)
    every = np.ones(2, dtype=bool)
    assert (rewards.rates(rewards.logistic(Rewards()), rewards.one_hot(log), log, every) == 0).all()


def test_designs_describe_every_context_position_and_item_in_one_order():
    log = rounds([1, 0], [0, 1], 0.5, position=[0, 1], context=[1, 0], n_contexts=2)
    design = rewards.codes(log)[rewards.triples(log)]
    assert design[:, :3].tolist() == [[1, 0, 1], [0, 1, 0]]  # context, position, item
    hot = rewards.one_hot(log)
    assert hot.shape[0] == 8
    assert (hot[:, :-1].sum(axis=1) == 4).all()
    assert (rewards.one_hot(log, crossed=True)[:, :-1].sum(axis=1) == 5).all()


def test_a_simulated_log_follows_its_policy_and_its_click_rates(served):
    log = served["all"]["bts"]
    shares = policies.as_served(log, pseudo=0.5)
    rates = known_truth.world(log, shares, SETTINGS)
    chance = counterfactual.chances(log, shares)
    assert (chance * rates[log.context, log.position]).sum(axis=1).mean() == pytest.approx(
        log.click.mean()
    )
    random, n = np.random.default_rng(0), 300
    drawn = [known_truth.served(log, shares, rates, random) for _ in range(n)]
    assert np.mean([policies.as_served(one) for one in drawn], axis=0) == pytest.approx(
        shares, abs=0.02
    )
    assert np.mean([one.click.mean() for one in drawn]) == pytest.approx(log.click.mean(), abs=0.01)
    assert drawn[0].propensity == pytest.approx(shares[0, log.position, drawn[0].item])


def test_the_summary_of_replications_by_hand():
    values, bounds = (
        np.array([0.9, 1.1, 1.3, 1.1]),
        np.array([[0.8, 1.05, 0.9, 0.7], [1.0, 1.2, 1.4, 0.95]]),
    )
    found = known_truth.summary(values, bounds, 1.0)
    assert found["relative_bias"]["value"] == pytest.approx(0.1)
    assert found["relative_rmse"]["value"] == pytest.approx(
        np.sqrt((0.01 + 0.01 + 0.09 + 0.01) / 4)
    )
    assert found["coverage"]["value"] == 0.5
    assert found["relative_bias"]["low"] < 0.1 < found["relative_bias"]["high"]


def test_the_experiment_as_it_ran_has_rates_intervals_and_what_the_sample_could_show(served):
    found = {
        (row["subject"], row["measure"]): row
        for row in logged.rows(served, SETTINGS)
        if row["source"][-3:] == "all"
    }
    rates = {policy: log.click.mean() for policy, log in served["all"].items()}
    for policy, rate in rates.items():
        assert found[policy, "click_rate"]["value"] == pytest.approx(rate)
        assert found[policy, "click_rate"]["low"] < rate < found[policy, "click_rate"]["high"]
    difference = found["random → bts", "difference"]
    assert difference["value"] == pytest.approx(rates["bts"] - rates["random"])
    assert (found["random → bts", "p_value"]["value"] < 0.05) == (
        not difference["low"] < 0 < difference["high"]
    )


def test_estimates_are_compared_with_what_the_policy_really_got(served):
    found = counterfactual.rows(served, SETTINGS)
    assert {
        (row["source"], row["subject"])
        for row in found
        if row["measure"] == "covered" and row["n"] > 10
    } == {
        (f"tiny-logs/{name}", subject)
        for name in served
        for subject in ("random → bts", "bts → random")
    }
    for row in found:
        if row["measure"] == "relative_error":
            (truth,) = [
                one["value"]
                for one in found
                if one["kind"] == "real"
                and (one["source"], one["subject"]) == (row["source"], row["subject"])
            ]
            (own,) = [
                one
                for one in found
                if one["measure"] == "click_rate"
                and all(one[key] == row[key] for key in ("source", "subject", "method"))
            ]
            assert row["value"] == pytest.approx(own["value"] / truth - 1)
            assert ("holds" in own["note"]) == (own["low"] <= truth <= own["high"])


def test_candidates_are_learned_on_one_half_and_valued_on_the_other(served):
    log = served["men"]["random"]
    half = rewards.folds(log, 2, SETTINGS.seed) == 0
    found = [
        row
        for row in candidates.rows({"men": served["men"]}, SETTINGS)
        if row["subject"] == "uniform"
    ]
    assert {row["n"] for row in found} == {int((~half).sum())}
    (value,) = [row["value"] for row in found if row["method"] == "snips"]
    assert value == pytest.approx(log.click[~half].mean())
    other = log.click.copy()
    other[~half] = 0  # the clicks of the half that values must not change what is learned
    blind = type(log)(**{**vars(log), "click": other})
    for name, policy in candidates.candidates(log, half, SETTINGS).items():
        assert policy.sum(axis=-1) == pytest.approx(np.ones(policy.shape[:-1]))
        assert (candidates.candidates(blind, half, SETTINGS)[name] == policy).all()


def test_the_stage_writes_the_same_sorted_rows_every_time(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data/raw/tiny-logs").mkdir(parents=True)
    logs.write(tmp_path / "data/raw/tiny-logs")
    monkeypatch.setattr(
        offline_online.params,
        "load",
        lambda: type("P", (), {"online": SETTINGS.model_copy(update={"reader": "open_bandit"})}),
    )
    offline_online.offline_online()
    first = (tmp_path / "reports/online.csv").read_bytes()
    offline_online.offline_online()
    assert (tmp_path / "reports/online.csv").read_bytes() == first
    rows = read_csv(tmp_path / "reports/online.csv")
    assert tuple(rows[0]) == COLUMNS
    assert {row["kind"] for row in rows} == set(KINDS) - {"offline"}  # no benchmark is planned for
    keys = [
        tuple(row[name] for name in ("topic", "source", "subject", "measure", "method", "kind"))
        for row in rows
    ]
    assert keys == sorted(set(keys))
    for row in rows:
        assert re.fullmatch(r"-?\d+\.\d{6}|", row["value"])
        if row["low"] and row["value"]:
            assert float(row["low"]) <= float(row["high"])
