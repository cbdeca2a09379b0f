"""Paired comparisons: each number worked out in another way, verdicts on data made by hand."""

import math
from itertools import combinations, product
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import norm, permutation_test

from benchmarks import metrics
from benchmarks.results import chance, tested
from benchmarks.results.averages import Scores
from benchmarks.results.column import EVERYBODY, Column
from benchmarks.results.comparisons import compare, of_headline, verdict
from benchmarks.results.family import Family

MARGIN = 0.05


@pytest.fixture
def quick(monkeypatch):
    """Fewer flips and resamples, where a test is not about how many."""
    monkeypatch.setattr(chance, "FLIPS", 4999)
    monkeypatch.setattr(tested, "RESAMPLES", 1999)
    monkeypatch.setattr(tested, "RESAMPLES_IN_DOUBT", 1999)


@pytest.fixture
def many_flips(monkeypatch):
    """As many flips as tell a p-value to its second digit."""
    monkeypatch.setattr(chance, "FLIPS", 100_000)


def of_means(**values):
    """The family of a metric that is a mean of users; NaN where a user does not judge."""
    columns = {}
    for name, numbers in values.items():
        known = np.isfinite(numbers)
        columns[name] = Column(
            EVERYBODY, "ndcg@10", np.where(known, numbers, 0.0), known.astype(float), None
        )
    return Family.of(columns, falls=False)


def of_rmse(counts, **squared):
    """The family of RMSE; totals per user."""
    rmse = metrics.known()["rmse"]
    columns = {
        name: Column(EVERYBODY, "rmse", totals, counts, rmse) for name, totals in squared.items()
    }
    return Family.of(columns, falls=True)


def rows(family, margin=MARGIN):
    return {(row["baseline"], row["other"]): row for row in compare(family, margin)}


def the_row(family, margin=MARGIN):
    (row,) = compare(family, margin)
    return row


def gains(n_users, seed=0, **shifts):
    """Values from 0 to 1, many 0, that baselines have in common but for noise and a shift."""
    random = np.random.default_rng(seed)
    common = random.beta(1, 3, n_users) * (random.random(n_users) < 0.7)
    return {
        name: np.clip(common + random.normal(shift, 0.15, n_users), 0, 1)
        for name, shift in shifts.items()
    }


def errors(n_users, seed=0, **scales):
    """Numbers of ratings of users, very unequal, and each baseline's totals of squared errors."""
    random = np.random.default_rng(seed)
    counts = np.ceil(random.lognormal(2, 1, n_users))
    hard = random.gamma(4, 0.25, n_users)
    return counts, {
        name: scale * hard * random.gamma(counts / 2, 2) for name, scale in scales.items()
    }


def rmse(squared, counts):
    return np.sqrt(squared.sum(axis=-1) / counts.sum())


def within_chance(p, n_draws):
    """Four standard errors of a share of so many draws."""
    return 4 * (p * (1 - p) / n_draws) ** 0.5 + 1 / n_draws


def test_p_values_of_flips_approach_those_of_all_swaps_of_few_users(many_flips):
    random = np.random.default_rng(1)
    values = random.integers(0, 5, (9, 3)) / 4
    swaps = np.array(list(product([1, -1], repeat=9)))
    found = rows(of_means(**dict(zip("abc", values.T, strict=True))))
    for one, other in combinations(range(3), 2):
        gaps = abs((swaps * (values[:, one] - values[:, other])).mean(axis=1))
        exact = np.mean(gaps >= abs(np.mean(values[:, one] - values[:, other])) - 1e-9)
        row = found["abc"[one], "abc"[other]]
        assert row["p_flip"] == pytest.approx(exact, abs=within_chance(exact, 100_000))


def test_p_values_of_flips_of_rmse_approach_those_of_all_swaps_of_few_users(many_flips):
    counts, squared = errors(9, seed=2, a=1.0, b=1.6)
    gaps = [
        abs(
            rmse(np.where(kept, squared["a"], squared["b"]), counts)
            - rmse(np.where(kept, squared["b"], squared["a"]), counts)
        )
        for kept in product([True, False], repeat=9)
    ]
    exact = np.mean(np.array(gaps) >= gaps[0] - 1e-9)
    assert the_row(of_rmse(counts, **squared))["p_flip"] == pytest.approx(
        exact, abs=within_chance(exact, 100_000)
    )


def test_where_baselines_are_judged_by_other_users_these_are_swapped_too(many_flips):
    random = np.random.default_rng(32)
    values = random.random((2, 9))
    values[0, :2] = values[1, 4] = np.nan
    gaps = []
    for kept in product([True, False], repeat=9):
        first, second = np.where(kept, values, values[::-1])
        gaps.append(abs(np.nanmean(first) - np.nanmean(second)))
    exact = np.mean(np.array(gaps) >= gaps[0] - 1e-9)
    found = the_row(of_means(a=values[0], b=values[1]))["p_flip"]
    assert found == pytest.approx(exact, abs=within_chance(exact, 100_000))


def test_p_values_of_flips_are_those_of_scipys_permutation_test(many_flips):
    values = gains(150, seed=3, a=0.0, b=0.02, c=0.04)
    found = rows(of_means(**values))
    for one, other in combinations("abc", 2):
        other_way = permutation_test(
            (values[one], values[other]),
            lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis),
            permutation_type="samples",
            vectorized=True,
            n_resamples=20_000,
            batch=2000,
            rng=np.random.default_rng(4),
        ).pvalue
        assert found[one, other]["p_flip"] == pytest.approx(
            other_way, abs=1.5 * within_chance(other_way, 20_000)
        )


def test_p_values_of_flips_of_rmse_are_those_of_scipys_permutation_test(many_flips):
    counts, squared = errors(150, seed=5, a=1.0, b=1.1)
    other_way = permutation_test(
        (squared["a"], squared["b"]),
        lambda x, y, axis: (
            np.sqrt(x.sum(axis=axis) / counts.sum()) - np.sqrt(y.sum(axis=axis) / counts.sum())
        ),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        batch=2000,
        rng=np.random.default_rng(6),
    ).pvalue
    assert 0.001 < other_way < 0.9
    found = the_row(of_rmse(counts, **squared))["p_flip"]
    assert found == pytest.approx(other_way, abs=1.5 * within_chance(other_way, 20_000))


def own_bootstrap(statistic, n_users, resamples=10_000):
    """A statistic of resampled users, by a loop over draws of indices."""
    random = np.random.default_rng(99)
    return np.array([statistic(random.integers(0, n_users, n_users)) for _ in range(resamples)])


def check_interval(row, resampled):
    low, high = np.percentile(resampled, [2.5, 97.5])
    close = 0.04 * (high - low)  # the standard error of either bound is about 1 %
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high), abs=close)
    reach = norm.ppf(0.975) + norm.ppf(0.8)
    assert row["detectable"] == pytest.approx(reach * resampled.std(), rel=0.04)


def test_the_interval_and_what_is_detectable_are_those_of_another_bootstrap():
    values = gains(180, seed=7, a=0.0, b=0.05)
    difference = values["a"] - values["b"]
    row = the_row(of_means(**values))
    assert (row["value"], row["other_value"]) == pytest.approx(
        (values["a"].mean(), values["b"].mean())
    )
    assert row["difference"] == pytest.approx(difference.mean())
    assert row["relative"] == pytest.approx(difference.mean() / values["b"].mean())
    check_interval(row, own_bootstrap(lambda drawn: difference[drawn].mean(), 180))


def test_users_are_resampled_with_all_their_ratings():
    counts, squared = errors(180, seed=8, a=1.0, b=1.3)
    row = the_row(of_rmse(counts, **squared))
    a, b = rmse(squared["a"], counts), rmse(squared["b"], counts)
    assert (row["value"], row["other_value"], row["difference"]) == pytest.approx((a, b, a - b))
    check_interval(
        row,
        own_bootstrap(
            lambda drawn: (
                rmse(squared["a"][drawn], counts[drawn]) - rmse(squared["b"][drawn], counts[drawn])
            ),
            180,
        ),
    )


def test_what_is_detectable_has_the_closed_form_of_paired_means(quick):
    values = gains(400, seed=9, a=0.0, b=0.0)
    row = the_row(of_means(**values))
    sd = np.std(values["a"] - values["b"], ddof=1)
    assert row["detectable"] == pytest.approx(2.8016 * sd / 400**0.5, rel=0.06)
    needed = (2.8016 * sd / (0.01 * (values["a"].mean() + values["b"].mean()) / 2)) ** 2
    assert row["users_for_1_percent"] == pytest.approx(needed, rel=0.12)


def test_as_many_users_as_one_percent_needs_would_detect_one_percent(quick):
    row = the_row(of_means(**gains(300, seed=10, a=0.0, b=0.0)))
    one_percent = 0.01 * (row["value"] + row["other_value"]) / 2
    shrunk = row["detectable"] * (300 / row["users_for_1_percent"]) ** 0.5
    assert shrunk <= one_percent
    one_less = row["detectable"] * (300 / (row["users_for_1_percent"] - 1)) ** 0.5
    assert one_less > one_percent


def test_the_effect_size_is_the_mean_difference_of_users_in_standard_deviations(quick):
    values = gains(200, seed=11, a=0.1, b=0.0)
    difference = values["a"] - values["b"]
    row = the_row(of_means(**values))
    assert row["effect_size"] == pytest.approx(difference.mean() / difference.std(ddof=1))


def test_for_rmse_the_effect_size_and_the_wins_are_those_of_users_own_rmse(quick):
    counts, squared = errors(200, seed=12, a=1.0, b=1.2)
    own = {
        name: [math.sqrt(s / n) for s, n in zip(totals, counts, strict=True)]
        for name, totals in squared.items()
    }
    difference = np.array(own["a"]) - np.array(own["b"])
    row = the_row(of_rmse(counts, **squared))
    assert row["effect_size"] == pytest.approx(difference.mean() / difference.std(ddof=1))
    lower = sum(x < y for x, y in zip(own["a"], own["b"], strict=True)) / 200
    assert (row["win"], row["tie"], row["loss"]) == pytest.approx((lower, 0, 1 - lower))


def test_wins_ties_and_losses_are_shares_of_users(quick):
    random = np.random.default_rng(13)
    a, b = random.integers(0, 4, (2, 90)) / 4
    won = tied = lost = 0
    for x, y in zip(a, b, strict=True):
        won, tied, lost = won + (x > y), tied + (x == y), lost + (x < y)
    row = the_row(of_means(a=a, b=b))
    assert (row["win"], row["tie"], row["loss"]) == pytest.approx((won / 90, tied / 90, lost / 90))


def test_users_for_whom_two_baselines_do_equally_well_are_ties_however_many_seeds_are_averaged(
    quick,
):
    values = np.random.default_rng(14).integers(0, 10, 90) / 10  # such as precision@10
    of_three_seeds = np.mean(
        [values, values, values], axis=0
    )  # as `score` averages a stochastic baseline's
    row = the_row(of_means(stochastic=of_three_seeds, other=values))
    assert (row["win"], row["tie"], row["loss"]) == (0, 1, 0)


def test_users_for_whom_two_baselines_do_equally_well_over_all_folds_are_ties(quick):
    """As 1/3 + 1/3 + 0.0625 and 2/3 + 0 + 0.0625 are, of numbers with twelve decimals."""
    third, two_thirds = np.round([1 / 3, 2 / 3], 12)
    folds = [f"window={number}" for number in (1, 2, 3)]
    ours, others = np.repeat([[[third, third, 0.0625]], [[two_thirds, 0, 0.0625]]], 90, axis=1)
    families = {}
    for name, values in {"a": ours, "b": others}.items():
        users = np.repeat(np.arange(90, dtype=np.int32), 3)
        columns = {"fold": folds * 90, "user": users, "recall@10": values.ravel()}
        families[name] = Scores.of(pa.table(columns)).everybody("recall@10")
    row = the_row(Family.of(families, False))
    assert (row["win"], row["tie"], row["loss"]) == (0, 1, 0)


def test_an_effect_size_is_not_made_of_rounding(quick):
    values = np.random.default_rng(14).integers(0, 10, 90) / 10
    row = the_row(of_means(stochastic=np.mean([values, values, values], axis=0), other=values))
    assert math.isnan(row["effect_size"]) or abs(row["effect_size"]) < 1e-3


def test_p_values_are_adjusted_for_all_pairs(quick):
    values = gains(120, seed=15, a=0.0, b=0.01, c=0.03, d=0.06, e=0.06)
    found = list(compare(of_means(**values), MARGIN))
    assert [(row["baseline"], row["other"]) for row in found] == list(combinations("abcde", 2))
    p = sorted(row["p_value"] for row in found)
    for row in found:
        place = [i for i, one in enumerate(p) if one <= row["p_value"]]
        assert row["p_holm"] == pytest.approx(min(1.0, max((10 - i) * p[i] for i in place)))
        assert row["p_holm"] >= row["p_value"]


def test_a_pair_has_the_same_numbers_in_any_family_but_for_the_adjustment(quick):
    values = gains(120, seed=16, a=0.0, b=0.03, c=0.06)
    alone = the_row(of_means(a=values["a"], c=values["c"]))
    among = rows(of_means(**values))["a", "c"]
    for name in alone.keys() - {"p_holm", "p_flip_holm", "verdict", "baseline", "other"}:
        is_word = isinstance(alone[name], str)
        expected = alone[name] if is_word else pytest.approx(alone[name], rel=1e-6)
        assert among[name] == expected, name
    assert alone["p_holm"] == alone["p_value"]


OPPOSITE = {"better": "worse", "worse": "better"}


@pytest.mark.parametrize("kind", ["means", "rmse"])
def test_the_other_way_round_everything_is_the_opposite(quick, kind):
    if kind == "means":
        values = gains(300, seed=17, a=0.0, b=0.15)
        forth, back = the_row(of_means(**values)), the_row(of_means(b=values["b"], a=values["a"]))
    else:
        counts, squared = errors(300, seed=17, a=2.0, b=1.0)
        forth = the_row(of_rmse(counts, **squared))
        back = the_row(of_rmse(counts, b=squared["b"], a=squared["a"]))
    assert (back["baseline"], back["other"]) == ("b", "a")
    for name, opposite in {"value": "other_value", "win": "loss", "tie": "tie"}.items():
        assert (back[name], back[opposite]) == pytest.approx((forth[opposite], forth[name]))
    for name in ("difference", "effect_size"):
        assert back[name] == pytest.approx(-forth[name])
    assert (back["ci_low"], back["ci_high"]) == pytest.approx((-forth["ci_high"], -forth["ci_low"]))
    for name in ("detectable", "users_for_1_percent", "p_value", "p_holm", "n_users"):
        assert back[name] == pytest.approx(forth[name])
    assert forth["verdict"] == "worse"
    assert back["verdict"] == OPPOSITE[forth["verdict"]]


def test_higher_is_better_and_significant(quick):
    values = gains(300, seed=18, a=0.2, b=0.0)
    row = the_row(of_means(**values))
    assert (row["verdict"], row["p_flip"]) == ("better", 1 / 5000)
    assert row["p_value"] < 1e-6
    assert 0 < row["ci_low"] < row["difference"] < row["ci_high"]


def test_of_rmse_the_lower_is_better(quick):
    counts, squared = errors(300, seed=19, a=1.0, b=2.0)
    row = the_row(of_rmse(counts, **squared))
    assert row["difference"] < 0
    assert (row["verdict"], row["win"] > row["loss"]) == ("better", True)


def test_a_difference_beyond_doubt_that_is_too_small_to_matter_is_practically_none(quick):
    values = np.random.default_rng(20).random(300)
    row = the_row(of_means(a=1.01 * values, b=values))
    assert (row["p_flip"], row["win"], row["verdict"]) == (1 / 5000, 1, "practically equal")
    assert the_row(of_means(a=1.01 * values, b=values), margin=0.005)["verdict"] == "better"
    counts = np.ones(300)
    row = the_row(of_rmse(counts, a=(1.01 * values) ** 2, b=values**2))
    assert (row["p_flip"], row["loss"], row["verdict"]) == (1 / 5000, 1, "practically equal")


def test_a_difference_that_chance_makes_and_that_may_be_large_is_undecided(quick):
    row = the_row(of_means(**gains(60, seed=41, a=0.0, b=0.0)))
    assert row["p_holm"] > 0.05
    assert row["verdict"] == "undecided"


def test_what_is_significant_alone_may_be_undecided_in_a_large_family(quick):
    values = gains(100, seed=22, **dict.fromkeys("bcdefgh", 0.0))
    random = np.random.default_rng(23)
    values["a"] = np.clip(values["b"] + random.normal(0.042, 0.15, 100), 0, 1)
    alone = the_row(of_means(a=values["a"], b=values["b"]))
    among = rows(of_means(**values))["b", "a"]
    assert alone["p_value"] < 0.05 < among["p_holm"]
    assert (alone["verdict"], among["verdict"]) == ("better", "undecided")


@pytest.mark.parametrize(
    ("gain", "interval", "limit", "p", "expected"),
    [
        (0.1, (0.05, 0.15), 0.01, 0.001, "better"),
        (-0.1, (-0.15, -0.05), 0.01, 0.001, "worse"),
        (
            0.1,
            (-0.15, -0.05),
            0.01,
            0.001,
            "better",
        ),  # of a metric that falls: the interval is of the difference
        (0.1, (-0.01, 0.21), 0.01, 0.06, "undecided"),
        (0.1, (0.05, 0.15), 0.01, 0.05, "undecided"),
        (0.001, (-0.002, 0.004), 0.01, 0.001, "practically equal"),
        (0.001, (-0.002, 0.004), 0.01, 0.9, "practically equal"),
        (0.001, (-0.002, 0.01), 0.01, 0.9, "undecided"),  # the bounds are not within the limit
        (0.001, (-0.01, 0.002), 0.01, 0.9, "undecided"),
        (
            0.02,
            (0.001, 0.03),
            0.01,
            0.01,
            "better",
        ),  # significant, though perhaps too small to matter
        (0.0, (0.0, 0.0), 0.0, 1.0, "undecided"),
    ],
)
def test_the_verdict_follows_from_interval_limit_and_p_value(gain, interval, limit, p, expected):
    assert verdict(gain, interval, limit, p) == expected


def test_two_baselines_that_do_the_same_are_practically_equal(quick):
    values = np.random.default_rng(24).random(101)
    row = the_row(of_means(a=values, b=values.copy()))
    assert (row["p_value"], row["p_holm"], row["difference"]) == (1, 1, 0)
    assert (row["win"], row["tie"], row["loss"]) == (0, 1, 0)
    assert math.isnan(row["ci_low"])
    assert math.isnan(row["ci_high"])
    assert row["note"] == "no user's number differs"
    assert row["detectable"] == pytest.approx(0, abs=1e-12)
    assert math.isnan(row["effect_size"])
    assert row["verdict"] == "practically equal"
    counts, squared = errors(101, a=1.0)
    row = the_row(of_rmse(counts, a=squared["a"], b=squared["a"].copy()))
    assert (row["p_value"], row["tie"], row["verdict"]) == (1, 1, "practically equal")


def test_among_others_too_two_baselines_that_do_the_same_have_a_p_value_of_one(quick):
    values = gains(333, seed=25, a=0.0, b=0.1, c=0.05, d=0.0, e=0.0)
    row = rows(of_means(**values, twin=values["b"].copy()))["b", "twin"]
    assert (row["p_value"], row["difference"], row["verdict"]) == (1, 0, "practically equal")


def test_two_baselines_that_never_hit_are_practically_equal_without_a_scale(quick):
    row = the_row(of_means(a=np.zeros(50), b=np.zeros(50)))
    assert (row["p_value"], row["difference"], row["verdict"]) == (1, 0, "practically equal")
    assert math.isnan(row["relative"])
    assert row["users_for_1_percent"] is None


def test_identical_results_are_practically_equal_at_any_margin_and_equal_means_are_not(quick):
    values = np.random.default_rng(26).random(100)
    assert the_row(of_means(a=values, b=values.copy()), margin=0)["verdict"] == "practically equal"
    assert the_row(of_means(a=values, b=values[::-1].copy()), margin=0)["verdict"] == "undecided"


def test_against_a_baseline_that_never_hits_there_is_no_relative_difference(quick):
    row = the_row(of_means(a=np.random.default_rng(26).random(100), b=np.zeros(100)))
    assert math.isnan(row["relative"])
    assert row["verdict"] == "better"


def test_users_whom_nobody_is_judged_by_are_left_out(quick):
    values = gains(120, seed=27, a=0.0, b=0.05)
    gaps = np.full(30, np.nan)
    padded = {
        name: np.concatenate([gaps[:10], numbers, gaps[10:]]) for name, numbers in values.items()
    }
    alone, among = the_row(of_means(**values)), the_row(of_means(**padded))
    assert among == alone
    assert among["n_users"] == 120
    counts, squared = errors(120, seed=27, a=1.0, b=1.2)
    padded = {name: np.concatenate([totals, np.zeros(30)]) for name, totals in squared.items()}
    assert the_row(of_rmse(np.concatenate([counts, np.zeros(30)]), **padded)) == the_row(
        of_rmse(counts, **squared)
    )


def test_a_baseline_that_is_judged_by_fewer_users_has_the_mean_of_those(quick):
    values = gains(120, seed=28, a=0.0, b=0.05, c=0.02)
    values["b"][:40] = np.nan
    found = rows(of_means(**values))
    row = found["a", "b"]
    assert (row["value"], row["other_value"]) == pytest.approx(
        (values["a"].mean(), values["b"][40:].mean())
    )
    difference = (values["a"] - values["b"])[40:]
    assert row["effect_size"] == pytest.approx(difference.mean() / difference.std(ddof=1))
    assert row["win"] == pytest.approx(np.mean(difference > 0))
    assert 0 < row["p_value"] < 1


def test_a_baseline_that_is_judged_by_very_few_users_does_not_stop_the_others(quick):
    values = gains(60, seed=29, a=0.0, b=0.05, c=0.02)
    values["b"][3:] = np.nan  # in 5 % of the resamples nobody is left
    found = rows(of_means(**values))
    assert found["a", "c"]["p_value"] == the_row(of_means(a=values["a"], c=values["c"]))["p_value"]


def test_two_baselines_that_no_user_is_judged_by_both_do_not_stop_the_others(quick):
    values = gains(60, seed=30, a=0.0, b=0.05, c=0.02)
    values["a"][30:] = np.nan
    values["b"][:30] = np.nan
    assert ("a", "c") in rows(of_means(**values))


def scores(**columns):
    """Scores of one baseline, as the stage `score` writes them."""
    width = len(next(iter(columns.values())))
    labels = {"view": ["all"] * width, "baseline": ["x"] * width, "fold": ["all"] * width}
    return Scores.of(pa.table({**labels, "user": np.arange(width, dtype=np.int32), **columns}))


def test_each_headline_metric_is_a_family_of_the_baselines_that_have_it(quick):
    counts, squared = errors(80, seed=31, a=1.0, b=2.0, c=1.1)
    values = gains(80, seed=31, a=0.0, b=0.2, c=0.1)
    values = {name: {"ndcg@10": column, "recall@10": column / 2} for name, column in values.items()}
    for name in "ab":
        values[name] |= {"squared_error": squared[name], "n_ratings": counts}
    values["c"] |= {
        "squared_error": np.full(80, np.nan),
        "n_ratings": np.full(80, np.nan),
    }  # predicts no ratings
    settings = SimpleNamespace(
        baselines=list(values),
        headline=["ndcg@10", "rmse", "coverage@10"],
        comparison=SimpleNamespace(margin=MARGIN, reference=None),
    )
    found = list(
        of_headline({name: scores(**columns) for name, columns in values.items()}, settings)
    )
    pairs = [(row["metric"], row["k"], row["baseline"], row["other"]) for row in found]
    assert pairs == [
        ("ndcg", 10, "a", "b"),
        ("ndcg", 10, "a", "c"),
        ("ndcg", 10, "b", "c"),
        ("rmse", None, "a", "b"),
    ]
    by_metric = {(row["metric"], row["baseline"], row["other"]): row for row in found}
    assert by_metric["ndcg", "a", "b"]["verdict"] == "worse"
    assert by_metric["rmse", "a", "b"]["verdict"] == "better"
    assert (
        by_metric["rmse", "a", "b"]["p_holm"] == by_metric["rmse", "a", "b"]["p_value"]
    )  # a family of one pair


def test_one_baseline_alone_is_compared_with_nothing(quick):
    settings = SimpleNamespace(
        baselines=["a"],
        headline=["ndcg@10"],
        comparison=SimpleNamespace(margin=MARGIN, reference=None),
    )
    alone = {"a": scores(**{"ndcg@10": gains(50, a=0.0)["a"]})}
    assert list(of_headline(alone, settings)) == []


def test_a_borderline_pair_has_the_same_verdict_both_ways(quick):
    values = 0.5 + 0.01 * np.random.default_rng(21).random(300)
    families = of_means(a=1.1 * values, b=values), of_means(b=values, a=1.1 * values)
    for margin, expected in (
        (0.094, {"better", "worse"}),
        (0.097, {"practically equal"}),
    ):  # 0.1 of 1.05 is 0.0952
        assert {the_row(family, margin)["verdict"] for family in families} == expected
