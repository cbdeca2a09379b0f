"""An A/B test planned from held-out scores, on results made by hand."""

import numpy as np
import pytest
from pydantic import ValidationError

from benchmarks.online import planning
from benchmarks.online.settings import Plan
from benchmarks.stats import power
from tests.online.made import SETTINGS, N, made


def by_design(rows):
    keyed = {(row.design, row.covariate): row for row in rows}
    assert len(keyed) == len(rows)
    return keyed


def test_an_ab_test_is_planned_with_the_variances_of_halves_and_not_with_that_of_differences():
    benchmark = made({"weak": 0.2, "strong": 0.3})
    plans, detectable = planning.plan([benchmark], SETTINGS)
    found = by_design(plans)
    values = [benchmark.hits[name][0].mean(axis=1) for name in ("weak", "strong")]
    gap = values[1].mean() - values[0].mean()
    halves = tuple(own.var(ddof=1) for own in values)
    assert found["ab", ""].users_needed == 2 * power.users_needed(gap, halves)
    within = power.users_needed_paired(gap, (values[1] - values[0]).var(ddof=1))
    assert found["within_users", ""].users_needed == within
    (least,) = [row for row in detectable if (row.design, row.days) == ("ab", 14)]
    assert least.users == 14_000
    assert least.detectable_difference == pytest.approx(power.detectable(7000, halves))
    assert {row.difference for row in plans} == {gap}
    assert {(row.outcome, row.k) for row in plans} == {("precision", 4)}  # there is no revenue


def test_history_shortens_the_test_by_the_share_that_it_foretells():
    plans, _ = planning.plan([made({"weak": 0.2, "strong": 0.3})], SETTINGS)
    found = by_design(plans)
    shorter = found["ab_cuped", "liking"]
    plain, saved = found["ab", ""].users_needed, shorter.variance_explained
    assert 0.1 < saved < 0.9
    assert shorter.users_needed == pytest.approx(plain * (1 - saved), abs=2)
    benchmark = made({"weak": 0.2, "strong": 0.3}, history={"none": np.zeros(N)})
    idle = by_design(planning.plan([benchmark], SETTINGS)[0])
    assert idle["ab_cuped", "none"].users_needed == plain


@pytest.mark.parametrize(
    "given", [{"users_per_day": 10**30}, {"users": [10**30]}, {"users": list(range(4, 105))}]
)
def test_more_users_than_there_are_people_and_more_than_a_hundred_sizes_are_refused(given):
    with pytest.raises(ValidationError):
        Plan(**given)


def test_a_pair_of_which_nobody_has_anything_is_planned_without_a_share_foretold():
    plans, detectable = planning.plan([made({"weak": 0.0, "strong": 0.0})], SETTINGS)
    assert {(row.difference, row.users_needed) for row in plans} == {(0.0, None)}
    assert {row.variance_explained for row in plans} == {None}
    assert {row.detectable_difference for row in detectable} == {0.0}


def test_a_pair_without_a_difference_has_no_number_of_users_and_no_days():
    benchmark = made({"weak": 0.3, "strong": 0.3})
    same = type(benchmark)(**{**vars(benchmark), "pairs": [("weak", "weak")]})
    plans, detectable = planning.plan([same], SETTINGS)
    assert {(row.difference, row.users_needed, row.days) for row in plans} == {(0.0, None, None)}
    assert all(row.detectable_difference > 0 for row in detectable)
