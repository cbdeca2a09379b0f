"""What is read of a benchmark's scores: the pairs worth a test, lists and hits of a real run."""

import pytest

from benchmarks.contract.errors import UserError
from benchmarks.online import earlier
from benchmarks.online.scored import Ranking

RANKING = Ranking(["ndcg@10"], 10, "popular")
BASELINES = ["uniform", "popular", "svd", "ease"]


def test_the_pairs_are_the_reference_the_runner_up_and_the_closest_of_the_top():
    values = {"a": 0.9, "b": 0.5, "c": 0.49, "d": 0.3, "e": 0.3, "popular": 0.1}
    assert earlier.pairs(values, False, "popular") == [("popular", "a"), ("b", "a"), ("c", "b")]
    assert earlier.pairs(values, True, "a") == [("a", "popular"), ("d", "popular"), ("b", "c")]
    assert earlier.pairs({"a": 1.0}, False, "a") == []
    assert earlier.pairs({"a": 1.0, "b": 1.0}, False, None) == [("b", "a")]


def test_results_are_those_of_the_scores_in_a_real_run(finished, monkeypatch):
    monkeypatch.chdir(finished.folder)
    one = earlier.read("tiny", {"all": "tiny"}, RANKING, BASELINES)
    for baseline, hits in one.hits.items():
        assert hits.mean(axis=(0, 2)) == pytest.approx(one.of_users(baseline, "precision@10"))
        assert one.values["precision@10"][baseline] == pytest.approx(hits.mean())
    assert one.items["uniform"].shape[0] == 2  # seeds
    assert one.pairs[0] == ("popular", "ease")
    assert one.of_users("ease", "revenue@10") is None
    (finished.folder / "runs/score/tiny").rename(finished.folder / "runs/score/away")
    try:
        with pytest.raises(UserError, match="make repro"):
            earlier.read("tiny", {"all": "tiny"}, RANKING, BASELINES)
    finally:
        (finished.folder / "runs/score/away").rename(finished.folder / "runs/score/tiny")


def test_the_pipeline_plans_and_simulates(finished):
    for name in ("plans", "detectable", "simulated", "power", "winners", "clicks"):
        rows = finished.rows(f"online/{name}.csv")
        assert {(row["benchmark"], row["view"]) for row in rows} == {("tiny", "all")}
