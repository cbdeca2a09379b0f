"""The audit finds and names planted leaks, and stops a split that breaks its kind's promise."""

import numpy as np
import pytest

from benchmarks.contract.errors import UserError
from benchmarks.splits.audit import audit
from benchmarks.splits.parts import PARTS
from tests.splits.test_split_kinds import RULES
from tests.worlds.helpers import in_baskets

TRAIN, VALIDATION, TEST = range(3)
KINDS = ("user_temporal", "temporal", "leave_last_out")
UNORDERED = (
    "random",
    "stratified",
    "k_fold",
)  # promise no order, only that no pair is in two parts
NO_TEST_ROWS = {
    "temporal": "no row after the cut",
    "user_temporal": "too few rows to hold out a share",
    "leave_last_out": "a single row",
    "random": "no row drawn for the test",
    "stratified": "no row drawn for the test",
    "k_fold": "no row drawn for the test",
}

# (user, item, time), part: user 0 and item 10 are known, user 2 and item 13 are new in the test
CLEAN = [
    ((0, 10, 1), TRAIN),
    ((0, 11, 2), TRAIN),
    ((1, 10, 2), TRAIN),
    ((1, 11, 3), VALIDATION),
    ((0, 13, 6), TEST),
    ((1, 12, 7), TEST),
    ((2, 10, 8), TEST),
    ((2, 13, 9), TEST),
]


def audited(rows, kind, **more):
    triples, parts = zip(*rows, strict=True)
    return audit(in_baskets(triples), np.array(parts, dtype=np.int8), RULES[kind], **more)


def shuffled(rows):
    return [rows[i] for i in np.random.default_rng(0).permutation(len(rows))]


@pytest.mark.parametrize("kind", [*KINDS, *UNORDERED])
def test_a_clean_split_passes_with_these_numbers(kind):
    assert audited(shuffled([*CLEAN, ((3, 11, 1), TRAIN)]), kind) == {
        "kind": kind,
        "leaks_the_future": kind != "temporal",
        "rows": {"train": 4, "validation": 1, "test": 4},
        "users": {"train": 3, "validation": 1, "test": 3},
        "items": {"train": 2, "validation": 1, "test": 3},
        "pairs_in_training_and_test": 0,
        "duplicate_pairs": 0,
        "cold_test_users": 1,
        "cold_test_items": 2,
        "test_rows_with_cold_user": 2,
        "test_rows_with_cold_item": 3,
        "test_items_first_seen_after_the_cut": 2,
        "users_left_out": {NO_TEST_ROWS[kind]: 1},
        "test_users_without_relevant_rows": 0,
        "users_whose_test_cut_falls_inside_a_tie": 0,
        "training_later_than_test_same_user": 0.0,
        "training_later_than_test": 0.0,
    }


@pytest.mark.parametrize("part", [TRAIN, VALIDATION])
@pytest.mark.parametrize("kind", [*KINDS, *UNORDERED])
def test_a_pair_of_the_test_that_is_also_known_stops_the_audit_and_is_named(kind, part):
    with pytest.raises(
        UserError,
        match=r"pairs of the test are also in training: 1 of 4 rows, first \(user 1, item 12\)",
    ):
        audited([((1, 12, 0), part), *CLEAN], kind)


@pytest.mark.parametrize("kind", [*KINDS, *UNORDERED])
def test_a_pair_in_both_training_and_validation_stops_the_audit(kind):
    with pytest.raises(UserError, match=r"\(user 1, item 10\)"):
        audited([*CLEAN, ((1, 10, 3), VALIDATION)], kind)


@pytest.mark.parametrize("kind", [*KINDS, *UNORDERED])
def test_items_and_users_are_not_confused_when_pairs_are_compared(kind):
    # pair codes such as user + item or an unscaled user * something would take these for overlaps
    rows = [
        ((1, 2, 1), TRAIN),
        ((0, 3, 1), TRAIN),
        ((2, 1, 5), TEST),
        ((3, 0, 5), TEST),
        ((0, 13, 5), TEST),
    ]
    assert audited(rows, kind)["pairs_in_training_and_test"] == 0


@pytest.mark.parametrize("part", [TRAIN, VALIDATION])
@pytest.mark.parametrize("time", [6, 7, 100])
def test_a_temporal_split_with_a_known_row_at_or_after_the_first_test_row_stops_the_audit(
    time, part
):
    with pytest.raises(
        UserError, match=r"temporal split promises .*: 1 of 9 rows, first \(user 0, item 12\)\."
    ):
        audited([*CLEAN, ((0, 12, time), part)], "temporal")


@pytest.mark.parametrize("part", [TRAIN, VALIDATION])
@pytest.mark.parametrize("kind", ["user_temporal", "leave_last_out", "cold_users"])
def test_a_split_by_the_time_of_each_user_with_a_row_after_the_users_first_test_row_stops_the_audit(
    kind, part
):
    with pytest.raises(
        UserError, match=rf"{kind} split promises .*: 1 of 9 rows, first \(user 0, item 12\)\."
    ):
        audited([*CLEAN, ((0, 12, 7), part)], kind)


@pytest.mark.parametrize("kind", UNORDERED)
def test_a_split_without_order_may_train_on_what_is_later_and_says_how_much(kind):
    findings = audited([*CLEAN, ((0, 12, 7), TRAIN), ((3, 10, 100), TRAIN)], kind)
    # of 6 known rows (0, 12, 7) is later than the first test row of its user
    assert findings["training_later_than_test_same_user"] == round(1 / 6, 6)
    assert findings["training_later_than_test"] == round((2 + 1 + 1 + 1) / 4 / 6, 6)


@pytest.mark.parametrize(
    "kind", [*UNORDERED, "leave_last_out", "user_temporal", "cold_users", "cold_items"]
)
def test_kinds_that_leak_the_future_by_their_nature_are_branded(kind):
    rows = [((0, 10, 1), TRAIN), ((1, 12, 2), TRAIN), ((0, 11, 3), VALIDATION), ((1, 13, 4), TEST)]
    assert audited(rows, kind)["leaks_the_future"] is True
    assert audited(rows, "temporal")["leaks_the_future"] is False


def test_a_user_temporal_split_may_have_training_rows_after_test_rows_of_others_and_says_how_many():
    findings = audited([*CLEAN, ((4, 13, 6), TRAIN), ((3, 10, 100), TRAIN)], "user_temporal")
    assert findings["training_later_than_test_same_user"] == 0
    # of 6 known rows, 1 is later than each of the 4 test rows; none but that at 100, as 6 is not
    # later than 6
    assert findings["training_later_than_test"] == round(1 / 6, 6)


@pytest.mark.parametrize("kind", KINDS)
def test_training_later_than_the_validation_stops_the_audit(kind):
    with pytest.raises(
        UserError, match=rf"{kind} split promises .*: 1 of 9 rows, first \(user 1, item 14\)\."
    ):
        audited([*CLEAN, ((1, 14, 4), TRAIN)], kind)


@pytest.mark.parametrize("kind", [*KINDS, *UNORDERED])
def test_purchases_may_come_again_in_a_later_part_and_are_counted(kind):
    findings = audited([*CLEAN, ((0, 10, 6), TEST)], kind, repeats=True)
    assert findings["pairs_in_training_and_test"] == 1


def test_a_tie_at_the_cut_of_a_user_is_allowed_and_counted_once_for_the_user():
    rows = [*CLEAN, ((0, 12, 6), TRAIN), ((0, 14, 6), VALIDATION)]
    assert audited(rows, "user_temporal")["users_whose_test_cut_falls_inside_a_tie"] == 1


def test_the_first_five_offending_rows_are_named_and_all_are_counted():
    planted = [((0, 20 + row, 50), TRAIN) for row in range(7)]
    with pytest.raises(UserError) as caught:
        audited([*CLEAN, *planted], "temporal")
    named = ", ".join(f"(user 0, item {item})" for item in range(20, 25))
    assert f": 7 of 15 rows, first {named}. The split is not to be used." in str(caught.value)


def test_a_pair_twice_in_training_is_counted_and_passes():
    assert audited([*CLEAN, ((0, 10, 2), TRAIN)], "temporal")["duplicate_pairs"] == 1


def test_a_split_without_test_rows_leaks_nothing():
    findings = audited([row for row in CLEAN if row[1] != TEST], "temporal")
    assert findings["users_left_out"] == {"no row after the cut": 2}
    assert findings["rows"] == {"train": 3, "validation": 1, "test": 0}
    assert findings["cold_test_users"] == findings["cold_test_items"] == 0
    assert findings["training_later_than_test"] == 0


def test_a_cold_item_in_training_stops_the_audit_and_is_named():
    rows = [((0, 10, 1), TRAIN), ((1, 11, 1), VALIDATION), ((0, 12, 1), TEST), ((1, 12, 9), TRAIN)]
    with pytest.raises(
        UserError,
        match=r"cold_items split promises no training row of its test items.*user 1, item 12",
    ):
        audited(rows, "cold_items")


def test_the_gap_of_a_new_test_user_is_not_training():
    gap = PARTS.index("test_gap")
    rows = [((0, 10, 1), TRAIN), ((1, 11, 2), gap), ((1, 12, 3), TEST)]
    findings = audited(rows, "cold_users")
    assert findings["cold_test_users"] == 1
    assert findings["rows"] == {"train": 1, "validation": 0, "test": 1, "test_gap": 1}


def test_users_who_are_in_the_table_but_not_in_the_catalogue_are_counted_apart():
    left_out = audited([*CLEAN, ((3, 11, 1), TRAIN)], "temporal", n_users=9)["users_left_out"]
    assert left_out == {"no row in the catalogue": 5, "no row after the cut": 1}


@pytest.mark.parametrize("known", [0, 2])
def test_a_new_user_without_a_row_after_the_largest_history_is_told_from_the_old_users(known):
    """As `cold_users` makes it for known [0, 2, 5].

    User 1 is drawn for the test and has 5 rows, user 2 has 6.
    """
    gap = PARTS.index("test_gap")
    rows = [((0, 10, 1), TRAIN)]
    rows += [((1, 20 + place, place), TRAIN if place < known else gap) for place in range(5)]
    rows += [
        ((2, 30 + place, place), TRAIN if place < known else gap if place < 5 else TEST)
        for place in range(6)
    ]
    left_out = audited(rows, "cold_users")["users_left_out"]
    assert left_out == {"no row after the largest history": 1, "not drawn for the test": 1}


def test_test_users_without_a_relevant_row_are_counted_not_rows():
    relevant = np.array(
        [False] * 4 + [True, False, False, False]
    )  # users 1 and 2; user 2 has two rows
    assert audited(CLEAN, "temporal", relevant=relevant)["test_users_without_relevant_rows"] == 2


def test_an_item_that_somebody_had_before_the_cut_of_the_user_is_not_first_seen_after_it():
    rows = [
        ((0, 10, 5), TRAIN),
        ((0, 11, 6), TEST),
        ((1, 11, 6), TRAIN),
        ((1, 12, 8), TEST),
        ((2, 12, 7), TRAIN),
    ]
    # 11 is first seen at the very moment of user 0's cut; 12 was seen before that of user 1
    assert audited(rows, "user_temporal")["test_items_first_seen_after_the_cut"] == 1


@pytest.mark.parametrize(("time", "part"), [(6, TRAIN), (6, VALIDATION), (7, TRAIN)])
def test_a_training_row_of_the_test_basket_or_later_stops_the_audit(time, part):
    rows = [((0, 10, 1), TRAIN), ((0, 11, 2), VALIDATION), ((0, 13, 6), TEST)]
    audited(rows, "next_basket", repeats=True)
    with pytest.raises(UserError, match=r"some are: 1 of 4 rows, first \(user 0, item 12\)"):
        audited([*rows, ((0, 12, time), part)], "next_basket", repeats=True)
