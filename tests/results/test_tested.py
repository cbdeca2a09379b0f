"""Pairs of families: how many resamples they have, and what they say of few users."""

import numpy as np
import pytest

from benchmarks.results import tested
from benchmarks.results.column import EVERYBODY, Column
from benchmarks.results.comparisons import compare
from benchmarks.results.family import Family
from benchmarks.results.intervals import numbers
from benchmarks.stats.holm import draws_to_decide
from benchmarks.stats.levels import ALPHA, RESAMPLES, RESAMPLES_IN_DOUBT


def family(metric="ndcg@10", **values):
    columns = {
        name: Column(EVERYBODY, metric, own, np.ones(len(own)), None)
        for name, own in values.items()
    }
    return Family.of(columns, falls=False)


def skewed(n_users=200, seed=0):
    random = np.random.default_rng(seed)
    return random.random(n_users) ** 6


@pytest.fixture
def drawn(monkeypatch):
    """Return the list in which each call for resamples leaves its seed and its pairs."""
    calls, draw = [], tested.differing.drawing

    def noting(of_family, pairs):
        drawing = draw(of_family, pairs)
        pivots = drawing.pivots

        class Noting:
            @staticmethod
            def pivots(seed, resamples):
                calls.append((seed, resamples, list(pairs)))
                return pivots(seed, resamples)

        return Noting()

    monkeypatch.setattr(tested.differing, "drawing", noting)
    return calls


def test_only_pairs_that_may_be_significant_have_more_resamples(drawn):
    values = skewed()
    shift = np.random.default_rng(1).exponential(size=200)
    close = values + 0.05 * (shift - shift.mean()) + 0.008
    same = values + 0.5 * (shift - shift.mean())
    pairs = family(a=values, near=close, far=values + 2 * shift, same=same)
    rows = {(row["baseline"], row["other"]): row for row in compare(pairs, 0.05)}
    assert {len(pairs) for seed, _, pairs in drawn if seed == 0} == {6}
    later = {seed: pairs for seed, _, pairs in drawn if seed > 0}
    assert set(later) == set(range(1, RESAMPLES_IN_DOUBT // RESAMPLES))
    assert all((0, 1) in pairs and (0, 3) not in pairs for pairs in later.values())
    assert {resamples for _, resamples, _ in drawn} == {RESAMPLES}
    reached = rows["a", "near"]["p_value"] * (RESAMPLES_IN_DOUBT + 1)
    assert reached == pytest.approx(round(reached), abs=1e-6)


def test_the_farther_apart_two_are_the_smaller_is_the_p_value():
    """None that is beyond doubt stops at what few resamples can tell."""
    values, random = skewed(), np.random.default_rng(1)
    steps = {f"{at:g}": values + at + 0.3 * random.exponential(size=200) for at in (0.1, 0.4, 2.0)}
    rows = [row for row in compare(family(a=values, **steps), 0.05) if row["baseline"] == "a"]
    p_values = [row["p_value"] for row in rows]
    assert p_values == sorted(p_values, reverse=True)
    assert p_values[-1] <= 1 / RESAMPLES_IN_DOUBT


def test_a_family_has_so_many_draws_that_any_of_its_tests_can_be_significant():
    for n_tests in (1, 276, 499, 500, 501, 5_000, 123_456):
        draws = draws_to_decide(n_tests, RESAMPLES)
        assert draws % RESAMPLES == 0
        assert 1 / (draws + 1) < ALPHA / n_tests


def test_differences_as_good_as_normal_are_not_resampled(drawn):
    random = np.random.default_rng(2)
    (row,) = compare(family(a=random.random(400), b=random.random(400)), 0.05)
    assert drawn == []
    assert row["ci_low"] < row["difference"] < row["ci_high"]


def test_interval_and_p_value_agree(drawn):
    values = skewed(150)
    random = np.random.default_rng(3)
    others = {str(n): values + 0.1 * random.standard_exponential(150) - 0.09 for n in range(12)}
    rows = [row for row in compare(family(a=values, **others), 0.0) if row["baseline"] == "a"]
    for row in rows:
        excludes = row["ci_low"] > 0 or row["ci_high"] < 0
        assert excludes == (row["p_value"] < ALPHA)


def test_of_fewer_than_ten_users_who_differ_nothing_is_significant_but_bounds_hold():
    values = np.zeros(300)
    (row,) = compare(family(a=np.where(np.arange(300) < 9, 1.0, 0.0), b=values), 0.05)
    assert (row["p_value"], row["verdict"]) == (1.0, "undecided")
    assert row["ci_low"] < 0 < 0.03 < row["ci_high"] < 0.06
    assert row["note"] == "fewer than 10 users unlike the others"
    (row,) = compare(family(a=np.where(np.arange(300) < 12, 1.0, 0.0), b=values), 0.05)
    assert (row["note"], row["ci_low"] > 0) == ("", row["p_value"] < ALPHA)


def number_of(values, metric="ndcg@10"):
    column = Column(EVERYBODY, metric, values, np.ones(len(values)), None)
    ((_, number),) = numbers([column])
    return number


def test_a_number_of_fewer_than_ten_users_has_no_interval_but_a_bound():
    number = number_of(np.where(np.arange(150) < 4, 0.5, 0.0))
    assert (number["ci_low"], number["ci_high"]) == (None, None)
    assert number["at_least"] == 0
    assert number["at_most"] == pytest.approx(0.0669, abs=1e-4)  # Clopper and Pearson, 4 of 150
    assert number["note"] == "fewer than 10 users unlike the others"
    whole = number_of(np.ones(150))
    assert (whole["at_least"], whole["at_most"]) == (pytest.approx(1 - 0.0243, abs=1e-4), 1)
    assert number_of(np.zeros(150), "revenue@10")["at_most"] is None


def test_an_interval_stays_within_the_range_of_its_metric():
    few = np.where(np.arange(150) < 11, 1.0, 0.0)
    number = number_of(few)
    assert 0 < number["ci_low"] < few.mean() < number["ci_high"] < 1
    many = number_of(1 - few)
    assert 1 - many["ci_high"] == pytest.approx(number["ci_low"], rel=1e-3)
    paid = number_of(few * 20, "revenue@10")
    assert 0 < paid["ci_low"] < 20 * few.mean() < paid["ci_high"]


def test_revenue_of_fewer_than_a_hundred_buyers_is_marked():
    paid = np.random.default_rng(4).lognormal(size=400)
    few, many = (paid * (np.arange(400) < buyers) for buyers in (99, 100))
    assert number_of(few, "revenue@10")["note"] == "fewer than 100 users with any"
    assert number_of(many, "revenue@10")["note"] == ""
    assert number_of(few / few.max(), "recall@10")["note"] == ""


@pytest.mark.parametrize("metric", ["revenue@10", "products_purchased@10", "new_categories@10"])
@pytest.mark.parametrize("n_users", [90, 150, 159, 161, 400])
def test_fewer_than_a_hundred_buyers_are_marked_however_few_the_others_are(metric, n_users):
    paid = np.random.default_rng(4).lognormal(size=n_users)
    few = paid * (np.arange(n_users) < 80)
    assert number_of(few, metric)["note"] == "fewer than 100 users with any"


def test_what_nearly_everybody_has_is_not_marked_where_it_is_no_amount():
    ages = np.random.default_rng(4).lognormal(size=90) * (np.arange(90) < 80)
    assert number_of(ages, "item_age@10")["note"] == ""


@pytest.mark.parametrize("n_users", [150, 159, 161, 400])
def test_a_difference_of_amounts_of_fewer_than_a_hundred_is_marked_likewise(n_users):
    paid = np.random.default_rng(4).lognormal(size=n_users)
    raised = paid + 0.1 * paid * (np.arange(n_users) < 80)
    (row,) = compare(family("revenue@10", a=raised, b=paid), 0.05)
    assert row["note"] == "fewer than 100 users tell the two apart"


def test_a_hundred_thousand_users_are_resampled_in_bundles_or_not_at_all():
    random = np.random.default_rng(5)
    rare = (random.random(30_000) < 0.001) * random.random(30_000)
    number = number_of(rare)
    error = rare.std(ddof=1) / 30_000**0.5
    assert number["se"] == pytest.approx(error)
    assert number["ci_high"] - number["ci_low"] == pytest.approx(2 * 1.96 * error, rel=0.15)
