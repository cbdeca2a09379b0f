"""Groups of users: who is compared there with whom, and how much the choice of the best costs."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.results import chance, tested
from benchmarks.results.averages import Scores
from benchmarks.results.comparisons import compare
from benchmarks.results.family import Family
from benchmarks.results.group_comparisons import of_groups
from benchmarks.stats.holm import holm

N_USERS, N_WOMEN = 260, 160
VALUES = {"first": 0.5, "second": 0.45, "usual": 0.4, "last": 0.2}  # of women; men prefer `last`
PLAN = SimpleNamespace(
    headline=["ndcg@10", "recall@10"],
    baselines=list(VALUES),
    comparison=SimpleNamespace(margin=0.05, reference="usual"),
)


def scores_of(column: str = "ndcg@10") -> dict[str, Scores]:
    """Return numbers of users, women first, with much in common."""
    random = np.random.default_rng(1)
    common = random.normal(0, 0.1, N_USERS)
    scores = {}
    for name, level in VALUES.items():
        levels = np.where(np.arange(N_USERS) < N_WOMEN, level, 0.9 - level)
        values = np.clip(levels + common + random.normal(0, 0.3, N_USERS), 0, 1)
        labels = {"fold": [""] * N_USERS, "user": np.arange(N_USERS)}
        scores[name] = Scores.of(pa.table(labels | {column: values}))
    return scores


def members(*sizes: int) -> pa.Table:
    """Return groups called F, M, … of as many users, one after another."""
    groups = np.repeat(list("FMX")[: len(sizes)], sizes)
    attributes = ["gender"] * len(groups)
    return pa.table({"user": np.arange(len(groups)), "attribute": attributes, "group": groups})


@pytest.fixture(scope="module")
def compared() -> list[dict]:
    return list(of_groups(scores_of(), members(N_WOMEN, N_USERS - N_WOMEN), PLAN))


def test_each_baseline_is_compared_with_the_best_of_the_group_and_with_the_reference(compared):
    pairs = {(row["group"], row["baseline"], row["other"]) for row in compared}
    of_women = {(name, "first") for name in ("second", "usual", "last")}
    of_women |= {(name, "usual") for name in ("second", "last")}
    of_men = {(name, "last") for name in ("first", "second", "usual")}
    of_men |= {(name, "usual") for name in ("first", "second")}
    assert pairs == {("F", *pair) for pair in of_women} | {("M", *pair) for pair in of_men}
    assert {(row["attribute"], row["metric"], row["k"]) for row in compared} == {
        ("gender", "ndcg", 10)
    }


def test_differences_and_their_tests_are_those_of_the_groups_users_alone(compared):
    of_women = {
        name: Scores.of(scores.rows.slice(0, N_WOMEN)).everybody("ndcg@10")
        for name, scores in scores_of().items()
    }
    every = compare(Family.of(of_women, falls=False), 0.05)
    alone = {(row["baseline"], row["other"]): row for row in every}
    for row in (row for row in compared if row["group"] == "F"):
        pair = row["baseline"], row["other"]
        sign, same = (1, alone[pair]) if pair in alone else (-1, alone[pair[::-1]])
        assert row["difference"] == pytest.approx(sign * same["difference"])
        assert row["p_value"] == pytest.approx(same["p_value"], rel=0.05, abs=0.002)
        assert row["n_users"] == N_WOMEN


def test_p_values_are_adjusted_for_all_pairs_as_the_best_is_chosen_by_the_same_numbers(compared):
    of_women = [row for row in compared if row["group"] == "F"]
    p_values = [row["p_value"] for row in of_women]
    as_if_all = holm([*p_values, 1.0])  # four baselines have six pairs, of which five are tested
    assert [row["p_holm"] for row in of_women] == pytest.approx(as_if_all[:5])
    assert [row["p_holm"] for row in of_women] != pytest.approx(holm(p_values))


def test_a_large_family_has_as_many_resamples_as_can_decide_all_its_pairs(monkeypatch):
    monkeypatch.setattr(tested, "RESAMPLES", 99)
    monkeypatch.setattr(tested, "RESAMPLES_IN_DOUBT", 99)
    monkeypatch.setattr(chance, "FLIPS", 99)
    scores = scores_of()
    clear = np.full(N_USERS, 0.99) - np.arange(N_USERS) % 7 / 100
    clear[0] = 0.0  # skewed, so that users are resampled
    scores["first"] = Scores.of(scores["first"].rows.set_column(2, "ndcg@10", pa.array(clear)))
    scores |= {f"copy{number}": scores["last"] for number in range(12)}
    rows = of_groups(scores, members(N_WOMEN), PLAN)
    against_last = next(row for row in rows if row["baseline"] == "last")
    assert against_last["p_holm"] < 0.05  # of 120 pairs; 99 resamples could give 1.2


def test_groups_too_small_for_a_claim_and_those_without_baselines_have_no_tests():
    assert list(of_groups(scores_of(), members(99, 50), PLAN)) == []
    assert {row["group"] for row in of_groups(scores_of(), members(100, 99), PLAN)} == {"F"}
    assert list(of_groups(scores_of("recall@10"), members(N_WOMEN), PLAN)) == []
    one = {"first": scores_of()["first"]}
    assert list(of_groups(one, members(N_WOMEN), PLAN)) == []
