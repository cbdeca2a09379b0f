"""Look for leakage in a split after it is made, and hold it to what it promises."""

from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.contract.arrays import BoolArray, IntArray
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
    known = np.isin(parts, (TRAIN, VALIDATION, VALIDATION_GAP))
    later = {"validation": (parts == TRAIN, parts == VALIDATION), "test": (known, held_out)}
    if not repeats:
        _require_apart(rows, later)
    for before, now in later.values():
        broken = rule.broken(rows, before, now)
        promise = f"a {rule.kind} split promises {rule.promises}, but some are"
        _stop_if(broken, len(broken), rows, promise)
    everybody = len(np.unique(rows.users)) if n_users is None else n_users
    # whether it leaks is said of its nature; the shares of later rows say how much
    leaks = rule.leaks_the_future if rows.has_times else None
    return {
        "kind": rule.kind,
        "leaks_the_future": leaks,
        **_sizes(rows, parts),
        **_pairs(rows, known, held_out),
        **_strangers(rows, known, held_out),
        "test_items_first_seen_after_the_cut": _unseen_at_the_cut(rows, held_out),
        "users_left_out": _left_out(rows.users, parts, rule.no_test_rows, everybody, whole),
        "test_users_without_relevant_rows": _without(rows.users, held_out, relevant),
        "users_whose_test_cut_falls_inside_a_tie": _cuts_inside_ties(rows, known, held_out),
        "training_later_than_test_same_user": _later_than_own_test(rows, known, held_out),
        "training_later_than_test": _later_than_test(rows, known, held_out),
    }


def _require_apart(rows: Rows, later: dict[str, tuple[BoolArray, BoolArray]]) -> None:
    """Stop if a pair of a later part is also in an earlier one."""
    pair = _pair_codes(rows)
    for name, (before, now) in later.items():
        again = now & np.isin(pair, pair[before])
        _stop_if(again, int(now.sum()), rows, f"pairs of the {name} are also in training")


def _pair_codes(rows: Rows) -> Times:
    items = rows.items
    codes: Times = rows.users.astype(np.int64) * (items.max(initial=0) + 1) + items
    return codes


def _pairs(rows: Rows, known: BoolArray, held_out: BoolArray) -> dict[str, int]:
    """Count the rows of the test whose pair is known, and the rows beyond a pair's first."""
    pair = _pair_codes(rows)
    return {
        "pairs_in_training_and_test": int(np.isin(pair[held_out], pair[known]).sum()),
        "duplicate_pairs": len(pair) - len(np.unique(pair)),
    }


def _strangers(rows: Rows, known: BoolArray, held_out: BoolArray) -> dict[str, int]:
    """Count the users and items of the test that training lacks, and their test rows."""
    users, items = rows.users, rows.items
    of_users = ~np.isin(users[held_out], users[known])
    of_items = ~np.isin(items[held_out], items[known])
    return {
        "cold_test_users": len(np.unique(users[held_out][of_users])),
        "cold_test_items": len(np.unique(items[held_out][of_items])),
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
            sizes["users"][name] = len(np.unique(users[inside]))
            sizes["items"][name] = len(np.unique(items[inside]))
    return sizes


def _left_out(
    users: IntArray,
    parts: Parts,
    no_test_rows: str,
    everybody: int,
    whole: tuple[IntArray, IntArray] | None,
) -> dict[str, int]:
    """Count the users whom the test does not ask about, by the reason."""
    present, tested = np.unique(users), np.unique(users[parts == TEST])
    drawn, waiting = whole or (tested, users[parts == TEST_GAP])
    outside = np.intersect1d(np.setdiff1d(drawn, tested), present)
    waiting = np.intersect1d(np.setdiff1d(waiting, drawn), present)
    counts = {
        "no row in the catalogue": everybody - len(present),
        "no test row in the catalogue": len(outside),
        "no row after the largest history": len(waiting),
        no_test_rows: len(present) - len(tested) - len(outside) - len(waiting),
    }
    return {reason: count for reason, count in counts.items() if count}


def _without(users: IntArray, held_out: BoolArray, relevant: BoolArray | None) -> int:
    """Count the test users with no relevant test row; averages of relevance are over the others."""
    return 0 if relevant is None else len(np.setdiff1d(users[held_out], users[held_out & relevant]))


def _unseen_at_the_cut(rows: Rows, held_out: BoolArray) -> int | None:
    """Count the test items that nobody had when the test of a user who has them began."""
    if not rows.has_times:
        return None
    items = rows.items
    first_seen: Times = np.full(items.max(initial=0) + 1, NEVER)
    np.minimum.at(first_seen, items, rows.times)
    cut = first_times(rows, held_out)
    return len(np.unique(items[held_out & (first_seen[items] >= cut[rows.users])]))


def _cuts_inside_ties(rows: Rows, known: BoolArray, held_out: BoolArray) -> int | None:
    """Count users with training rows at the very moment of their first test row."""
    if not rows.has_times:
        return None
    first = first_times(rows, held_out)
    return len(np.unique(rows.users[known & (rows.times == first[rows.users])]))


def _later_than_own_test(rows: Rows, known: BoolArray, held_out: BoolArray) -> float | None:
    """Share of training rows later than the first test row of the same user."""
    if not rows.has_times:
        return None
    late = known & (rows.times > first_times(rows, held_out)[rows.users])
    return round(float(late.sum() / max(known.sum(), 1)), 6)


def _later_than_test(rows: Rows, known: BoolArray, held_out: BoolArray) -> float | None:
    """Share of training rows that are later than a test row, on average over the test rows."""
    if not rows.has_times:
        return None
    training = np.sort(rows.times[known])
    if not held_out.any() or not len(training):
        return 0.0
    later = len(training) - np.searchsorted(training, rows.times[held_out], side="right")
    return round(float(later.mean() / len(training)), 6)
