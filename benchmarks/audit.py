"""Look for leakage in a split after it is made, and hold it to what it promises."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.shared import tables
from benchmarks.shared.arrays import IntArray
from benchmarks.shared.errors import UserError
from benchmarks.splitting import PARTS, TEST, TRAIN, VALIDATION, VALIDATION_GAP


def audit(interactions: pa.Table, parts: NDArray[np.int8], kind: str, repeats: bool = False) -> dict[str, Any]:
    """Return what a split did, as plain numbers.

    interactions : columns as in `tables.INTERACTIONS`
    parts : (n,) index into `PARTS`
    repeats : whether the same pair may come again, in another part as well (purchases)

    Raises UserError with the first offending rows when the split breaks its promise or parts overlap.
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
    named = [(index, name) for index, name in enumerate(PARTS) if index <= TEST or (parts == index).any()]
    return {
        "kind": kind,
        "rows": {name: int((parts == index).sum()) for index, name in named},
        "users": {name: len(np.unique(users[parts == index])) for index, name in named},
        "items": {name: len(np.unique(items[parts == index])) for index, name in named},
        "pairs_in_training_and_test": int(np.isin(pair[held_out], pair[known]).sum()),
        "duplicate_pairs": len(pair) - len(np.unique(pair)),
        "cold_test_users": _new(users, held_out, known),
        "cold_test_items": _new(items, held_out, known),
        "test_rows_with_cold_user": int((~np.isin(users[held_out], users[known])).sum()),
        "test_rows_with_cold_item": int((~np.isin(items[held_out], items[known])).sum()),
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


def _stop_if(bad: NDArray[np.bool_], total: int, users: IntArray, items: IntArray, message: str) -> None:
    if bad.any():
        rows = ", ".join(f"(user {users[i]}, item {items[i]})" for i in np.flatnonzero(bad)[:5])
        raise UserError(f"audit: {message}: {bad.sum()} of {total} rows, first {rows}. The split is not to be used.")


def _new(codes: IntArray, held_out: NDArray[np.bool_], known: NDArray[np.bool_]) -> int:
    return len(np.setdiff1d(codes[held_out], codes[known]))


def _first_test_time(users: IntArray, times: NDArray[np.int64], held_out: NDArray[np.bool_]) -> NDArray[np.int64]:
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


def _later_than_test(times: NDArray[np.int64], known: NDArray[np.bool_], held_out: NDArray[np.bool_]) -> float:
    """Share of training rows that are later than a test row, on average over the test rows."""
    training = np.sort(times[known])
    later = len(training) - np.searchsorted(training, times[held_out], side="right")
    return round(float(later.mean() / max(len(training), 1)), 6) if held_out.any() and len(training) else 0.0
