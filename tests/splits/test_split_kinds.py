"""Every kind of split: against a plain loop written from its docstring; what all have in common."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.protocol.ties import pair_hash
from benchmarks.splits.k_fold import k_fold
from benchmarks.splits.kind import KINDS, assign
from benchmarks.splits.leave_last_out import leave_last_out
from benchmarks.splits.parts import PARTS
from tests.splits.test_splitting import SHARES, exact_floor, random_rows
from tests.worlds.helpers import in_baskets, random_keys
from tests.worlds.rules import split_rule

TRAIN, VALIDATION, TEST = range(3)
USER_KEYS, ITEM_KEYS = random_keys(12, 1), random_keys(90, 2)
RULES = {
    "temporal": split_rule(kind="temporal", test=0.2, validation=0.1),
    "rolling": split_rule(kind="rolling", windows=3, test=0.2, validation=0.1),
    "user_temporal": split_rule(kind="user_temporal", test=0.2, validation=0.1, seed=3),
    "leave_last_out": split_rule(kind="leave_last_out", seed=3),
    "random": split_rule(kind="random", test=0.2, validation=0.1, seed=3),
    "stratified": split_rule(kind="stratified", test=0.2, validation=0.1, seed=3),
    "k_fold": split_rule(kind="k_fold", folds=4, seed=3),
    "cold_items": split_rule(kind="cold_items", test=0.2, validation=0.1, seed=3),
    "cold_users": split_rule(
        kind="cold_users", test=0.25, validation=0.25, known=[0, 2, 5], seed=3
    ),
    "next_basket": split_rule(kind="next_basket"),
}
SEEDED = ("random", "stratified", "k_fold", "cold_items", "cold_users")

many = settings(max_examples=150, deadline=None, derandomize=True)
few_users = st.lists(st.integers(0, 9), min_size=1, max_size=40)  # many have 1, 2 or 3 rows


def folds_of(rows, rule, user_keys=USER_KEYS, item_keys=ITEM_KEYS):
    return {
        fold: parts.tolist()
        for fold, parts in assign(in_baskets(rows), rule, user_keys, item_keys).items()
    }


def by_row(rows, rule):
    return {
        fold: dict(zip(rows, parts, strict=True)) for fold, parts in folds_of(rows, rule).items()
    }


def hashes_of(rows, rule, user_keys=USER_KEYS, item_keys=ITEM_KEYS):
    users, items, _ = (np.array(column) for column in zip(*rows, strict=True))
    return pair_hash(user_keys[users], item_keys[items], rule.seed)


def test_these_are_all_kinds():
    assert set(RULES) == set(KINDS)


@many
@given(users=few_users, highest=st.sampled_from([0, 2, 1000]), seed=st.integers(0, 1000))
def test_leave_last_out_equals_a_loop_over_users(users, highest, seed):
    times = np.random.default_rng(seed).integers(0, highest + 1, len(users))
    hashes = random_keys(len(users), seed + 1)
    expected = [TRAIN] * len(users)
    for user in set(users):
        mine = [row for row in range(len(users)) if users[row] == user]
        mine.sort(key=lambda row: (times[row], hashes[row]))
        if len(mine) >= 2:
            expected[mine[-1]] = TEST
        if len(mine) >= 3:
            expected[mine[-2]] = VALIDATION
    assert leave_last_out(np.array(users), times, hashes).tolist() == expected


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, [TRAIN]), (2, [TRAIN, TEST]), (3, [TRAIN, VALIDATION, TEST]), (4, [0, 0, 1, 2])],
)
def test_leave_last_out_of_a_user_with_few_rows(n, expected):
    rows = [(0, item, 10 * item) for item in range(n)]
    assert folds_of(rows, RULES["leave_last_out"]) == {"all": expected}


@many
@given(users=few_users, highest=st.sampled_from([0, 2, 6]), seed=st.integers(0, 1000))
def test_next_basket_equals_a_loop_over_users(users, highest, seed):
    times = np.random.default_rng(seed).integers(0, highest + 1, len(users)).tolist()
    rows = [(user, item, time) for item, (user, time) in enumerate(zip(users, times, strict=True))]
    expected = [TRAIN] * len(rows)
    for place, (user, _, time) in enumerate(rows):
        own = sorted({other[2] for other in rows if other[0] == user})
        if len(own) >= 3 and time in own[-2:]:
            expected[place] = TEST if time == own[-1] else VALIDATION
    assert folds_of(rows, RULES["next_basket"]) == {"all": expected}


@pytest.mark.parametrize(
    ("n", "expected"), [(1, [0]), (2, [0, 0]), (3, [0, 1, 2]), (4, [0, 0, 1, 2])]
)
def test_whoever_has_fewer_than_three_baskets_is_only_learnt_from(n, expected):
    rows = [(0, item, 10 * basket) for basket in range(n) for item in (2 * basket, 2 * basket + 1)]
    twice = [part for part in expected for _ in (0, 1)]
    assert folds_of(rows, RULES["next_basket"]) == {"all": twice}


@many
@given(n=st.integers(1, 90), shares=st.sampled_from(SHARES), seed=st.integers(0, 20))
def test_random_equals_a_loop_over_the_rows_in_order_of_their_hashes(n, shares, seed):
    rows = [(item % 12, item, item % 3) for item in range(n)]
    rule = split_rule(kind="random", test=shares[0], validation=shares[1], seed=seed)
    hashes = hashes_of(rows, rule)
    n_test, n_validation = exact_floor(n, shares[0]), exact_floor(n, shares[1])
    expected = [TRAIN] * n
    for place, row in enumerate(sorted(range(n), key=lambda row: hashes[row])):
        if place < n_test:
            expected[row] = TEST
        elif place < n_test + n_validation:
            expected[row] = VALIDATION
    assert folds_of(rows, rule) == {"all": expected}


@pytest.mark.parametrize("shares", SHARES)
@pytest.mark.parametrize("n", [1, 9, 10, 100, 1000])
def test_random_takes_exactly_the_floor_of_each_share_of_the_rows(n, shares):
    rows = [(row % 12, row % 90, row) for row in range(n)]
    parts = folds_of(rows, split_rule(kind="random", test=shares[0], validation=shares[1]))["all"]
    assert (parts.count(TEST), parts.count(VALIDATION)) == (
        exact_floor(n, shares[0]),
        exact_floor(n, shares[1]),
    )


@many
@given(n=st.integers(1, 60), folds=st.integers(3, 12), seed=st.integers(0, 1000))
def test_the_folds_are_shares_of_the_rows_in_order_of_their_hashes(n, folds, seed):
    hashes = random_keys(n, seed)
    found = k_fold(hashes, folds)
    assert list(found) == [f"{number} of {folds}" for number in range(1, folds + 1)]
    share = np.array(
        [[parts[row] == TEST for parts in found.values()].index(True) for row in range(n)]
    )
    in_order = share[np.argsort(hashes)].tolist()
    assert in_order == sorted(in_order)
    sizes = [in_order.count(number) for number in range(folds)]
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("folds", [3, 4, 5, 10])
def test_each_row_is_the_test_once_and_the_validation_once_and_else_training(folds):
    found = folds_of(random_rows(), split_rule(kind="k_fold", folds=folds))
    for of_row in zip(*found.values(), strict=True):
        assert sorted(of_row) == [TRAIN] * (folds - 2) + [VALIDATION, TEST]


def test_the_validation_of_a_fold_is_the_test_of_the_next_and_of_the_last_that_of_the_first():
    found = list(folds_of(random_rows(), RULES["k_fold"]).values())
    for parts, following in zip(found, [*found[1:], found[0]], strict=True):
        assert [part == VALIDATION for part in parts] == [part == TEST for part in following]


@many
@given(items=st.lists(st.integers(0, 29), min_size=1, max_size=40), shares=st.sampled_from(SHARES))
def test_cold_items_equals_a_loop_over_the_items_in_order_of_their_hashes(items, shares):
    rule, keys = (
        split_rule(kind="cold_items", test=shares[0], validation=shares[1], seed=5),
        ITEM_KEYS[:30],
    )
    drawn = pair_hash(keys, np.zeros(1, dtype=np.uint64), 5)
    order = sorted(range(30), key=lambda item: drawn[item])
    n_test, n_validation = exact_floor(30, shares[0]), exact_floor(30, shares[1])
    test, validation = set(order[:n_test]), set(order[n_test : n_test + n_validation])
    expected = [
        TEST if item in test else VALIDATION if item in validation else TRAIN for item in items
    ]
    assert folds_of([(0, item, 0) for item in items], rule, item_keys=keys) == {"all": expected}


@many
@given(users=few_users, highest=st.sampled_from([0, 2, 1000]), seed=st.integers(0, 1000))
def test_cold_users_equals_a_loop_over_users(users, highest, seed):
    rule = RULES["cold_users"]
    times = np.random.default_rng(seed).integers(0, highest + 1, len(users)).tolist()
    rows = [(user, row, time) for row, (user, time) in enumerate(zip(users, times, strict=True))]
    drawn, hashes = (
        pair_hash(USER_KEYS, np.zeros(1, dtype=np.uint64), rule.seed),
        hashes_of(rows, rule),
    )
    order = sorted(range(12), key=lambda user: drawn[user])
    names = dict.fromkeys(order[:3], "test") | dict.fromkeys(order[3:6], "validation")
    for known, (fold, parts) in zip(rule.known, folds_of(rows, rule).items(), strict=True):
        assert fold == f"known={known}"
        for user in set(users):
            mine = sorted(
                (row for row in rows if row[0] == user),
                key=lambda row: (row[2], hashes[rows.index(row)]),
            )
            for place, row in enumerate(mine):
                name = names.get(user, "train") if place >= known else "train"
                name += "_gap" if known <= place < 5 and name != "train" else ""
                assert PARTS[parts[rows.index(row)]] == name


@pytest.mark.parametrize("highest", [0, 5, 10_000])
@pytest.mark.parametrize("kind", RULES)
def test_the_order_of_the_rows_matters_to_no_kind(kind, highest):
    rows = random_rows(highest=highest)
    expected = by_row(rows, RULES[kind])
    for seed in range(3):
        shuffled = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
        assert by_row(shuffled, RULES[kind]) == expected


@pytest.mark.parametrize("kind", RULES)
def test_the_order_of_the_rows_matters_to_no_kind_where_purchases_of_a_pair_come_again(kind):
    rows = [
        (user, item, 7 * week + user)
        for user in range(11)
        for item in range(3)
        for week in range(9)
    ]
    shuffled = [rows[i] for i in np.random.default_rng(0).permutation(len(rows))]
    assert by_row(shuffled, RULES[kind]) == by_row(rows, RULES[kind])


@pytest.mark.parametrize("kind", ["random", "stratified", "k_fold"])
def test_purchases_of_one_pair_are_drawn_one_by_one(kind):
    rows = [(0, 0, week) for week in range(400)]
    parts = next(iter(folds_of(rows, RULES[kind]).values()))
    runs = 1 + sum(before != after for before, after in pairwise(parts))
    assert runs > 20  # in order of time, as drawn; not one block of rows after the other


@pytest.mark.parametrize("kind", RULES)
def test_the_codes_of_users_and_items_matter_to_no_kind(kind):
    rows, random = random_rows(), np.random.default_rng(7)
    new_user, new_item = random.permutation(12), random.permutation(90)
    renamed = [(int(new_user[user]), int(new_item[item]), time) for user, item, time in rows]
    user_keys, item_keys = np.empty_like(USER_KEYS), np.empty_like(ITEM_KEYS)
    user_keys[new_user], item_keys[new_item] = USER_KEYS, ITEM_KEYS
    assert folds_of(renamed, RULES[kind], user_keys, item_keys) == folds_of(rows, RULES[kind])


@pytest.mark.parametrize("kind", SEEDED)
def test_another_seed_draws_another_split(kind):
    other = RULES[kind].model_copy(update={"seed": 4})
    assert folds_of(random_rows(), other) != folds_of(random_rows(), RULES[kind])


def test_the_seed_of_leave_last_out_decides_ties_in_time_and_nothing_else():
    rule, other = RULES["leave_last_out"], split_rule(kind="leave_last_out", seed=4)
    distinct = [(user, item, row) for row, (user, item, _) in enumerate(random_rows())]
    assert folds_of(distinct, rule) == folds_of(distinct, other)
    assert folds_of(random_rows(highest=0), rule) != folds_of(random_rows(highest=0), other)


@pytest.mark.parametrize("kind", ["random", "stratified", "k_fold", "cold_items"])
def test_kinds_that_promise_no_order_do_not_look_at_the_times(kind):
    later = [(user, item, 1_000 - time) for user, item, time in random_rows()]
    assert folds_of(later, RULES[kind]) == folds_of(random_rows(), RULES[kind])


@pytest.mark.parametrize(
    "kind", ["temporal", "user_temporal", "random", "stratified", "cold_items", "cold_users"]
)
def test_the_validation_is_what_the_same_rule_would_test_next(kind):
    """With both shares asked for as the test, it is what test and validation were together."""
    rows = [(user, item, time) for user, item, time in random_rows(n=700) if item < 80 or user < 3]
    rows = [
        row for user in range(12) for row in [row for row in rows if row[0] == user][:40]
    ]  # 0.1 of 40 is whole
    rule = RULES[kind]
    both = rule.model_copy(update={"test": rule.test + rule.validation, "validation": 0.01})
    for parts, joined in zip(
        folds_of(rows, rule).values(), folds_of(rows, both).values(), strict=True
    ):
        named = [PARTS[part] for part in parts]
        assert [PARTS[part].startswith("test") for part in joined] == [
            name.startswith(("test", "validation")) for name in named
        ]


def test_the_validation_of_leave_last_out_is_the_test_of_what_is_left_without_the_test():
    rows = random_rows()
    parts = by_row(rows, RULES["leave_last_out"])["all"]
    left = [row for row in rows if parts[row] != TEST]
    again = by_row(left, RULES["leave_last_out"])["all"]
    assert {row for row in left if again[row] == TEST} == {
        row for row in left if parts[row] == VALIDATION
    }
