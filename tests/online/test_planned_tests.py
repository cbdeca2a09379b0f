"""Tests of baselines that were not run: planned, simulated and foretold, on results made by hand and on a clone's."""

import numpy as np
import pyarrow as pa
import pytest
from benchmarks.online.results import Results

from benchmarks.config import load
from benchmarks.contract.errors import UserError
from benchmarks.online import clicks, planning, results, simulated_agreement, simulated_tests
from benchmarks.online.settings import Online
from benchmarks.stats import power

PLAN = {
    "users": [200, 2000],
    "experiments": 2000,
    "drafts": 30,
    "outcomes": ["precision@4", "revenue@4"],
}
SETTINGS = Online(
    logs="l", reader="l", plan={**PLAN, "clicks": {"relevant": 0.5, "irrelevant": 0.1}}
)
N, LENGTH = 300, 4


def made(shares, metric=None, history=None):
    """Make results: each baseline has items of its own, a share of which hit; users differ in how much they like."""
    random, names = np.random.default_rng(0), list(shares)
    liking = random.random(N)
    hits = {
        name: random.random((1, N, LENGTH)) < shares[name] * 2 * liking[:, None] for name in names
    }
    items = {
        name: np.tile(np.arange(LENGTH) + LENGTH * code, (1, N, 1))
        for code, name in enumerate(names)
    }
    clicked = {
        name: clicks.chances(own, np.ones_like(own), SETTINGS.plan.clicks).sum(axis=2).mean()
        for name, own in hits.items()
    }
    labels = {"view": ["all"] * N, "fold": ["all"] * N, "user": np.arange(N)}
    rows = [
        pa.table({**labels, "baseline": [name] * N, f"precision@{LENGTH}": own[0].mean(axis=1)})
        for name, own in hits.items()
    ]
    values = {f"dcg@{LENGTH}": clicked} if metric is None else metric
    pairs = [(names[0], names[-1])]
    known = {"liking": liking} if history is None else history
    none = pa.table({"user": pa.array([], pa.int32()), "slice": pa.array([], pa.string())})
    return Results(
        "made",
        np.arange(N),
        items,
        hits,
        pa.concat_tables(rows),
        none,
        values,
        known,
        pairs,
        list(values),
    )


def by(rows):
    found = {(row["measure"], row["method"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def test_the_pairs_are_the_reference_the_runner_up_and_the_closest_of_the_top():
    values = {"a": 0.9, "b": 0.5, "c": 0.49, "d": 0.3, "e": 0.3, "popular": 0.1}
    assert results.pairs(values, False, "popular") == [("popular", "a"), ("b", "a"), ("c", "b")]
    assert results.pairs(values, True, "a") == [("a", "popular"), ("d", "popular"), ("b", "c")]
    assert results.pairs({"a": 1.0}, False, "a") == []
    assert results.pairs({"a": 1.0, "b": 1.0}, False, None) == [("b", "a")]


def test_an_ab_test_is_planned_with_the_variances_of_halves_and_not_with_that_of_differences():
    one = made({"weak": 0.2, "strong": 0.3})
    found = by(planning.rows([one], SETTINGS))
    values = [one.hits[name][0].mean(axis=1) for name in ("weak", "strong")]
    gap = values[1].mean() - values[0].mean()
    halves = tuple(own.var(ddof=1) for own in values)
    assert found["users_needed|precision@4", "A/B"]["value"] == 2 * power.users_needed(gap, halves)
    within = power.users_needed_paired(gap, (values[1] - values[0]).var(ddof=1))
    assert found["users_needed|precision@4", "within users"]["value"] == within
    least = found["detectable_difference|precision@4|14 days", "A/B"]["value"]
    assert least == pytest.approx(power.detectable(7000, halves))
    assert {row["kind"] for row in found.values()} == {"offline"}
    assert not any("revenue" in measure for measure, _ in found)  # the data has none


def test_history_shortens_the_test_by_the_share_that_it_foretells():
    found = by(planning.rows([made({"weak": 0.2, "strong": 0.3})], SETTINGS))
    saved = found["variance_explained|precision@4", "liking"]["value"]
    plain, shorter = (
        found["users_needed|precision@4", m]["value"] for m in ("A/B", "A/B, CUPED by liking")
    )
    assert 0.1 < saved < 0.9
    assert shorter == pytest.approx(plain * (1 - saved), abs=2)
    idle = by(
        planning.rows([made({"weak": 0.2, "strong": 0.3}, history={"none": np.zeros(N)})], SETTINGS)
    )
    assert idle["users_needed|precision@4", "A/B, CUPED by none"]["value"] == plain


def test_simulated_tests_of_the_users_needed_have_the_power_asked_for():
    found = by(simulated_tests.rows([made({"weak": 0.2, "strong": 0.35})], SETTINGS))
    assert {row["kind"] for row in found.values()} == {"simulated"}
    for method, least in (("A/B", 0.77), ("interleaving", 0.73)):  # the exact sign test is cautious
        assert least < found["power|users_needed", method]["value"] < 0.84
        assert (
            found["power|200 users", method]["value"] < found["power|2000 users", method]["value"]
        )
    ratio = found["users_ratio", "A/B over interleaving"]
    needed = [found["users_needed|clicks", method]["value"] for method in ("A/B", "interleaving")]
    assert ratio["value"] == pytest.approx(needed[0] / needed[1])
    assert ratio["low"] < ratio["value"] < ratio["high"]


def test_a_simulated_ab_test_without_a_difference_errs_as_often_as_its_level():
    same = np.array([0.5, 0.3, 0.2])
    decided = simulated_tests.found_by_ab((same, same), 2000, 20_000, np.random.default_rng(0))
    assert (decided != 0).mean() == pytest.approx(0.05, abs=0.006)
    assert decided.mean() == pytest.approx(0, abs=0.006)
    tied = simulated_tests.found_by_interleaving(
        np.array([0.2, 0.6, 0.2]), 2000, 20_000, np.random.default_rng(0)
    )
    assert 0.03 < (tied != 0).mean() < 0.056


def test_of_a_baseline_and_its_copy_interleaving_leaves_the_winner_open_and_gives_no_ratio():
    one = made({"weak": 0.3, "strong": 0.3})
    for of in (one.items, one.hits):
        of["strong"] = of["weak"]
    found = by(simulated_tests.rows([one], SETTINGS))
    assert np.isnan(found["users_ratio", "A/B over interleaving"]["value"])
    assert found["users_needed|clicks", "A/B"]["value"] == np.inf
    assert np.isnan(found["users_needed|clicks", "interleaving"]["value"])
    assert ("power|users_needed", "A/B") not in found


def test_history_is_unbiased_and_saves_in_simulation_what_is_claimed():
    found = by(simulated_tests.rows([made({"weak": 0.3, "strong": 0.4})], SETTINGS))
    bias, method = found["bias|clicks", "A/B, CUPED by liking"], "A/B, CUPED by liking"
    error = (bias["high"] - bias["low"]) / 2 / 1.96
    assert abs(bias["value"]) < 3.5 * error
    claimed = found["variance_explained|clicks", method]["value"]
    assert claimed > 0.05
    assert found["variance_saved|clicks", method]["value"] == pytest.approx(claimed, abs=0.03)


def test_the_metric_that_is_the_clicks_always_names_the_winner_and_its_opposite_never_does():
    shares = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.35}
    clicked = made(shares).values["dcg@4"]
    metric = {
        "ndcg@4": clicked,
        "miscalibration@4": clicked,
        "rmse": {"a": 1.0, "b": 0.9},
        "recall@2": clicked,
    }
    found = by(
        [row for row in simulated_agreement.rows([made(shares, metric)], SETTINGS) if row["method"]]
    )
    assert found["same_winner", "ndcg@4"]["value"] == found["kendall_tau", "ndcg@4"]["value"] == 1
    assert found["same_winner", "ndcg@4"]["n"] == 6
    assert found["same_winner", "miscalibration@4"]["value"] == 0  # less is better
    assert (found["same_winner", "rmse"]["value"], found["same_winner", "rmse"]["n"]) == (1, 1)
    assert ("same_winner", "recall@2") not in found  # of another length than the lists
    small, large = (
        found[f"same_winner|{n} users", "expected clicks"]["value"] for n in (200, 2000)
    )
    assert 0.5 < small < large <= 1
    for row in found.values():
        assert "no evidence" in row["note"]


def test_a_tie_is_half_an_agreement():
    assert simulated_agreement.same_winner({"a": 1, "b": 1, "c": 2}, {"a": 1, "b": 2, "c": 3}) == (
        2.5 / 3,
        3,
    )


def test_in_experiments_the_winner_is_found_as_often_as_the_normal_law_says():
    per_user = {"a": np.array([0.8, 0.2]), "b": np.array([0.75, 0.25])}
    found, _ = simulated_agreement.in_experiments(per_user, {"a": 1.0, "b": 2.0}, 400, SETTINGS)
    assert found == pytest.approx(
        0.8833, abs=0.02
    )  # Φ(0.05 / √((0.16 + 0.1875) / 200)) = Φ(1.19955)


def test_results_are_those_of_the_scores_in_a_real_run(finished, monkeypatch):
    monkeypatch.chdir(finished.folder)
    one = results.read("tiny", load.load())
    for baseline, hits in one.hits.items():
        assert hits.mean(axis=(0, 2)) == pytest.approx(one.of_users(baseline, "precision@10"))
        assert one.values["precision@10"][baseline] == pytest.approx(hits.mean())
    assert one.items["uniform"].shape[0] == 2  # seeds
    assert one.pairs[0] == ("popular", "ease")
    assert one.of_users("ease", "revenue@10") is None
    (finished.folder / "runs/score/tiny").rename(finished.folder / "runs/score/away")
    try:
        with pytest.raises(UserError, match="make repro"):
            results.read("tiny", load.load())
    finally:
        (finished.folder / "runs/score/away").rename(finished.folder / "runs/score/tiny")


def test_the_pipeline_plans_and_simulates(finished):
    topics = {row["topic"] for row in finished.rows("online.csv") if row["source"] == "tiny/all"}
    assert topics == {"planning", "simulated_tests", "simulated_agreement"}
