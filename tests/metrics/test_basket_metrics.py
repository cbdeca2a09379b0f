"""Metrics of the next basket against their definitions in words, and through `score`."""

import math

import numpy as np
import pytest

from benchmarks import metrics
from tests.metrics.test_business_metrics import scored
from tests.worlds.worlds import Row, World, disagreements, over_worlds


def repeats(case, user):
    return case.relevant(user) & case.seen(user)


def explored(case, user):
    return case.relevant(user) - case.seen(user)


def size(case, user):
    """How long the user's list is where the basket says so."""
    return len(case.relevant(user))


def down_to(case, user, length):
    return case.lists[user][: case.length][:length]


def recall_in_words(case, user, wanted, length):
    return len(set(down_to(case, user, length)) & wanted) / len(wanted) if wanted else math.nan


def ndcg_in_words(case, user, wanted, length):
    if not wanted:
        return math.nan
    gain = 0.0
    for rank, item in enumerate(down_to(case, user, length), start=1):
        gain += item in wanted and 1 / math.log2(rank + 1)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(length, len(wanted)) + 1))


def hit_rate_in_words(case, user, wanted, length):
    return float(bool(set(down_to(case, user, length)) & wanted)) if wanted else math.nan


def repeat_share_in_words(case, user, length):
    items = down_to(case, user, length)
    return sum(item in case.seen(user) for item in items) / len(items) if items else math.nan


FORMULAS = {"recall": recall_in_words, "ndcg": ndcg_in_words, "hit_rate": hit_rate_in_words}
WANTED = {"repeat": repeats, "explore": explored}


def _at_k(formula, wanted):
    return lambda case, user: formula(case, user, wanted(case, user), case.k)


def _at_size(formula, wanted):
    return lambda case, user: formula(case, user, wanted(case, user), size(case, user))


ORACLES = {"repeat_share": lambda case, user: repeat_share_in_words(case, user, case.k)}
AT_SIZE = {
    "repeat_share_at_size": lambda case, user: repeat_share_in_words(case, user, size(case, user))
}
for _name, _formula in FORMULAS.items():
    AT_SIZE[f"{_name}_at_size"] = _at_size(_formula, World.relevant)
    for _part, _wanted in WANTED.items():
        ORACLES[f"{_name}_{_part}"] = _at_k(_formula, _wanted)
        AT_SIZE[f"{_name}_{_part}_at_size"] = _at_size(_formula, _wanted)


@over_worlds(max_examples=150)
def test_every_metric_of_repeats_and_new_items_equals_its_definition(case):
    assert disagreements(case, ORACLES) == []


@over_worlds(max_examples=100)
def test_a_list_as_long_as_the_basket_is_judged_like_one_cut_by_hand(case):
    per_user, _ = scored(case, list(AT_SIZE))
    for name, oracle in AT_SIZE.items():
        expected = [oracle(case, u) if case.relevant(u) else math.nan for u in case.users]
        np.testing.assert_allclose(per_user[name], expected, rtol=0, atol=1e-11, err_msg=name)


def household():
    """One who had 0 to 3, then a basket of 0, 1, 7; the list has 0, 2, 7, 1."""
    had = tuple(Row(0, item) for item in (0, 1, 2, 3))
    basket = tuple(Row(0, item, part="test") for item in (0, 1, 7, 7))
    return World({0: [0, 2, 7, 1]}, basket, 8, 2, had, mask="none")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("recall_repeat", 1 / 2),
        ("recall_explore", 0.0),
        ("hit_rate_explore", 0.0),
        ("repeat_share", 1.0),
        ("ndcg_repeat", 1 / (1 + 1 / math.log2(3))),
    ],
)
def test_the_first_two_of_a_list_against_numbers_by_hand(name, expected):
    assert household().values(name) == pytest.approx([expected], abs=1e-15)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("recall_at_size", 2 / 3),  # the basket has three items: 0, 2, 7 are looked at
        ("recall_repeat_at_size", 1 / 2),
        ("recall_explore_at_size", 1.0),
        ("hit_rate_explore_at_size", 1.0),
        ("ndcg_explore_at_size", 1 / 2),  # the third place, where an ideal list has the first
        ("repeat_share_at_size", 2 / 3),
    ],
)
def test_the_size_of_the_basket_is_the_length_of_the_list(name, expected):
    per_user, totals = scored(household(), [name])
    assert per_user[name] == pytest.approx([expected], abs=1e-12)
    assert totals[name] == pytest.approx(expected, abs=1e-12)


def test_a_user_whose_basket_has_nothing_new_counts_for_repeats_alone():
    basket = (Row(0, 1, part="test"),)
    case = World({0: [1, 2]}, basket, 3, 2, (Row(0, 1),), mask="none")
    assert case.values("recall_repeat").tolist() == [1.0]
    assert np.isnan(case.values("recall_explore")).all()
    assert np.isnan(case.values("hit_rate_explore")).all()


def test_a_view_that_leaves_out_what_users_had_has_no_repeats():
    basket = (Row(0, 1, part="test"), Row(0, 2, part="test"))
    case = World({0: [2]}, basket, 3, 2, (Row(0, 1),), mask="seen")
    assert np.isnan(case.values("recall_repeat")).all()
    assert case.values("recall_explore").tolist() == [1.0]
    assert case.values("repeat_share").tolist() == [0.0]


def test_metrics_at_the_size_of_the_basket_have_no_cutoff_in_their_names():
    assert metrics.columns(["recall_at_size", "recall_repeat"], [10, 20]) == [
        *("recall_at_size", "recall_repeat@10", "recall_repeat@20")
    ]


def test_other_metrics_are_the_same_beside_metrics_at_the_size_of_the_basket():
    alone, _ = scored(household(), ["ndcg", "recall"])
    beside, _ = scored(household(), ["ndcg", "recall", "recall_at_size"])
    for name, values in alone.items():
        assert values is beside[name] or values.tolist() == beside[name].tolist()
