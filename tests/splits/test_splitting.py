"""Splits against a loop over users, exact shares, and what must not change a split."""

from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.protocol.ties import pair_hash
from benchmarks.splits.kind import assign
from benchmarks.splits.parts import PARTS, Rows
from benchmarks.splits.temporal import temporal
from benchmarks.splits.user_temporal import user_temporal
from tests.worlds.helpers import interactions, random_keys
from tests.worlds.rules import split_rule

TRAIN, VALIDATION, TEST = range(3)
SHARES = [(0.2, 0.1), (0.1, 0.2), (0.3, 0.3), (0.29, 0.57), (0.05, 0.9), (0.5, 0.25), (0.125, 0.01)]

KEYS = random_keys(12, 1), random_keys(90, 2)

many = settings(max_examples=150, deadline=None, derandomize=True)


def rule(kind, test=0.2, validation=0.1, seed=0):
    return split_rule(kind=kind, test=test, validation=validation, seed=seed)


def exact_floor(n, *shares):
    """Return floor(n * sum of shares), in decimal arithmetic."""
    total = sum(Decimal(str(share)) for share in shares)
    return int((n * total).to_integral_value(ROUND_FLOOR))


def with_times(rows, highest, seed):
    """Give each (user, item) one of few times, so that ties are the rule."""
    times = np.random.default_rng(seed).integers(0, highest + 1, len(rows)).tolist()
    return [(user, item, time) for (user, item), time in zip(rows, times, strict=True)]


def random_rows(seed=0, n=400, highest=50):
    chosen = np.random.default_rng(seed).choice(12 * 90, n, replace=False)
    return with_times([(code // 90, code % 90) for code in chosen.tolist()], highest, seed)


def parts_of(rows, split, user_keys, item_keys):
    return assign(interactions(rows), split, user_keys, item_keys)["all"].tolist()


def naive_user_temporal(rows, split):
    """Sort each user by time, then hash; the last floor(n * test) are the test, then validation."""
    parts = dict.fromkeys(rows, TRAIN)
    for user in {user for user, _, _ in rows}:
        mine = sorted((row for row in rows if row[0] == user), key=lambda row: (row[1], row[2]))
        n_test, n_validation = (
            exact_floor(len(mine), split.test),
            exact_floor(len(mine), split.validation),
        )
        for place, row in enumerate(reversed(mine)):
            if place < n_test:
                parts[row] = TEST
            elif place < n_test + n_validation:
                parts[row] = VALIDATION
    return [parts[row] for row in rows]


@many
@given(
    users=st.lists(st.integers(0, 4), min_size=1, max_size=60),
    highest=st.sampled_from([0, 3, 1000]),
    shares=st.sampled_from(SHARES),
    seed=st.integers(0, 1000),
)
def test_user_temporal_equals_a_loop_over_users(users, highest, shares, seed):
    times = np.random.default_rng(seed).integers(0, highest + 1, len(users))
    hashes = random_keys(len(users), seed + 1)
    split = rule("user_temporal", *shares)
    rows = list(zip(users, times.tolist(), hashes.tolist(), strict=True))
    assert user_temporal(np.array(users), times, hashes, split).tolist() == naive_user_temporal(
        rows, split
    )


@pytest.mark.parametrize(
    ("n", "test", "validation", "n_test", "n_validation"),
    [
        (30, 0.1, 0.2, 3, 6),
        (100, 0.29, 0.57, 29, 57),  # 0.29 * 100 is 28.999… in floating point, 0.57 * 100 is 56.999…
        (10, 0.3, 0.6, 3, 6),
        (1000, 0.001, 0.009, 1, 9),
        (9, 0.2, 0.1, 1, 0),
        (4, 0.2, 0.1, 0, 0),
        (1, 0.5, 0.49, 0, 0),
        (
            3000,
            0.3333333333333333,
            0.1,
            999,
            300,
        ),  # a third as a spreadsheet prints it: a little less than 1/3
    ],
)
def test_a_user_gives_exactly_the_floor_of_each_decimal_share(
    n, test, validation, n_test, n_validation
):
    hashes = random_keys(n, 0)
    split = rule("user_temporal", test, validation)
    parts = user_temporal(np.zeros(n, dtype=np.int32), np.arange(n), hashes, split)
    assert [int((parts == part).sum()) for part in (TEST, VALIDATION)] == [n_test, n_validation]
    assert (
        parts.tolist()
        == [TRAIN] * (n - n_test - n_validation) + [VALIDATION] * n_validation + [TEST] * n_test
    )


def test_each_user_goes_from_training_through_validation_to_test_in_time():
    rows = random_rows()
    parts = parts_of(
        rows, rule("user_temporal", 0.25, 0.25), random_keys(12, 1), random_keys(90, 2)
    )
    for user in range(12):
        times = [
            [row[2] for row, part in zip(rows, parts, strict=True) if row[0] == user and part == p]
            for p in range(3)
        ]
        assert max(times[TRAIN]) <= min(times[VALIDATION])
        assert max(times[VALIDATION]) <= min(times[TEST])


@pytest.mark.parametrize("kind", ["user_temporal", "temporal"])
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_does_not_matter(kind, seed):
    rows, user_keys, item_keys = random_rows(), random_keys(12, 1), random_keys(90, 2)
    expected = dict(zip(rows, parts_of(rows, rule(kind), user_keys, item_keys), strict=True))
    shuffled = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
    assert (
        dict(zip(shuffled, parts_of(shuffled, rule(kind), user_keys, item_keys), strict=True))
        == expected
    )


@pytest.mark.parametrize("kind", ["user_temporal", "temporal"])
def test_the_codes_of_users_and_items_do_not_matter(kind):
    rows, user_keys, item_keys = random_rows(), random_keys(12, 1), random_keys(90, 2)
    random = np.random.default_rng(7)
    new_user, new_item = random.permutation(12).tolist(), random.permutation(90).tolist()
    renamed = [(new_user[user], new_item[item], time) for user, item, time in rows]
    new_user_keys, new_item_keys = np.empty_like(user_keys), np.empty_like(item_keys)
    new_user_keys[new_user], new_item_keys[new_item] = user_keys, item_keys
    expected = parts_of(rows, rule(kind), user_keys, item_keys)
    assert parts_of(renamed, rule(kind), new_user_keys, new_item_keys) == expected


def test_the_seed_decides_ties_in_time_and_nothing_else():
    user_keys, item_keys = random_keys(12, 1), random_keys(90, 2)
    tied, distinct = (
        random_rows(highest=0),
        [(u, i, row) for row, (u, i, _) in enumerate(random_rows())],
    )
    first, second = rule("user_temporal", seed=0), rule("user_temporal", seed=1)
    assert parts_of(tied, first, user_keys, item_keys) != parts_of(
        tied, second, user_keys, item_keys
    )
    assert parts_of(distinct, first, user_keys, item_keys) == parts_of(
        distinct, second, user_keys, item_keys
    )


times_of_rows = st.lists(st.integers(0, 20), min_size=1, max_size=60)


@many
@given(times=times_of_rows, shares=st.sampled_from(SHARES))
def test_temporal_cuts_at_the_times_of_two_rows_counted_in_order_of_time(times, shares):
    test, validation = shares
    ordered = sorted(times)
    test_from = ordered[exact_floor(len(times), 1, -test)]
    validation_from = ordered[exact_floor(len(times), 1, -test, -validation)]
    expected = [
        TEST if time >= test_from else VALIDATION if time >= validation_from else TRAIN
        for time in times
    ]
    assert temporal(np.array(times), rule("temporal", test, validation)).tolist() == expected


@many
@given(times=times_of_rows, shares=st.sampled_from(SHARES))
def test_temporal_never_divides_equal_times_and_never_goes_back_in_time(times, shares):
    parts = temporal(np.array(times), rule("temporal", *shares)).tolist()
    by_time = sorted(zip(times, parts, strict=True))
    assert [part for _, part in by_time] == sorted(parts)
    assert all(len({part for other, part in by_time if other == time}) == 1 for time in times)


@pytest.mark.parametrize("shares", SHARES)
@pytest.mark.parametrize("n", [1, 2, 7, 10, 100, 1001])
def test_where_all_times_differ_parts_of_a_temporal_split_are_as_large_as_asked_to_within_a_row(
    n, shares
):
    times = np.random.default_rng(n).permutation(n) * 3
    parts = temporal(times, rule("temporal", *shares))
    for part, share in ((TEST, shares[0]), (VALIDATION, shares[1]), (TRAIN, 1 - sum(shares))):
        assert abs((parts == part).sum() - n * share) < 1 + 1e-9


@pytest.mark.parametrize(
    ("n", "test", "n_test"), [(10, 0.9, 9), (10, 0.1, 1), (100, 0.29, 29), (1000, 0.001, 1)]
)
def test_temporal_shares_are_exact_where_the_floating_point_product_is_not(n, test, n_test):
    parts = temporal(np.arange(n), rule("temporal", test, 0.0001))
    assert (parts == TEST).sum() == n_test


def test_a_temporal_cut_inside_a_tie_moves_the_whole_tie_to_the_later_part():
    times = np.array([1, 2, 3, 4, 5, 5, 5, 5, 5, 9])
    parts = temporal(times, rule("temporal", test=0.2, validation=0.3))
    assert (
        parts.tolist() == [TRAIN] * 4 + [TEST] * 6
    )  # the cut is at row 8, whose time is 5: no validation is left


def test_the_kind_of_a_split_decides_between_one_cut_for_all_and_one_for_each_user():
    rows = [(0, item, item) for item in range(10)] + [(1, item, 100 + item) for item in range(10)]
    keys = random_keys(2, 1), random_keys(10, 2)
    of_each_user = [TRAIN] * 7 + [VALIDATION] + [TEST] * 2
    assert parts_of(rows, rule("user_temporal"), *keys) == of_each_user * 2
    assert parts_of(rows, rule("temporal"), *keys) == [TRAIN] * 14 + [VALIDATION] * 2 + [TEST] * 4


def test_the_parts_are_named_in_order_of_time():
    assert PARTS[:3] == ("train", "validation", "test")


COLD_ITEMS = split_rule(kind="cold_items", test=0.2, validation=0.1, seed=3)
COLD_USERS = split_rule(kind="cold_users", test=0.25, validation=0.25, known=[0, 1, 2, 5], seed=3)


def cold_case():
    """Return rows of 12 users and 90 items, and their keys."""
    return random_rows(seed=1, n=600), random_keys(12, 1), random_keys(90, 2)


def test_cold_items_have_all_their_rows_in_one_part_and_shares_are_floors():
    rows, user_keys, item_keys = cold_case()
    parts = parts_of(rows, COLD_ITEMS, user_keys, item_keys)
    of_item = {}
    for (_, item, _), part in zip(rows, parts, strict=True):
        of_item.setdefault(item, set()).add(part)
    assert all(len(found) == 1 for found in of_item.values())
    everything = [(0, item, 0) for item in range(90)]
    counted = parts_of(everything, COLD_ITEMS, user_keys, item_keys)
    assert (counted.count(PARTS.index("test")), counted.count(PARTS.index("validation"))) == (18, 9)


def test_which_items_are_cold_follows_their_keys_and_the_seed():
    _, user_keys, item_keys = cold_case()
    everything = [(0, item, 0) for item in range(90)]
    parts = np.array(parts_of(everything, COLD_ITEMS, user_keys, item_keys))
    order = np.random.default_rng(0).permutation(90)
    assert (
        np.array(parts_of(everything, COLD_ITEMS, user_keys, item_keys[order])) == parts[order]
    ).all()
    other = COLD_ITEMS.model_copy(update={"seed": 4})
    assert (np.array(parts_of(everything, other, user_keys, item_keys)) != parts).any()


def test_cold_users_give_their_first_rows_and_are_tested_on_all_after_the_longest_history():
    rows, user_keys, item_keys = cold_case()
    folds = assign(interactions(rows), COLD_USERS, user_keys, item_keys)
    assert list(folds) == ["known=0", "known=1", "known=2", "known=5"]
    table = interactions(rows)
    users, items = table["user"].to_numpy(), table["item"].to_numpy()
    hashes = pair_hash(user_keys[users], item_keys[items], COLD_USERS.seed)
    for known in COLD_USERS.known:
        parts = [PARTS[part] for part in folds[f"known={known}"]]
        kinds = []
        for user in range(12):
            mine = sorted(
                np.flatnonzero(users == user), key=lambda row: (rows[row][2], hashes[row])
            )
            found = [parts[row] for row in mine]
            kinds.append(found[-1])
            expected = {
                "train": ["train"] * len(mine),
                "validation": ["train"] * known
                + ["validation_gap"] * (5 - known)
                + ["validation"] * (len(mine) - 5),
                "test": ["train"] * known + ["test_gap"] * (5 - known) + ["test"] * (len(mine) - 5),
            }
            assert found == expected[kinds[-1]]
        assert (kinds.count("test"), kinds.count("validation")) == (3, 3)


def test_the_same_users_are_new_whatever_is_known_of_them():
    rows, user_keys, item_keys = cold_case()
    folds = assign(interactions(rows), COLD_USERS, user_keys, item_keys)
    held_out = [set(np.flatnonzero(parts == PARTS.index("test"))) for parts in folds.values()]
    assert all(found == held_out[0] for found in held_out)


def test_moments_divide_rows_with_the_moment_itself_in_the_later_part():
    rule = split_rule(
        kind="temporal", validation_from="1970-01-01T00:00:10Z", test_from="1970-01-01T00:00:20Z"
    )
    rows = [(0, item, time) for item, time in enumerate((9, 10, 19, 20, 21))]
    parts = parts_of(rows, rule, random_keys(1, 1), random_keys(5, 2))
    assert [PARTS[part] for part in parts] == ["train", "validation", "validation", "test", "test"]


@pytest.mark.parametrize("at_once", [1, 3, 7, 1000])
def test_users_are_handed_over_one_after_another_with_all_their_rows(at_once):
    users = np.sort(np.random.default_rng(0).integers(0, 20, 60))
    table = interactions([(user, place, 0) for place, user in enumerate(users.tolist())])
    pieces = [rows.users for rows in Rows(table).of_some_users(at_once)]
    assert np.concatenate(pieces).tolist() == users.tolist()
    assert all(set(one) & set(next_one) == set() for one, next_one in pairwise(pieces))
    assert len(pieces) == 1 if at_once > len(users) else len(pieces) > 60 // (at_once + 20)


def test_users_in_no_order_are_handed_over_all_at_once():
    table = interactions([(2, 0, 0), (1, 1, 0), (2, 2, 0)])
    assert [rows.users.tolist() for rows in Rows(table).of_some_users(1)] == [[2, 1, 2]]


@pytest.mark.parametrize("kind", ["user_temporal", "leave_last_out"])
def test_a_split_of_some_users_after_others_is_that_of_all_at_once(kind, monkeypatch):
    rows, split = sorted(random_rows(highest=5)), rule(kind)
    whole = parts_of(rows, split, *KEYS)
    monkeypatch.setattr(Rows.of_some_users, "__defaults__", (20,))
    assert parts_of(rows, split, *KEYS) == whole
