"""Look for leakage in a split after it is made, and hold it to what it promises."""

from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.contract.arrays import BoolArray, IntArray, among, marked, n_distinct, order, runs
from benchmarks.contract.audited import OUTSIDE
from benchmarks.contract.errors import UserError
from benchmarks.splits.kind import Kind
from benchmarks.splits.parts import (
    NEVER,
    PARTS,
    TEST,
    TEST_GAP,
    TRAIN,
    VALIDATION,
    VALIDATION_GAP,
    Parts,
    Rows,
    Times,
    first_times,
)

_IS_KNOWN = np.array([part in (TRAIN, VALIDATION, VALIDATION_GAP) for part in range(len(PARTS))])


def audit(
    interactions: pa.Table,
    parts: Parts,
    rule: Kind,
    repeats: bool = False,
    relevant: BoolArray | None = None,
    n_users: int | None = None,
    whole: tuple[IntArray, IntArray] | None = None,
) -> dict[str, Any]:
    """Return what a split did, as plain numbers; None for what only times would tell.

    interactions : columns as in `tables.INTERACTIONS`
    parts : (n,) index into `PARTS`; rule : that made them
    repeats : whether the same pair may come again, in another part as well (purchases)
    relevant : (n,) whether a row meets the relevance rule; by default all do
    n_users : size of the table of users; by default those with rows
    whole : users with test rows, and users with rows in the gap before it, when nothing was left
    out of the catalogue

    Raises UserError with the first offending rows when the split breaks its promise or parts
    overlap.
    """
    rows = Rows(interactions)
    held_out = parts == TEST
    known = _IS_KNOWN[parts]
    pair = _numbered_pairs(rows)
    later = {"validation": (parts == TRAIN, parts == VALIDATION), "test": (known, held_out)}
    if not repeats:
        _require_apart(rows, pair, later)
    for before, now in later.values():
        broken = rule.broken(rows, before, now)
        promise = f"a {rule.kind} split promises {rule.promises}, but some are"
        _stop_if(broken, len(broken), rows, promise)
    everybody = n_distinct(rows.users) if n_users is None else n_users
    # whether it leaks is said of its nature; the shares of later rows say how much
    leaks = rule.leaks_the_future if rows.has_times else None
    first = first_times(rows, held_out) if rows.has_times else None
    return {
        "kind": rule.kind,
        "leaks_the_future": leaks,
        **_sizes(rows, parts),
        **_pairs(pair, known, held_out),
        **_strangers(rows, known, held_out),
        "test_items_first_seen_after_the_cut": _unseen_at_the_cut(rows, held_out, first),
        "users_left_out": _left_out(rows.users, parts, rule.no_test_rows, everybody, whole),
        "test_users_without_relevant_rows": _without(rows.users, held_out, relevant),
        "users_whose_test_cut_falls_inside_a_tie": _cuts_inside_ties(rows, known, first),
        "training_later_than_test_same_user": _later_than_own_test(rows, known, first),
        "training_later_than_test": _later_than_test(rows, known, held_out),
    }


def _require_apart(
    rows: Rows, pair: IntArray, later: dict[str, tuple[BoolArray, BoolArray]]
) -> None:
    """Stop if a pair of a later part is also in an earlier one."""
    for name, (before, now) in later.items():
        again = now & among(pair, before)
        _stop_if(again, int(now.sum()), rows, f"pairs of the {name} are also in training")


def _numbered_pairs(rows: Rows) -> IntArray:
    """Return a number of each row's pair of user and item, from 0, (n_rows,)."""
    numbers, first = [], 0
    n_items = rows.items.max(initial=0) + 1
    for own in rows.of_some_users():
        codes = own.users.astype(np.int64) * n_items + own.items
        ordered = order(codes)
        starts, sizes = runs(codes[ordered])
        number = np.empty(len(codes), dtype=np.int32)
        number[ordered] = first + np.repeat(np.arange(len(starts)), sizes)
        numbers.append(number)
        first += len(starts)
    return np.concatenate(numbers)


def _pairs(pair: IntArray, known: BoolArray, held_out: BoolArray) -> dict[str, int]:
    """Count the rows of the test whose pair is known, and the rows beyond a pair's first."""
    return {
        "pairs_in_training_and_test": int((held_out & among(pair, known)).sum()),
        "duplicate_pairs": len(pair) - int(pair.max(initial=-1) + 1),
    }


def _strangers(rows: Rows, known: BoolArray, held_out: BoolArray) -> dict[str, int]:
    """Count the users and items of the test that training lacks, and their test rows."""
    users, items = rows.users, rows.items
    of_users = held_out & ~among(users, known)
    of_items = held_out & ~among(items, known)
    return {
        "cold_test_users": n_distinct(users[of_users]),
        "cold_test_items": n_distinct(items[of_items]),
        "test_rows_with_cold_user": int(of_users.sum()),
        "test_rows_with_cold_item": int(of_items.sum()),
    }


def _stop_if(bad: BoolArray, total: int, rows: Rows, message: str) -> None:
    if not bad.any():
        return
    users, items = rows.users, rows.items
    first = [f"(user {users[row]}, item {items[row]})" for row in np.flatnonzero(bad)[:5]]
    named = f"{bad.sum()} of {total} rows, first {', '.join(first)}"
    raise UserError(f"audit: {message}: {named}. The split is not to be used.")


def _sizes(rows: Rows, parts: Parts) -> dict[str, dict[str, int]]:
    """Count the rows, users and items of each part; of the gaps only where there are any."""
    users, items = rows.users, rows.items
    sizes: dict[str, dict[str, int]] = {"rows": {}, "users": {}, "items": {}}
    for index, name in enumerate(PARTS):
        inside = parts == index
        if index <= TEST or inside.any():
            sizes["rows"][name] = int(inside.sum())
            sizes["users"][name] = n_distinct(users[inside])
            sizes["items"][name] = n_distinct(items[inside])
    return sizes


def _left_out(
    users: IntArray,
    parts: Parts,
    no_test_rows: str,
    everybody: int,
    whole: tuple[IntArray, IntArray] | None,
) -> dict[str, int]:
    """Count the users whom the test does not ask about, by the reason."""
    tested = users[parts == TEST]
    groups = (users, tested, *(whole or (tested, users[parts == TEST_GAP])))
    size = max(group.max(initial=-1) for group in groups) + 1
    present, has_test, drawn, waits = (marked(group, size) for group in groups)
    n_outside = int((present & drawn & ~has_test).sum())
    n_waiting = int((present & waits & ~drawn).sum())
    n_present, n_tested = int(present.sum()), int(has_test.sum())
    counts = {
        "no row in the catalogue": everybody - n_present,
        OUTSIDE: n_outside,
        "no row after the largest history": n_waiting,
        no_test_rows: n_present - n_tested - n_outside - n_waiting,
    }
    return {reason: count for reason, count in counts.items() if count}


def _without(users: IntArray, held_out: BoolArray, relevant: BoolArray | None) -> int:
    """Count the test users with no relevant test row; averages of relevance are over the others."""
    if relevant is None:
        return 0
    return n_distinct(users[held_out & ~among(users, held_out & relevant)])


def _unseen_at_the_cut(rows: Rows, held_out: BoolArray, first: Times | None) -> int | None:
    """Count the test items that nobody had when the test of a user who has them began.

    first : the time of each user's first test row, or None where the data has no times
    """
    if first is None:
        return None
    items = rows.items
    first_seen: Times = np.full(items.max(initial=0) + 1, NEVER)
    np.minimum.at(first_seen, items, rows.times)
    return n_distinct(items[held_out & (first_seen[items] >= first[rows.users])])


def _cuts_inside_ties(rows: Rows, known: BoolArray, first: Times | None) -> int | None:
    """Count users with training rows at the very moment of their first test row."""
    if first is None:
        return None
    return n_distinct(rows.users[known & (rows.times == first[rows.users])])


def _later_than_own_test(rows: Rows, known: BoolArray, first: Times | None) -> float | None:
    """Share of training rows later than the first test row of the same user."""
    if first is None:
        return None
    late = known & (rows.times > first[rows.users])
    return round(float(late.sum() / max(known.sum(), 1)), 6)


def _later_than_test(rows: Rows, known: BoolArray, held_out: BoolArray) -> float | None:
    """Share of training rows that are later than a test row, on average over the test rows."""
    if not rows.has_times:
        return None
    training = np.sort(rows.times[known])
    if not held_out.any() or not len(training):
        return 0.0
    tested = np.sort(rows.times[held_out])  # finds its places in one sweep
    later = len(training) - np.searchsorted(training, tested, side="right")
    return round(float(later.mean() / len(training)), 6)
