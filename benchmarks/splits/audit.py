"""Look for leakage in a split after it is made, and hold it to what it promises."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contract import tables
from benchmarks.contract.arrays import IntArray
from benchmarks.contract.errors import UserError
from benchmarks.splits.splitting import (
    DRAWN,
    PARTS,
    TEST,
    TEST_GAP,
    TRAIN,
    VALIDATION,
    VALIDATION_GAP,
)

# Why a user whose rows are in the catalogue has none in the test.
NO_TEST_ROWS = {
    "temporal": "no row after the cut",
    "user_temporal": "too few rows to hold out a share",
    "leave_last_out": "a single row",
    "random": "no row drawn for the test",
    "stratified": "no row drawn for the test",
    "k_fold": "no row drawn for the test",
    "cold_items": "no row of a test item",
    "cold_users": "not drawn for the test",
}


def audit(
    interactions: pa.Table,
    parts: NDArray[np.int8],
    kind: str,
    repeats: bool = False,
    relevant: NDArray[np.bool_] | None = None,
    n_users: int | None = None,
    whole: tuple[IntArray, IntArray] | None = None,
) -> dict[str, Any]:
    """Return what a split did, as plain numbers.

    interactions : columns as in `tables.INTERACTIONS`
    parts : (n,) index into `PARTS`
    repeats : whether the same pair may come again, in another part as well (purchases)
    relevant : (n,) whether a row meets the relevance rule; by default all do
    n_users : size of the table of users; by default those with rows
    whole : users with test rows, and users with rows in the gap before it, when nothing was left
    out of the catalogue

    Raises UserError with the first offending rows when the split breaks its promise or parts
    overlap.
    """
    users, items = tables.column(interactions, "user"), tables.column(interactions, "item")
    times = tables.column(interactions, "time")
    held_out = parts == TEST
    known = np.isin(parts, (TRAIN, VALIDATION, VALIDATION_GAP))
    pair = users.astype(np.int64) * (items.max(initial=0) + 1) + items
    later = {"validation": (parts == TRAIN, parts == VALIDATION), "test": (known, held_out)}
    for name, (before, now) in later.items() if not repeats else ():
        again = now & np.isin(pair, pair[before])
        _stop_if(again, int(now.sum()), users, items, f"pairs of the {name} are also in training")
    for before, now in later.values():
        _check_promise(kind, users, items, times, before, now)
    named = [
        (index, name) for index, name in enumerate(PARTS) if index <= TEST or (parts == index).any()
    ]
    everybody = len(np.unique(users)) if n_users is None else n_users
    return {
        "kind": kind,
        "leaks_the_future": kind != "temporal",  # by its nature; the shares below say how much
        "rows": {name: int((parts == index).sum()) for index, name in named},
        "users": {name: len(np.unique(users[parts == index])) for index, name in named},
        "items": {name: len(np.unique(items[parts == index])) for index, name in named},
        "pairs_in_training_and_test": int(np.isin(pair[held_out], pair[known]).sum()),
        "duplicate_pairs": len(pair) - len(np.unique(pair)),
        "cold_test_users": _new(users, held_out, known),
        "cold_test_items": _new(items, held_out, known),
        "test_rows_with_cold_user": int((~np.isin(users[held_out], users[known])).sum()),
        "test_rows_with_cold_item": int((~np.isin(items[held_out], items[known])).sum()),
        "test_items_first_seen_after_the_cut": _unseen_at_the_cut(users, items, times, held_out),
        "users_left_out": _left_out(users, parts, kind, everybody, whole),
        "test_users_without_relevant_rows": _without(users, held_out, relevant),
        "users_whose_test_cut_falls_inside_a_tie": _cuts_inside_ties(users, times, known, held_out),
        "training_later_than_test_same_user": _later_than_own_test(users, times, known, held_out),
        "training_later_than_test": _later_than_test(times, known, held_out),
    }


def _check_promise(
    kind: str,
    users: IntArray,
    items: IntArray,
    times: NDArray[np.int64],
    before: NDArray[np.bool_],
    now: NDArray[np.bool_],
) -> None:
    """Stop if an earlier part has what the split promises to hold out: later rows at all or of a user, or an item."""
    if kind in DRAWN:
        return  # they promise no order; that no pair is in two parts is checked above
    if kind == "temporal":
        bad = before & (times >= times[now].min(initial=np.iinfo(np.int64).max))
        promise = "no training row later than its test rows"
    elif kind == "cold_items":
        bad = before & np.isin(items, items[now])
        promise = "no training row of its test items"
    else:
        bad = before & (times > _first_test_time(users, times, now)[users])
        promise = "no training row later than its test rows"
    _stop_if(bad, len(bad), users, items, f"a {kind} split promises {promise}, but some are")


def _stop_if(
    bad: NDArray[np.bool_], total: int, users: IntArray, items: IntArray, message: str
) -> None:
    if bad.any():
        rows = ", ".join(f"(user {users[i]}, item {items[i]})" for i in np.flatnonzero(bad)[:5])
        raise UserError(
            f"audit: {message}: {bad.sum()} of {total} rows, first {rows}. The split is not to be used."
        )


def _new(codes: IntArray, held_out: NDArray[np.bool_], known: NDArray[np.bool_]) -> int:
    return len(np.setdiff1d(codes[held_out], codes[known]))


def _left_out(
    users: IntArray,
    parts: NDArray[np.int8],
    kind: str,
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
        NO_TEST_ROWS[kind]: len(present) - len(tested) - len(outside) - len(waiting),
    }
    return {reason: count for reason, count in counts.items() if count}


def _without(
    users: IntArray, held_out: NDArray[np.bool_], relevant: NDArray[np.bool_] | None
) -> int:
    """Count the test users with no relevant row in the test; averages of relevance are over the others."""
    return 0 if relevant is None else len(np.setdiff1d(users[held_out], users[held_out & relevant]))


def _unseen_at_the_cut(
    users: IntArray, items: IntArray, times: NDArray[np.int64], held_out: NDArray[np.bool_]
) -> int:
    """Count the test items that, for some user, nobody had seen before this user's first test row."""
    first_seen = np.full(items.max(initial=0) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first_seen, items, times)
    cut = _first_test_time(users, times, held_out)
    return len(np.unique(items[held_out & (first_seen[items] >= cut[users])]))


def _first_test_time(
    users: IntArray, times: NDArray[np.int64], held_out: NDArray[np.bool_]
) -> NDArray[np.int64]:
    first = np.full(users.max(initial=0) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, users[held_out], times[held_out])
    return first


def _cuts_inside_ties(
    users: IntArray, times: NDArray[np.int64], known: NDArray[np.bool_], held_out: NDArray[np.bool_]
) -> int:
    """Count users with training rows at the very moment of their first test row."""
    first = _first_test_time(users, times, held_out)
    return len(np.unique(users[known & (times == first[users])]))


def _later_than_own_test(
    users: IntArray, times: NDArray[np.int64], known: NDArray[np.bool_], held_out: NDArray[np.bool_]
) -> float:
    """Share of training rows later than the first test row of the same user."""
    late = known & (times > _first_test_time(users, times, held_out)[users])
    return round(float(late.sum() / max(known.sum(), 1)), 6)


def _later_than_test(
    times: NDArray[np.int64], known: NDArray[np.bool_], held_out: NDArray[np.bool_]
) -> float:
    """Share of training rows that are later than a test row, on average over the test rows."""
    training = np.sort(times[known])
    later = len(training) - np.searchsorted(training, times[held_out], side="right")
    return (
        round(float(later.mean() / max(len(training), 1)), 6)
        if held_out.any() and len(training)
        else 0.0
    )
