"""Each number of the audit against plain loops, on splits of every kind as they are made."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.contract import paths
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.splits.audit import audit
from benchmarks.splits.kind import assign
from benchmarks.splits.parts import PARTS
from tests.splits.test_split_kinds import RULES
from tests.worlds import prepared
from tests.worlds.helpers import in_baskets, random_keys
from tests.worlds.planned import split

TRAIN, VALIDATION, TEST, VALIDATION_GAP, TEST_GAP, LATER = range(6)
KEYS = random_keys(8, 1), random_keys(13, 2)
IN_TIME = ("temporal", "rolling")
BY_USER = ("user_temporal", "leave_last_out", "cold_users")


def later_shares(known, test):
    """Return the mean share of known rows later than a test row, and than a user's own first."""
    if not known or not test:
        return 0.0, 0.0
    overall = [sum(other[2] > row[2] for other in known) / len(known) for row in test]
    own = [row for row in known if any(other[0] == row[0] and other[2] < row[2] for other in test)]
    return sum(overall) / len(overall), len(own) / len(known)


def first_seen_after_the_cut(triples, test):
    found = set()
    for user, item, _ in test:
        cut = min(time for other, _, time in test if other == user)
        if min(time for _, other, time in triples if other == item) >= cut:
            found.add(item)
    return len(found)


def counts_by_loops(triples, parts, relevant):
    """Count with sets and loops what the audit counts with arrays."""
    rows = list(zip(triples, parts, strict=True))
    known = [row for row, part in rows if part not in (TEST, TEST_GAP, LATER)]
    test = [row for row, part in rows if part == TEST]
    known_users, known_items, test_users = (
        {row[0] for row in known},
        {row[1] for row in known},
        {r[0] for r in test},
    )
    cut = {user: min(time for other, _, time in test if other == user) for user in test_users}
    shown = [part for part in range(6) if part <= TEST or part in parts]
    overall, own = later_shares(known, test)
    return {
        "rows": {PARTS[part]: parts.count(part) for part in shown},
        "users": {PARTS[part]: len({row[0] for row, p in rows if p == part}) for part in shown},
        "items": {PARTS[part]: len({row[1] for row, p in rows if p == part}) for part in shown},
        "pairs_in_training_and_test": sum(
            row[:2] in {other[:2] for other in known} for row in test
        ),
        "duplicate_pairs": len(triples) - len({row[:2] for row in triples}),
        "cold_test_users": len(test_users - known_users),
        "cold_test_items": len({row[1] for row in test} - known_items),
        "test_rows_with_cold_user": sum(row[0] not in known_users for row in test),
        "test_rows_with_cold_item": sum(row[1] not in known_items for row in test),
        "test_items_first_seen_after_the_cut": first_seen_after_the_cut(triples, test),
        "test_users_without_relevant_rows": sum(
            not any(
                r
                for row, part, r in zip(triples, parts, relevant, strict=True)
                if part == TEST and row[0] == user
            )
            for user in test_users
        ),
        "users_whose_test_cut_falls_inside_a_tie": len(
            {row[0] for row in known if row[2] == cut.get(row[0])}
        ),
        "training_later_than_test_same_user": pytest.approx(own, abs=6e-7),
        "training_later_than_test": pytest.approx(overall, abs=6e-7),
    }


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    kind=st.sampled_from(list(RULES)),
    pairs=st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 12)), unique=True, min_size=1, max_size=60
    ),
    highest=st.sampled_from([3, 30]),
    seed=st.integers(0, 100),
)
def test_a_split_as_the_harness_makes_it_passes_with_the_numbers_of_plain_loops(
    kind, pairs, highest, seed
):
    random = np.random.default_rng(seed)
    triples = [
        (*pair, time)
        for pair, time in zip(pairs, random.integers(0, highest, len(pairs)).tolist(), strict=True)
    ]
    relevant = random.random(len(pairs)) < 0.6
    n_users = 1 + max(user for user, _ in pairs) + seed % 3
    for parts in assign(in_baskets(triples), RULES[kind], *KEYS).values():
        findings = audit(
            in_baskets(triples), parts, RULES[kind], relevant=relevant, n_users=n_users
        )
        left_out = findings.pop("users_left_out")
        assert all(count > 0 for count in left_out.values())
        assert sum(left_out.values()) + findings["users"]["test"] == n_users
        assert left_out.get("no row in the catalogue", 0) == n_users - len(
            {user for user, _ in pairs}
        )
        expected = counts_by_loops(triples, parts.tolist(), relevant.tolist())
        assert findings == {"kind": kind, "leaks_the_future": kind not in IN_TIME, **expected}
        if kind in (*BY_USER, *IN_TIME):
            assert findings["training_later_than_test_same_user"] == 0
        if kind in IN_TIME:
            assert findings["training_later_than_test"] == 0


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    kind=st.sampled_from([kind for kind in RULES if kind not in ("cold_items", "cold_users")]),
    rows=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)), min_size=8, max_size=40
    ),
)
def test_repeated_purchases_pass_and_are_counted_as_loops_count(kind, rows):
    for parts in assign(in_baskets(rows), RULES[kind], *KEYS).values():
        findings = audit(in_baskets(rows), parts, RULES[kind], repeats=True)
        expected = counts_by_loops(rows, parts.tolist(), [True] * len(rows))
        assert {name: findings[name] for name in expected} == expected


@pytest.mark.parametrize("part", [TRAIN, VALIDATION])
@pytest.mark.parametrize("kind", RULES)
def test_a_duplicate_of_a_test_row_planted_in_a_split_of_any_kind_stops_and_is_named(kind, part):
    random = np.random.default_rng(1)
    pairs = [(code // 13, code % 13) for code in random.choice(8 * 13, 80, replace=False).tolist()]
    triples = [(*pair, row) for row, pair in enumerate(pairs)]
    for parts in assign(in_baskets(triples), RULES[kind], *KEYS).values():
        user, item, _ = triples[int(np.flatnonzero(parts == TEST)[0])]
        planted = [*triples, (user, item, -1)]
        with pytest.raises(
            UserError, match=rf"also in training: 1 of \d+ rows, first \(user {user}, item {item}\)"
        ):
            audit(in_baskets(planted), np.append(parts, np.int8(part)), RULES[kind])


@pytest.mark.parametrize("kind", RULES)
def test_a_row_moved_from_the_test_into_training_stops_every_kind_that_promises_something(kind):
    triples = [(row % 8, row % 13, 10 * row) for row in range(104)]
    for parts in assign(in_baskets(triples), RULES[kind], *KEYS).values():
        rows = np.flatnonzero(parts == TEST)
        users, items = ([triples[row][column] for row in rows] for column in (0, 1))
        if kind in ("leave_last_out", "next_basket"):
            continue  # of a user's one test row nothing is left to be earlier than
        again = [
            row
            for at, row in enumerate(rows)
            if users[at] in users[:at] and items[at] in items[:at]
        ]
        moved = parts.copy()
        moved[again[0]] = TRAIN
        if kind in ("random", "stratified", "k_fold"):
            assert audit(in_baskets(triples), moved, RULES[kind])["rows"]["test"] == len(rows) - 1
            continue
        user, item, _ = triples[again[0]]
        with pytest.raises(
            UserError, match=rf"{kind} split promises .*first \(user {user}, item {item}\)"
        ):
            audit(in_baskets(triples), moved, RULES[kind])


@pytest.mark.parametrize("kind", prepared.RULES)
def test_the_audit_of_each_fold_accounts_for_every_user_and_for_every_row(
    kind, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    rows = prepared.make(prepared.RULES[kind])
    split("tastes")
    findings = read_json(paths.audit("tastes"))
    assert findings["leaks_the_future"] == (kind not in IN_TIME)
    for fold in findings["folds"].values():
        assert fold["kind"] == kind
        assert sum(fold["rows"].values()) == rows.num_rows
        assert sum(fold["users_left_out"].values()) + fold["users"]["test"] == len(
            set(rows["user"].to_pylist())
        )


def test_a_new_user_without_a_row_after_the_largest_history_is_given_the_same_reason_in_every_fold(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    prepared.make({"kind": "cold_users", "test": 0.5, "validation": 0.1, "known": [0, 2]})
    split("tastes")
    findings = read_json(paths.audit("tastes"))
    reasons = [fold["users_left_out"] for fold in findings["folds"].values()]
    assert reasons[0]["no row after the largest history"] > 0
    assert reasons[1] == reasons[0]
    assert findings["users_left_out"] == reasons[0]


def test_a_user_whose_test_rows_are_all_outside_the_catalogue_is_not_said_to_have_too_few_rows(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    rows = prepared.make(prepared.RULES["user_temporal"], catalogue={"exclude": ["genre=thriller"]})
    split("tastes")
    counts = np.bincount(rows["user"].to_numpy())
    reasons = read_json(paths.audit("tastes"))["users_left_out"]
    assert reasons["too few rows to hold out a share"] <= ((counts > 0) & (counts < 5)).sum()


@pytest.mark.parametrize("kind", ["user_temporal", "rolling"])
def test_users_before_the_catalogue_are_those_that_the_test_has_without_one(
    kind, tmp_path, monkeypatch
):
    found = []
    for catalogue in ({}, {"catalogue": {"exclude": ["genre=thriller"]}}):
        folder = tmp_path / ("within" if catalogue else "whole")
        folder.mkdir()
        monkeypatch.chdir(folder)
        prepared.make(prepared.RULES[kind], **catalogue)
        split("tastes")
        audited = read_json(paths.audit("tastes"))
        found.append((audited["test_users"], audited["test_users_before_catalogue"]))
    (whole, before), (within, again) = found
    assert whole == before == again > within
