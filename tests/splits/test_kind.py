"""Settings of a split by its kind, what a kind says of itself, and how sentences name it."""

import pytest
from pydantic import ValidationError

from benchmarks.contract.errors import UserError
from benchmarks.splits.kind import KINDS, read, require_baskets, require_times
from benchmarks.splits.temporal import Temporal
from benchmarks.splits.wording import Names
from tests.splits.test_split_kinds import RULES
from tests.worlds.helpers import interactions
from tests.worlds.rules import split_rule

SHARES = {"test": 0.2, "validation": 0.1}
MOMENTS = {"validation_from": "2017-10-30T04:00:00Z", "test_from": "2017-11-27T05:00:00Z"}
PURCHASES = Names("households", "products", "purchases")
SPACE = "\N{NO-BREAK SPACE}"

SENTENCES = {
    "temporal": "One moment cuts for everybody: the last 20 % of all purchases are the test part, "
    "the 10 % before them the validation part; households and items that are new after the cut "
    "stay in. The final fit learns from all before the test part.",
    "rolling": "Moments cut for everybody into 3 windows of 20 % of all purchases each, the last "
    "of the data; the 10 % before them are the validation part. Each baseline is fitted once for "
    "each window, from all before it; what is later is in no part of that fit. Parameters are "
    "searched on the validation part, before every window. A household’s number is the mean over "
    "the windows that have one; households and items that are new after a cut stay in. "
    "The final fit learns from all before the test part.",
    "user_temporal": "Each household’s last 20 % of purchases are the test part, the 10 % before "
    "them the validation part. The final fit learns from all before the test part.",
    "leave_last_out": "Each household’s last purchase is the test part, the one before it the "
    "validation part. The final fit learns from all before the test part.",
    "random": "A seeded 20 % of all purchases are the test part and another 10 % the validation "
    "part, whatever their time. The final fit learns from training and validation part.",
    "stratified": "Of each household’s purchases, a seeded 20 % are the test part and another 10 % "
    "the validation part, whatever their time. "
    "The final fit learns from training and validation part.",
    "k_fold": "All purchases are divided at random, by a seed, into 4 folds. Each fold is the test "
    "part once, with the next fold as its validation part; numbers are averages over the folds. "
    "The final fit learns from training and validation part.",
    "cold_items": "A seeded 20 % of the products have no interaction at all in training: all their "
    "purchases are the test part. Another 10 % of the products are the validation part in the same "
    "way. The final fit learns from training and validation part.",
    "cold_users": "A seeded 25 % of the households are new, and another 25 % are so for "
    "validation. Each baseline is fitted once for each size of their history, 0, 2 and 5: so many "
    "of a new household’s first purchases are in training. Whatever the size, everything up to a "
    "new "
    "household’s 5th is masked, and the test is all after it. Numbers for everybody are averages "
    "over the sizes. The final fit learns from training and validation part.",
    "next_basket": "Each household’s last basket is the test part, the one before it the "
    "validation part; households with fewer than three baskets are only learnt from. "
    "The final fit learns from all before the test part.",
}
NAMES = {
    "temporal": "A split at one moment for everybody",
    "rolling": "A split at several moments for everybody",
    "user_temporal": "A split by each household’s own time",
    "leave_last_out": "Leaving the last row out",
    "random": "A random split",
    "stratified": "A random split of each household’s rows",
    "k_fold": "A split into random folds",
    "cold_items": "Holding out whole items",
    "cold_users": "Holding out whole households",
    "next_basket": "Leaving the last basket out",
}
IN_A_PAPER = {
    "temporal": "The last 20 % of all interactions by time are the test part, the 10 % before them "
    "the validation part, with one cut for everybody.",
    "rolling": "The test parts are the last 3 consecutive windows of 20 % of the interactions "
    "each, with one fit for each, from all interactions before it, and are averaged within the "
    "household.",
    "user_temporal": "Of each household's interactions the last 20 % by time are the test part, "
    "the 10 % before them the validation part.",
    "leave_last_out": "Each household's last interaction is the test part, the one before it the "
    "validation part.",
    "random": "A random 20 % of the interactions are the test part, another 10 % the validation "
    "part.",
    "stratified": "Of the interactions of each household a random 20 % are the test part, "
    "another 10 % validate.",
    "k_fold": "The interactions are divided at random into 4 folds, each of which is the test part "
    "once.",
    "cold_items": "All interactions with a random 20 % of the items are the test part, all with "
    "another 10 % of the items the validation part.",
    "cold_users": "A random 25 % of the households are the test part, another 25 % the validation "
    "part; models know the first 0, 2 or 5 interactions of each, in one fit for each number, and "
    "those after the first 5 are held out.",
    "next_basket": "Each household's last basket is the test part, the one before it the "
    "validation part.",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_it_does_in_the_words_of_the_data(kind):
    rule = RULES[kind]
    assert " ".join(rule.sentences(PURCHASES)).replace(SPACE, " ") == SENTENCES[kind]
    assert rule.paper_sentence(PURCHASES) == IN_A_PAPER[kind]
    assert rule.name(PURCHASES) == NAMES[kind]


def test_moments_are_said_with_their_time_and_rare_items_are_not_said_to_stay():
    first, _ = split_rule(kind="temporal", **MOMENTS).sentences(Names(every_item=False))
    assert first == (
        "Two moments cut for everybody: interactions from 27 November 2017, 05:00 UTC are the test "
        "part, those before them from 30 October 2017, 04:00 UTC the validation part; users that "
        "are new after the cut stay in."
    )


def test_the_moments_of_windows_are_said_with_their_time():
    moments = [MOMENTS["validation_from"], MOMENTS["test_from"], "2017-12-25T05:00:00Z"]
    rule = split_rule(kind="rolling", moments=moments)
    first, _ = rule.sentences(Names(every_item=False))
    assert first.startswith(
        "Moments cut for everybody into 2 windows, which begin at 27 November 2017, 05:00 UTC and "
        "25 December 2017, 05:00 UTC; the interactions before them from 30 October 2017, 04:00 UTC "
        "are the validation part. "
    )
    assert "; users that are new after a cut stay in." in first
    assert rule.paper_sentence(Names()) == (
        "The test parts are the last 2 consecutive windows, with one fit for each, from all "
        "interactions before it, and are averaged within the user."
    )


def test_items_are_named_where_their_rows_are_shared_out():
    rule = split_rule(kind="stratified", test_rows=3, by="item")
    assert rule.name(PURCHASES) == "A random split of each item’s rows"
    assert rule.sentences(PURCHASES)[0].startswith("Of each item’s purchases, a seeded 3 are the ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_has_the_settings_of_its_kind_and_no_others(kind):
    others = {"folds": 7, "by": "item", "draw": "numpy", "seed": 4, **SHARES}
    rule = read({**RULES[kind].model_dump(exclude_unset=True), "kind": kind, **others})
    assert type(rule) is KINDS[kind]
    assert set(rule.meaning()) <= set(KINDS[kind].model_fields)


@pytest.mark.parametrize(("name", "value"), [("folds", 2), ("by", "genre"), ("draw", "hash")])
def test_settings_of_other_kinds_are_checked_although_they_mean_nothing(name, value):
    with pytest.raises(ValidationError, match=name):
        read({"kind": "temporal", **SHARES, name: value})


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "cold_users"])
def test_what_only_one_kind_could_mean_is_refused_elsewhere(kind):
    settings = RULES[kind].model_dump(exclude_unset=True)
    with pytest.raises(ValueError, match="known goes with kind cold_users"):
        read({**settings, "kind": kind, "known": [0, 5]})


def test_a_rule_is_read_as_it_is_and_its_plan_gives_the_same_rule():
    rule = split_rule(kind="temporal", **MOMENTS)
    assert read(rule) is rule
    planned = {"kind": rule.kind, **rule.model_dump(mode="json", exclude_unset=True)}
    assert read(planned) == rule == Temporal(**MOMENTS)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_without_times_are_refused_by_the_kinds_that_need_them(kind):
    timeless = interactions([(0, 1, None), (1, 1, None)])
    timed = interactions([(0, 1, 5), (1, 1, 6)])
    require_times(RULES[kind], timed, "here", "")
    if not RULES[kind].needs_times:
        require_times(RULES[kind], timeless, "here", "without times")
        return
    with pytest.raises(UserError, match=f"^here: a split of kind {kind} needs times"):
        require_times(RULES[kind], timeless, "here", "without times")


@pytest.mark.parametrize("kind", KINDS)
def test_data_without_baskets_is_refused_by_the_kind_that_needs_them(kind):
    require_baskets(RULES[kind], 3, "here")
    if not RULES[kind].needs_baskets:
        require_baskets(RULES[kind], 0, "here")
        return
    with pytest.raises(UserError, match=f"^here: a split of kind {kind} needs baskets"):
        require_baskets(RULES[kind], 0, "here")
