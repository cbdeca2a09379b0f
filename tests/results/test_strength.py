"""Win rate and improvability over benchmarks, and what their bounds promise."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import norm

from benchmarks.results import strength
from benchmarks.stats.holm import holm
from benchmarks.stats.levels import REACH, Z


def across(numbers, tests, headline, luck=None):
    """Return what `strength` says; luck : by baseline, alike on all benchmarks."""
    return strength.across(numbers, tests, headline, lambda *_: luck or {})


def everybody(numbers, metric="ndcg", k=10, error=0.01):
    """Return rows of results.csv with intervals of one width."""
    return [
        {"benchmark": benchmark, "view": "all", "baseline": baseline, "metric": metric, "k": k}
        | {"value": value, "se": error}
        for benchmark, of_benchmark in numbers.items()
        for baseline, value in of_benchmark.items()
    ]


def compared(benchmark, p_values, metric="ndcg", k=10, error=0.01):
    """Return rows of comparisons.csv of pairs such as `ab`."""
    labels = {"benchmark": benchmark, "metric": metric, "k": k, "detectable": REACH * error}
    return [
        {**labels, "baseline": pair[0], "other": pair[1], "p_holm": p}
        for pair, p in p_values.items()
    ]


NUMBERS = {
    "one": {"a": 0.4, "b": 0.3, "c": 0.3, "d": 0.1},
    "two": {"a": 0.1, "c": 0.2},
    "alone": {"a": 0.9},
}


def test_a_win_rate_is_the_share_of_others_that_are_beaten_with_ties_as_halves():
    rates = across(everybody(NUMBERS), [], "ndcg@10")
    assert {name: row["win_rate"] for name, row in rates.items()} == {
        "a": (1 + 0) / 2,  # each benchmark counts alike, that of one baseline not at all
        "b": 1.5 / 3,
        "c": (1.5 / 3 + 1) / 2,
        "d": 0,
    }


def test_improvability_is_the_share_of_the_best_that_is_missing():
    lacks = across(everybody(NUMBERS), [], "ndcg@10")
    assert {name: row["improvability"] for name, row in lacks.items()} == {
        "a": pytest.approx((0 + 0.5) / 2),
        "b": pytest.approx(0.25),
        "c": pytest.approx((0.25 + 0) / 2),
        "d": pytest.approx(0.75),
    }


def test_of_errors_it_is_the_share_that_the_best_does_without_as_in_the_source():
    errors = {"one": {"a": 0.8, "b": 1.0, "c": 2.0}}
    strengths = across(everybody(errors, "rmse", None), [], "rmse")
    expected = {"a": 0.0, "b": (1.0 - 0.8) / 1.0, "c": (2.0 - 0.8) / 2.0}
    for name, row in strengths.items():
        assert row["improvability"] == pytest.approx(expected[name])
    assert [row["win_rate"] for row in strengths.values()] == [1, 0.5, 0]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("metric", ["ndcg", "rmse"])
def test_both_are_those_of_loops(seed, metric):
    random = np.random.default_rng(seed)
    values = (random.integers(1, 6, (3, 5)) / 5).tolist()
    numbers = {str(at): dict(zip("abcde", row, strict=True)) for at, row in enumerate(values)}
    k = 10 if metric == "ndcg" else None
    column = "ndcg@10" if metric == "ndcg" else metric
    strengths = across(everybody(numbers, metric, k), [], column)
    for place, name in enumerate("abcde"):
        wins, lacks = [], []
        for row in values:
            own, sign = row[place], -1 if metric == "rmse" else 1
            others = row[:place] + row[place + 1 :]
            wins.append(sum(np.sign(sign * (own - other)) / 2 + 0.5 for other in others) / 4)
            lacks.append(1 - (min(row) / own if metric == "rmse" else own / max(row)))
        assert strengths[name]["win_rate"] == pytest.approx(np.mean(wins))
        assert strengths[name]["improvability"] == pytest.approx(np.mean(lacks))


def test_what_no_test_tells_apart_may_be_won_or_lost():
    tests = compared("one", {"ab": 0.01, "ac": 0.2, "ad": 0.001, "bc": 1.0, "bd": 0.5, "cd": 0.04})
    strengths = across(everybody({"one": NUMBERS["one"]}), tests, "ndcg@10")
    bounds = {name: (row["win_rate_low"], row["win_rate_high"]) for name, row in strengths.items()}
    assert bounds == {
        "a": (2 / 3, 1),  # ahead of b and d
        "b": (0, 2 / 3),  # behind a
        "c": (1 / 3, 1),
        "d": (0, 1 / 3),  # may be ahead of b alone
    }


def test_there_are_no_bounds_where_a_benchmark_was_not_tested():
    tests = compared("one", {"ab": 0.01, "ac": 0.2, "ad": 0.001, "bc": 1.0, "bd": 0.5, "cd": 0.04})
    strengths = across(everybody(NUMBERS), tests, "ndcg@10")
    assert strengths["a"]["win_rate_low"] is None  # it also runs on `two`
    assert strengths["a"]["improvability_high"] is None
    assert strengths["b"]["improvability_high"] is not None


def test_the_bounds_of_improvability_hold_the_number_and_end_at_0_and_1():
    pairs = dict.fromkeys(("ab", "ac", "ad", "bc", "bd", "cd"), 0.01)
    strengths = across(everybody({"one": NUMBERS["one"]}), compared("one", pairs), "ndcg@10")
    for row in strengths.values():
        bounds = row["improvability_low"], row["improvability"], row["improvability_high"]
        assert 0 <= bounds[0] <= bounds[1] <= bounds[2] < 1
    assert strengths["a"]["improvability_high"] == 0  # far ahead of the others
    assert strengths["b"]["improvability_low"] > 0


def test_the_bounds_are_those_of_the_ratio_to_the_best_by_the_delta_method():
    numbers = everybody({"one": {"a": 0.4, "b": 0.3}}, error=0.02)
    tests = compared("one", {"ab": 0.01}, error=0.01)
    # numbers with sd .02 whose difference has sd .01: their covariance is (2 * .02² - .01²) / 2
    covariance = (2 * 0.02**2 - 0.01**2) / 2
    variance = 0.02**2 / 0.4**2 + 0.02**2 / 0.3**2 - 2 * covariance / (0.4 * 0.3)
    reach = Z * variance**0.5
    row = across(numbers, tests, "ndcg@10")["b"]
    assert row["improvability_low"] == pytest.approx(1 - 0.3 / 0.4 * np.exp(reach))
    assert row["improvability_high"] == pytest.approx(1 - 0.3 / 0.4 * np.exp(-reach))


def test_luck_leaves_undecided_what_users_alone_tell_apart_and_widens_the_bounds():
    numbers = everybody({"one": {"a": 0.4, "b": 0.3}}, error=0.02)
    (test,) = compared("one", {"ab": 0.001}, error=0.03)
    tests = [{**test, "difference": 0.1, "p_value": 0.001}]
    luck = {"a": 0.04, "b": 0.03}  # 0.1 is 3.3 standard errors of users, and 1.7 of all
    row = across(numbers, tests, "ndcg@10", luck)["b"]
    assert (row["win_rate_low"], row["win_rate_high"]) == (0, 1)
    assert across(numbers, tests, "ndcg@10")["b"]["win_rate_high"] == 0
    own = np.hypot(0.02, [0.04, 0.03])
    covariance = (own @ own - 0.03**2 - 0.04**2 - 0.03**2) / 2  # luck is shared by no two
    variance = own[0] ** 2 / 0.4**2 + own[1] ** 2 / 0.3**2 - 2 * covariance / (0.4 * 0.3)
    reach = Z * variance**0.5
    assert row["improvability_high"] == pytest.approx(1 - 0.3 / 0.4 * np.exp(-reach))
    assert row["improvability_low"] == 0


def test_a_baseline_without_any_hit_lacks_all_and_nothing_bounds_it_from_below():
    numbers = everybody({"one": {"a": 0.4, "b": 0.3, "none": 0.0}})
    tests = compared("one", {"ab": 0.01})
    tests += [
        {**tests[0], "baseline": name, "other": "none", "p_holm": 0.001} for name in ("a", "b")
    ]
    row = across(numbers, tests, "ndcg@10")["none"]
    assert row["improvability"] == row["improvability_high"] == 1
    assert row["improvability_low"] == 0
    assert (row["win_rate_low"], row["win_rate_high"]) == (0, 0)


def test_where_nobody_has_a_hit_nobody_lacks_anything():
    strengths = across(everybody({"one": {"a": 0.0, "b": 0.0}}), [], "ndcg@10")
    assert [row["improvability"] for row in strengths.values()] == [0, 0]
    assert [row["win_rate"] for row in strengths.values()] == [0.5, 0.5]


# What is true of all users: near ties at the top, as between strong baselines, then weaker ones.
TRUTH = np.array([0.2, 0.199, 0.198, 0.19, 0.15, 0.05])
NAMES = "abcdef"
N_USERS, N_SAMPLES, N_BENCHMARKS = 300, 150, 3


def drawn(random):
    """Return the numbers of users on one benchmark, (n_users, n_baselines)."""
    users = random.gamma(1.0, 0.2, (N_USERS, 1)) - 0.2
    return TRUTH + users + random.normal(0, 0.15, (N_USERS, len(TRUTH)))


def tabled(benchmark, users):
    """Return the rows of both tables that a benchmark's users give."""
    values, error = users.mean(axis=0), users.std(axis=0, ddof=1) / N_USERS**0.5
    labels = {"benchmark": benchmark, "view": "all", "metric": "ndcg", "k": 10}
    numbers = [
        {
            **labels,
            "baseline": name,
            "value": value,
            "se": e,
        }
        for name, value, e in zip(NAMES, values.tolist(), error.tolist(), strict=True)
    ]
    pairs = list(combinations(range(len(NAMES)), 2))
    gaps = np.array([users[:, a] - users[:, b] for a, b in pairs])
    errors = gaps.std(axis=1, ddof=1) / N_USERS**0.5
    adjusted = holm(2 * norm.sf(abs(gaps.mean(axis=1)) / errors))
    tests = [
        {**labels, "baseline": NAMES[a], "other": NAMES[b], "p_holm": p, "detectable": REACH * e}
        for (a, b), p, e in zip(pairs, adjusted, errors, strict=True)
    ]
    return numbers, tests


def simulated():
    """Yield what samples of users say: the bounds, and those of a bootstrap of improvability."""
    random = np.random.default_rng(0)
    for _ in range(N_SAMPLES):
        samples = [drawn(random) for _ in range(N_BENCHMARKS)]
        tables = [tabled(str(at), users) for at, users in enumerate(samples)]
        numbers, tests = ([row for pair in tables for row in pair[at]] for at in (0, 1))
        counts = random.multinomial(N_USERS, np.full(N_USERS, 1 / N_USERS), 200)
        again = [counts @ users / N_USERS for users in samples]
        lacks = np.mean([1 - one / one.max(axis=1, keepdims=True) for one in again], axis=0)
        yield across(numbers, tests, "ndcg@10"), np.quantile(lacks, [0.025, 0.975], axis=0)


def test_the_bounds_cover_what_is_true_of_all_users_where_a_bootstrap_does_not():
    won, lacking = np.arange(5, -1, -1) / 5, 1 - TRUTH / TRUTH.max()
    covered = {"win_rate": np.zeros(6), "improvability": np.zeros(6), "bootstrap": np.zeros(6)}
    for strengths, (low, high) in simulated():
        for name, truth in (("win_rate", won), ("improvability", lacking)):
            bounds = np.array(
                [[row[f"{name}_low"], row[f"{name}_high"]] for row in strengths.values()]
            )
            covered[name] += (bounds[:, 0] <= truth + 1e-9) & (truth - 1e-9 <= bounds[:, 1])
        covered["bootstrap"] += (low <= lacking) & (lacking <= high)
    shares = {name: counts / N_SAMPLES for name, counts in covered.items()}
    assert shares["win_rate"].min() >= 0.95
    assert shares["improvability"].min() >= 0.95
    assert shares["bootstrap"][:3].max() < 0.5


def test_what_rounding_errors_alone_tell_apart_is_a_tie():
    found = across(everybody({"one": {"a": 0.3, "b": 0.1 + 0.2}}), [], "ndcg@10")
    assert (found["a"]["win_rate"], found["b"]["win_rate"]) == (0.5, 0.5)
