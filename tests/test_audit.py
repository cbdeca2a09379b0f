"""The audit finds planted leaks, and counts what plain loops count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.audit import audit
from benchmarks.shared.errors import UserError
from benchmarks.shared.params import SplitRule
from benchmarks.splitting import PARTS, assign
from tests.helpers import interactions, random_keys

TRAIN, VALIDATION, TEST = range(3)
KINDS = ("user_temporal", "temporal")

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


def audited(rows, kind):
    triples, parts = zip(*rows, strict=True)
    return audit(interactions(triples), np.array(parts, dtype=np.int8), kind)


def shuffled(rows):
    return [rows[i] for i in np.random.default_rng(0).permutation(len(rows))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_split_passes_with_these_numbers(kind):
    assert audited(shuffled(CLEAN), kind) == {
        "kind": kind,
        "rows": {"train": 3, "validation": 1, "test": 4},
        "users": {"train": 2, "validation": 1, "test": 3},
        "items": {"train": 2, "validation": 1, "test": 3},
        "pairs_in_training_and_test": 0,
        "duplicate_pairs": 0,
        "cold_test_users": 1,
        "cold_test_items": 2,
        "test_rows_with_cold_user": 2,
        "test_rows_with_cold_item": 3,
        "users_whose_test_cut_falls_inside_a_tie": 0,
        "training_later_than_test_same_user": 0.0,
        "training_later_than_test": 0.0,
    }


@pytest.mark.parametrize("part", [TRAIN, VALIDATION])
@pytest.mark.parametrize("kind", KINDS)
def test_a_pair_of_the_test_that_is_also_known_stops_the_audit_and_is_named(kind, part):
    with pytest.raises(
        UserError, match=r"pairs of the test are also in training: 1 of 4 rows, first \(user 1, item 12\)"
    ):
        audited([((1, 12, 0), part), *CLEAN], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_pair_in_both_training_and_validation_stops_the_audit(kind):
    with pytest.raises(UserError, match=r"\(user 1, item 10\)"):
        audited([*CLEAN, ((1, 10, 3), VALIDATION)], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_items_and_users_are_not_confused_when_pairs_are_compared(kind):
    # pair codes such as user + item or an unscaled user * something would take these for overlaps
    rows = [((1, 2, 1), TRAIN), ((0, 3, 1), TRAIN), ((2, 1, 5), TEST), ((3, 0, 5), TEST), ((0, 13, 5), TEST)]
    assert audited(rows, kind)["pairs_in_training_and_test"] == 0


@pytest.mark.parametrize("part", [TRAIN, VALIDATION])
@pytest.mark.parametrize("time", [6, 7, 100])
def test_a_temporal_split_with_a_known_row_at_or_after_the_first_test_row_stops_the_audit(time, part):
    with pytest.raises(UserError, match=r"temporal split promises .*: 1 of 9 rows, first \(user 0, item 12\)\."):
        audited([*CLEAN, ((0, 12, time), part)], "temporal")


@pytest.mark.parametrize("part", [TRAIN, VALIDATION])
def test_a_user_temporal_split_with_a_row_after_the_first_test_row_of_the_same_user_stops_the_audit(part):
    with pytest.raises(UserError, match=r"user_temporal split promises .*: 1 of 9 rows, first \(user 0, item 12\)\."):
        audited([*CLEAN, ((0, 12, 7), part)], "user_temporal")


def test_a_user_temporal_split_may_have_training_rows_after_the_test_rows_of_others_and_says_how_many():
    findings = audited([*CLEAN, ((4, 13, 6), TRAIN), ((3, 10, 100), TRAIN)], "user_temporal")
    assert findings["training_later_than_test_same_user"] == 0
    # of 6 known rows, 1 is later than each of the 4 test rows; none but that at 100, as 6 is not later than 6
    assert findings["training_later_than_test"] == round(1 / 6, 6)


@pytest.mark.parametrize("kind", KINDS)
def test_training_later_than_the_validation_stops_the_audit(kind):
    with pytest.raises(UserError, match=rf"{kind} split promises .*: 1 of 9 rows, first \(user 1, item 14\)\."):
        audited([*CLEAN, ((1, 14, 4), TRAIN)], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_purchases_may_come_again_in_a_later_part_and_are_counted(kind):
    triples, parts = zip(*[*CLEAN, ((0, 10, 6), TEST)], strict=True)
    findings = audit(interactions(triples), np.array(parts, dtype=np.int8), kind, repeats=True)
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
    assert findings["rows"] == {"train": 3, "validation": 1, "test": 0}
    assert findings["cold_test_users"] == findings["cold_test_items"] == 0
    assert findings["training_later_than_test"] == 0


def counts_by_loops(rows):
    """Count with sets and loops what the audit counts with arrays."""
    known = [row for row, part in rows if part != TEST]
    test = [row for row, part in rows if part == TEST]
    known_users, known_items = {row[0] for row in known}, {row[1] for row in known}
    tied = {
        user
        for user, _, time in known
        if any(other[0] == user for other in test) and time == min(other[2] for other in test if other[0] == user)
    }
    later = [sum(other[2] > row[2] for other in known) / len(known) for row in test] if known else []
    distinct = [({row[column] for row, part in rows if part == p}) for column in (0, 1) for p in range(3)]
    return {
        "rows": {name: sum(part == p for _, part in rows) for p, name in enumerate(PARTS[:3])},
        "users": {name: len(distinct[p]) for p, name in enumerate(PARTS[:3])},
        "items": {name: len(distinct[3 + p]) for p, name in enumerate(PARTS[:3])},
        "pairs_in_training_and_test": 0,
        "duplicate_pairs": len(rows) - len({row[:2] for row, _ in rows}),
        "cold_test_users": len({row[0] for row in test} - known_users),
        "cold_test_items": len({row[1] for row in test} - known_items),
        "test_rows_with_cold_user": sum(row[0] not in known_users for row in test),
        "test_rows_with_cold_item": sum(row[1] not in known_items for row in test),
        "users_whose_test_cut_falls_inside_a_tie": len(tied),
        "training_later_than_test_same_user": 0.0,
        "training_later_than_test": pytest.approx(sum(later) / len(later) if later else 0.0, abs=6e-7),
    }


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    kind=st.sampled_from(KINDS),
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), unique=True, min_size=1, max_size=50),
    highest=st.sampled_from([3, 30]),
    shares=st.sampled_from([(0.2, 0.1), (0.5, 0.3)]),
    seed=st.integers(0, 100),
)
def test_a_split_as_the_harness_makes_it_passes_with_the_numbers_of_plain_loops(kind, pairs, highest, shares, seed):
    times = np.random.default_rng(seed).integers(0, highest, len(pairs)).tolist()
    triples = [(*pair, time) for pair, time in zip(pairs, times, strict=True)]
    rule = SplitRule(kind=kind, test=shares[0], validation=shares[1])
    parts = assign(interactions(triples), rule, random_keys(6, 1), random_keys(13, 2))["all"].tolist()
    rows = list(zip(triples, parts, strict=True))
    assert audited(rows, kind) == {"kind": kind, **counts_by_loops(rows)}


def test_a_cold_item_in_training_stops_the_audit_and_is_named():
    rows = [((0, 10, 1), TRAIN), ((1, 11, 1), VALIDATION), ((0, 12, 1), TEST), ((1, 12, 9), TRAIN)]
    with pytest.raises(
        UserError, match=r"cold_items split promises no training row of its test items.*user 1, item 12"
    ):
        audited(rows, "cold_items")


def test_the_gap_of_a_new_test_user_is_not_training():
    gap = PARTS.index("test_gap")
    rows = [((0, 10, 1), TRAIN), ((1, 11, 2), gap), ((1, 12, 3), TEST)]
    findings = audited(rows, "cold_users")
    assert findings["cold_test_users"] == 1
    assert findings["rows"] == {"train": 1, "validation": 0, "test": 1, "test_gap": 1}
