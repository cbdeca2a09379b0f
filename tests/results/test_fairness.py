"""Gaps between groups: under the null, against all permutations, against planted differences."""

from itertools import combinations, permutations
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import binom

from benchmarks.contract import names, schemas
from benchmarks.results import fairness
from benchmarks.results.averages import Scores, columns
from benchmarks.results.column import EVERYBODY, Place
from benchmarks.results.intervals import numbers
from benchmarks.stats.holm import holm
from benchmarks.stats.levels import ALPHA
from benchmarks.stats.permutation import largest_gap, p_value, permuted_gaps


def identity(totals):
    return totals


def means_of(n_numbers):
    """Turn totals of values, and of ones in the last column, into means."""
    return lambda totals: totals[..., :n_numbers] / totals[..., n_numbers:]


def p_values(values, groups, permutations=999, seed=0):
    """The p-value of each column of values."""
    both = np.hstack([values, np.ones((len(values), 1))])
    finish = means_of(values.shape[1])
    observed = largest_gap(np.array([finish(both[inside].sum(axis=0)) for inside in groups]))
    return p_value(observed, permuted_gaps(both, groups, finish, seed, permutations))


def parts(*sizes):
    """Groups of these sizes, one after the other."""
    labels = np.repeat(np.arange(len(sizes)), sizes)
    return [labels == group for group in range(len(sizes))]


@pytest.mark.parametrize(
    ("sizes", "seed"), [((60, 60), 1), ((30, 50, 100), 2), ((20, 20, 20, 20, 20), 3)]
)
def test_without_a_difference_p_values_are_uniform(sizes, seed):
    random = np.random.default_rng(seed)
    found = []
    for block in range(4):  # 300 data sets share their permutations
        values = random.exponential(size=(sum(sizes), 300)) < 0.7
        values = values + random.exponential(size=values.shape)
        found.append(p_values(values, parts(*sizes), seed=block))
    found = np.concatenate(found)
    for level in (0.05, 0.2, 0.5, 0.8):
        low, high = binom.ppf([0.0005, 0.9995], len(found), level)
        assert low <= (found <= level).sum() <= high, level


def test_a_planted_difference_is_found_and_its_p_value_is_the_smallest_there_is():
    values = np.random.default_rng(4).normal(size=(300, 2))
    values[:100, 0] += 1.0  # the second column has no difference
    planted, chance = p_values(values, parts(100, 200))
    assert planted == 1 / 1000
    assert chance > 0.05


@pytest.mark.parametrize(
    "values", [[1.0, 5.0, 2.0, 8.0, 3.0, 9.0, 4.0], [0.1, 0.2, 0.1, 0.3, 0.3, 0.2, 0.1]]
)
def test_the_p_value_approaches_the_share_among_all_divisions_of_the_users(values):
    values, everybody = np.array(values), set(range(7))

    def gap(first):
        return abs(values[list(first)].mean() - values[list(everybody - set(first))].mean())

    gaps = np.array([gap(first) for first in combinations(range(7), 3)])
    exact = np.mean(gaps >= gap((0, 1, 2)) - 1e-9)
    (found,) = p_values(values[:, None], parts(3, 4), permutations=20_000)
    assert found == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 20_000) ** 0.5 + 1e-4)


def test_three_groups_have_the_gaps_of_all_permutations():
    values = np.array([3.0, 1.0, 4.0, 1.5, 9.0, 2.6])
    exact = {np.ptp(np.reshape(order, (3, 2)).sum(axis=1)) for order in permutations(values)}
    found = permuted_gaps(values[:, None], parts(2, 2, 2), identity, permutations=3000)[:, 0]
    assert {round(gap, 9) for gap in found} == {round(gap, 9) for gap in exact}


def test_users_of_no_group_take_no_part():
    values = np.random.default_rng(5).normal(size=(50, 1))
    alone = permuted_gaps(values, parts(20, 30), identity, permutations=100)
    with_others = np.vstack([np.full((30, 1), 1e6), values])
    among_others = permuted_gaps(with_others, parts(30, 20, 30)[1:], identity, permutations=100)
    np.testing.assert_array_equal(among_others, alone)


def test_equal_groups_are_no_evidence():
    assert p_values(np.full((20, 1), 0.1), parts(7, 13)).tolist() == [1.0]


def holm_by_closed_testing(p):
    """The largest Bonferroni p-value among all families of hypotheses that hold this one."""
    every = range(len(p))
    families = [family for size in range(1, len(p) + 1) for family in combinations(every, size)]
    return [max(min(1.0, len(f) * min(p[j] for j in f)) for f in families if i in f) for i in every]


@pytest.mark.parametrize("seed", range(20))
def test_holm_is_the_closed_test_of_bonferroni(seed):
    p = np.random.default_rng(seed).choice(
        [0.001, 0.004, 0.01, 0.02, 0.04, 0.3, 0.9], size=1 + seed % 6
    )
    np.testing.assert_allclose(holm(p), holm_by_closed_testing(p), rtol=1e-12)


def test_holm_of_nothing_is_nothing():
    assert holm([]).tolist() == []


def table(baseline, fold="all", **by_name):
    """Scores of users 0, 1, … as the stage `score` writes them."""
    width = len(next(iter(by_name.values())))
    labels = {"view": ["all"] * width, "baseline": [baseline] * width, "fold": [fold] * width}
    return pa.table({**labels, "user": np.arange(width, dtype=np.int32), **by_name})


def slices(**by_name):
    rows = [
        dict(zip(("user", "attribute", "group"), (int(user), *name.split("_is_")), strict=True))
        for name, users in by_name.items()
        for user in users
    ]
    return pa.Table.from_pylist(rows, schemas.MEMBERSHIPS)


HALVES = slices(gender_is_F=range(100), gender_is_M=range(100, 250), warmth_is_warm=range(250))


AGES_AND_GENDERS = pa.concat_tables(
    [HALVES, slices(age_is_old=range(0, 250, 2), age_is_young=range(1, 250, 2))]
)


def recalled(recall):
    return Scores.of(table("mine", **{"recall@10": recall}))


def test_the_group_with_the_higher_value_fares_best_and_with_rmse_the_one_with_the_lower():
    women = np.arange(250) < 100
    recall, squared = np.where(women, 0.5, 0.25), np.where(women, 4.0, 9.0)
    scores = {
        "mine": Scores.of(
            table(
                "mine", **{"recall@10": recall, "squared_error": squared, "n_ratings": np.ones(250)}
            )
        )
    }
    by_metric = {row["metric"]: row for row in fairness.gaps(scores, HALVES, ["recall@10", "rmse"])}
    up, down = by_metric["recall"], by_metric["rmse"]
    assert (up["best"], up["best_value"], up["worst"], up["worst_value"], up["gap"]) == (
        "F",
        0.5,
        "M",
        0.25,
        0.25,
    )
    assert (down["best"], down["best_value"], down["worst"], down["worst_value"]) == (
        "F",
        2.0,
        "M",
        3.0,
    )
    assert (down["gap"], down["groups"], down["attribute"]) == (1.0, 2, "gender")
    assert up["p_value"] == down["p_value"] == 1 / 10_001


def test_metrics_of_totals_are_compared_by_totals_and_not_by_means_of_users():
    squared = np.where(np.arange(250) % 2 == 0, 16.0, 0.0)
    counts = np.where(
        np.arange(250) % 2 == 0, 1.0, 3.0
    )  # in both groups 16 per 4 ratings: no gap at all
    scores = {"mine": Scores.of(table("mine", squared_error=squared, n_ratings=counts))}
    (row,) = fairness.gaps(scores, HALVES, ["rmse"])
    assert (row["best_value"], row["worst_value"], row["gap"], row["p_value"]) == (
        2.0,
        2.0,
        0.0,
        1.0,
    )
    columns = {
        "revenue@10": np.where(np.arange(250) < 100, 1.0, 2.0),
        "test_revenue": np.full(250, 4.0),
    }
    (row,) = fairness.gaps(
        {"mine": Scores.of(table("mine", **columns))}, HALVES, ["revenue_share@10"]
    )
    assert (row["worst"], row["worst_value"], row["best_value"]) == ("F", 0.25, 0.5)


@pytest.mark.parametrize(("smaller", "claims"), [(100, 1), (99, 0)])
def test_a_group_makes_a_claim_from_100_users_on(smaller, claims):
    scores = {
        "mine": Scores.of(table("mine", **{"recall@10": np.random.default_rng(6).random(300)}))
    }
    found = fairness.gaps(
        scores, slices(a_is_x=range(smaller), a_is_y=range(100, 300)), ["recall@10"]
    )
    assert len(found) == claims


def test_users_whom_a_metric_leaves_out_do_not_count_towards_the_size_of_a_group():
    values = np.random.default_rng(7).random(300)
    values[0] = np.nan
    scores = {"mine": Scores.of(table("mine", **{"recall@10": values}))}
    assert (
        fairness.gaps(scores, slices(a_is_x=range(100), a_is_y=range(100, 300)), ["recall@10"])
        == []
    )


def test_a_baseline_that_has_no_value_for_a_whole_group_makes_no_claim_of_a_gap():
    values = np.random.default_rng(8).random((2, 250))
    values[1, :100] = np.nan
    scores = {
        name: Scores.of(table(name, **{"novelty@10": row}))
        for name, row in zip(("a", "b"), values, strict=True)
    }
    found = {row["baseline"]: row for row in fairness.gaps(scores, HALVES, ["novelty@10"])}
    assert "b" not in found or not found["b"]["p_value"] < 0.05


def test_p_values_are_adjusted_for_all_baselines_and_attributes_of_one_metric():
    random = np.random.default_rng(9)
    scores = {
        name: Scores.of(
            table(name, **{"recall@10": random.random(250), "ap@10": random.random(250)})
        )
        for name in "abc"
    }
    rows = fairness.gaps(scores, AGES_AND_GENDERS, ["recall@10", "ap@10"])
    assert len(rows) == 2 * 3 * 2
    for metric in ("recall@10", "ap@10"):
        of_metric = [row for row in rows if (row["metric"], row["k"]) == names.column(metric)]
        assert [row["p_holm"] for row in of_metric] == holm(
            [row["p_value"] for row in of_metric]
        ).tolist()


@pytest.mark.parametrize(("n_baselines", "permutations"), [(2, 100), (3, 200), (6, 300)])
def test_a_family_of_any_size_can_be_decided(n_baselines, permutations, monkeypatch):
    monkeypatch.setattr(fairness, "PERMUTATIONS", 100)
    recall = np.where(np.arange(250) < 100, 0.5, 0.25)
    scores = {str(place): recalled(recall) for place in range(n_baselines)}
    rows = fairness.gaps(scores, AGES_AND_GENDERS, ["recall@10"])
    by_gender = [row for row in rows if row["attribute"] == "gender"]
    assert {row["p_value"] for row in by_gender} == {1 / (permutations + 1)}
    assert len(rows) == 2 * n_baselines
    assert max(row["p_holm"] for row in by_gender) < ALPHA


def test_what_others_hand_in_has_permutations_for_all_and_changes_none_of_ours(monkeypatch):
    monkeypatch.setattr(fairness, "PERMUTATIONS", 100)
    recall = np.where(np.arange(250) < 100, 0.5, 0.25)
    ours, added = {"ours": recalled(recall)}, {name: recalled(recall) for name in "abc"}
    rows = fairness.gaps(ours, AGES_AND_GENDERS, ["recall@10"], added)
    smallest = {row["baseline"]: row["p_value"] for row in rows if row["attribute"] == "gender"}
    assert smallest == {"ours": 1 / 101, **dict.fromkeys("abc", 1 / 201)}


def test_a_users_folds_are_averaged_before_users_are_and_totals_are_added_up():
    first = table(
        "mine",
        "1 of 2",
        **{
            "recall@10": [1.0, 0.0, np.nan],
            "squared_error": [1.0, 4.0, 0.0],
            "n_ratings": [1.0, 1.0, 0.0],
        },
    )
    second = table(
        "mine",
        "2 of 2",
        **{
            "recall@10": [0.0, np.nan, np.nan],
            "squared_error": [8.0, 0.0, 3.0],
            "n_ratings": [2.0, 0.0, 1.0],
        },
    )
    scores, everybody = Scores.of(pa.concat_tables([first, second])), np.ones(3, dtype=bool)
    recall, rmse = (
        scores.column(name, everybody, scores.folds, EVERYBODY) for name in ("recall@10", "rmse")
    )
    assert recall.finish(recall.numerator.sum(), recall.denominator.sum()) == (0.5 + 0.0) / 2
    assert rmse.finish(rmse.numerator.sum(), rmse.denominator.sum()) == pytest.approx(
        (16 / 5) ** 0.5
    )


def averaged(scores, members, wanted, headline, item_recall=None):
    plan = SimpleNamespace(metrics=wanted, cutoffs=[10], headline=headline)
    recall = schemas.ITEM_RECALL.empty_table() if item_recall is None else item_recall
    every = list(columns(scores, members, recall, plan, main=True))
    return {(c.place, c.metric): row for c, row in numbers(every)}


def test_averages_are_over_the_users_where_a_metric_is_defined_with_the_interval_of_a_mean():
    values = np.random.default_rng(10).normal(5, 2, size=400)
    values[300:] = np.nan
    found = averaged(
        Scores.of(table("mine", **{"recall@10": values})), slices(), ["recall", "ap"], []
    )
    assert list(found) == [
        (EVERYBODY, "recall@10")
    ]  # nothing is said of a metric that was not scored
    row, known = found[EVERYBODY, "recall@10"], values[:300]
    half = 1.96 * known.std() / 300**0.5
    assert (row["value"], row["n_users"]) == (pytest.approx(known.mean(), abs=1e-12), 300)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(
        (known.mean() - half, known.mean() + half), abs=0.05 * half * 2
    )


def test_slices_have_the_headline_alone_and_below_twenty_users_nothing():
    values = np.arange(100) / 100
    scores = Scores.of(table("mine", **{"recall@10": values, "ap@10": values}))
    group = {"attribute": "item_age", "group": "1-4 years", "metric": "recall", "k": 10}
    labels = {"view": "all", "baseline": "mine", "fold": "all", **group}
    rows = [{**labels, "user": user, "value": value} for user, value in enumerate(values.tolist())]
    item_recall = pa.Table.from_pylist(rows, schemas.ITEM_RECALL)
    members = slices(a_is_x=range(19), a_is_y=range(19, 39))
    found = averaged(scores, members, ["recall", "ap"], ["recall@10"], item_recall)
    of_group = Place("", "users", "a", "y")
    assert set(found) == {
        (EVERYBODY, "recall@10"),
        (EVERYBODY, "ap@10"),
        (of_group, "recall@10"),
        (Place("", "items", "item_age", "1-4 years"), "recall@10"),
    }
    assert found[of_group, "recall@10"]["value"] == pytest.approx(values[19:39].mean())


@pytest.mark.parametrize("seed", range(5))
def test_a_groups_number_is_to_the_last_bit_that_of_the_table_of_results(seed):
    random = np.random.default_rng(seed)
    values = random.random(1000) / 3
    mine = table("mine", **{"recall@10": values, "squared_error": values, "n_ratings": values + 1})
    drawn = random.permutation(1000)
    members = slices(a_is_x=drawn[:600], a_is_y=drawn[600:])
    scores, wanted = Scores.of(mine), ["recall@10", "rmse"]
    of_results = averaged(scores, members, ["recall", "rmse"], wanted)
    for row in fairness.gaps({"mine": scores}, members, wanted):
        metric = names.column_name(row["metric"], row["k"])
        for end in ("best", "worst"):
            place = Place("", "users", "a", row[end])
            assert row[f"{end}_value"] == of_results[place, metric]["value"]
