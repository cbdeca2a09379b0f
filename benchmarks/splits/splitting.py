"""Divide interactions into training, validation and test; pure functions on arrays."""

from fractions import Fraction

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contract import tables
from benchmarks.contract.arrays import IntArray, KeyArray
from benchmarks.protocol.ties import pair_hash
from benchmarks.splits.kind import SplitRule

# The gaps are rows of new users between the history that is given and what is held out: nobody is
# asked for them, and they are masked. That of the validation users is known once parameters are
# chosen; that of the test users never.
PARTS = ("train", "validation", "test", "validation_gap", "test_gap")
TRAIN, VALIDATION, TEST, VALIDATION_GAP, TEST_GAP = range(5)

DRAWN = ("random", "stratified", "k_fold")  # rows at random, whatever their time

Parts = NDArray[np.int8]
Times = NDArray[np.int64]


def assign(
    interactions: pa.Table, rule: SplitRule, user_keys: KeyArray, item_keys: KeyArray
) -> dict[str, Parts]:
    """Return for each fold the part of each interaction, as an index into `PARTS`.

    interactions : columns as in `tables.INTERACTIONS`
    """
    users, items = tables.column(interactions, "user"), tables.column(interactions, "item")
    times = tables.column(interactions, "time")
    if rule.kind == "temporal":
        return {"all": temporal(times, rule)}
    if rule.kind == "cold_items":
        return {"all": _groups(item_keys, rule)[items]}
    if rule.kind in DRAWN:
        keys = draw_keys(interactions, rule, user_keys, item_keys)
        if rule.kind == "k_fold":
            return k_fold(keys, rule.folds)
        if rule.kind == "random":
            return {"all": _drawn(keys, rule)}
        return {"all": stratified(tables.column(interactions, rule.by), keys, rule)}
    hashes = pair_hash(user_keys[users], item_keys[items], rule.seed)
    if rule.kind == "user_temporal":
        return {"all": user_temporal(users, times, hashes, rule)}
    if rule.kind == "leave_last_out":
        return {"all": leave_last_out(users, times, hashes)}
    groups = _groups(user_keys, rule)
    return {
        f"known={size}": cold_users(users, times, hashes, groups, size, max(rule.known))
        for size in rule.known
    }


def draw_keys(
    interactions: pa.Table, rule: SplitRule, user_keys: KeyArray, item_keys: KeyArray
) -> KeyArray:
    """Return what orders the rows that a rule draws at random, (n,), rising.

    With `draw: numpy` a key is the row's place: the rows shuffled, or, stratified, group after
    group by code and in each by a random number.
    """
    if rule.draw == "numpy":
        random = np.random.RandomState(rule.seed)  # numpy's older generator
        n = interactions.num_rows
        stratified = rule.kind == "stratified"
        order = (
            np.lexsort((random.rand(n), tables.column(interactions, rule.by)))
            if stratified
            else random.permutation(n)
        )
        return np.argsort(order).astype(np.uint64)
    users, items = tables.column(interactions, "user"), tables.column(interactions, "item")
    return _one_by_one(
        pair_hash(user_keys[users], item_keys[items], rule.seed), interactions, rule.seed
    )


def stratified(groups: IntArray, keys: KeyArray, rule: SplitRule) -> Parts:
    """Divide the rows of each group in the order of `keys`: the first to training, the last to the test.

    Of n rows floor(n * test) are the test and, before them, floor(n * validation). With `rounding:
    nearest` the cuts are at n * (1 - test) and n * (1 - test - validation), rounded, a half to the
    even number. With `test_rows`, so many of each group are the test, or all but one.
    """
    place, counts = _places(groups, np.zeros(len(groups), dtype=np.int64), keys)
    if rule.rounding == "nearest":
        test, validation = Fraction(str(rule.test)), Fraction(str(rule.validation))
        known, learned = _rounded(counts, 1 - test), _rounded(counts, 1 - test - validation)
    else:
        held_out = (
            np.minimum(rule.test_rows, counts - 1) if rule.test_rows else _share(counts, rule.test)
        )
        known = counts - held_out
        learned = known - _share(counts, rule.validation)
    return np.where(place < learned, TRAIN, np.where(place < known, VALIDATION, TEST)).astype(
        np.int8
    )


def user_temporal(users: IntArray, times: Times, hashes: KeyArray, rule: SplitRule) -> Parts:
    """Hold out the last rows of each user: of n rows floor(n * test) and, before them, floor(n * validation).

    Rows with equal time are ordered by `hashes`.
    """
    place, counts = _places(users, times, hashes)
    from_end = counts - place  # 1 is the user's last row
    test, validation = _share(counts, rule.test), _share(counts, rule.validation)
    parts = np.full(len(users), TRAIN, dtype=np.int8)
    parts[from_end <= test + validation] = VALIDATION
    parts[from_end <= test] = TEST
    return parts


def leave_last_out(users: IntArray, times: Times, hashes: KeyArray) -> Parts:
    """Hold out the last row of each user with two rows or more, and the one before it of those with three or more.

    Rows with equal time are ordered by `hashes`.
    """
    place, counts = _places(users, times, hashes)
    from_end = counts - place
    parts = np.full(len(users), TRAIN, dtype=np.int8)
    parts[(from_end == 2) & (counts >= 3)] = VALIDATION
    parts[(from_end == 1) & (counts >= 2)] = TEST
    return parts


def k_fold(hashes: KeyArray, folds: int) -> dict[str, Parts]:
    """Divide the rows, in the order of `hashes`, into `folds` shares that differ by a row at most, larger ones first.

    Each share is the test of one fold; the next one is its validation part, and the first comes
    after the last.
    """
    order = np.argsort(hashes, kind="stable")
    share = np.empty(len(hashes), dtype=np.intp)
    for number, rows in enumerate(np.array_split(order, folds)):
        share[rows] = number
    found = {}
    for number in range(folds):
        parts = np.full(len(hashes), TRAIN, dtype=np.int8)
        parts[share == number] = TEST
        parts[share == (number + 1) % folds] = VALIDATION
        found[f"{number + 1} of {folds}"] = parts
    return found


def temporal(times: Times, rule: SplitRule) -> Parts:
    """Cut all rows at two moments; a row at the moment of a cut belongs to the later part.

    With shares, the test begins at the time of row floor(n * (1 - test)) in order of time, the
    validation likewise; so rows with equal time are never divided.
    """
    if rule.test_from and rule.validation_from:
        validation_from, test_from = (
            int(rule.validation_from.timestamp()),
            int(rule.test_from.timestamp()),
        )
    else:
        ordered = np.sort(times)
        exact_test, exact_validation = Fraction(str(rule.test)), Fraction(str(rule.validation))
        test_from = ordered[int(len(times) * (1 - exact_test))]
        validation_from = ordered[int(len(times) * (1 - exact_test - exact_validation))]
    parts = np.full(len(times), TRAIN, dtype=np.int8)
    parts[times >= validation_from] = VALIDATION
    parts[times >= test_from] = TEST
    return parts


def cold_users(
    users: IntArray, times: Times, hashes: KeyArray, groups: Parts, known: int, held_out_after: int
) -> Parts:
    """Give the first `known` rows of each new user to training; hold out all after the row `held_out_after`.

    groups : for each user whether it is old (TRAIN) or new in the VALIDATION or the TEST
    """
    place, _ = _places(users, times, hashes)
    group = groups[users]
    parts = np.where(place < known, np.int8(TRAIN), group)
    between = (place >= known) & (place < held_out_after)
    parts[between & (group == VALIDATION)] = VALIDATION_GAP
    parts[between & (group == TEST)] = TEST_GAP
    return parts.astype(np.int8)


def _one_by_one(hashes: KeyArray, interactions: pa.Table, seed: int) -> KeyArray:
    """Give the second and later rows of a pair hashes of their own, so that each purchase is drawn by itself."""
    order = np.lexsort(
        [tables.column(interactions, name) for name in ("quantity", "value", "time")] + [hashes]
    )
    start = np.flatnonzero(np.append(True, np.diff(hashes[order]) != 0))
    occurrence = np.empty(len(hashes), dtype=np.uint64)
    occurrence[order] = np.arange(len(hashes)) - np.repeat(
        start, np.diff(np.append(start, len(hashes)))
    )
    return np.where(occurrence > 0, pair_hash(hashes, occurrence, seed), hashes)


def _groups(keys: KeyArray, rule: SplitRule) -> Parts:
    """Draw a seeded share of users or items for the test, and of the validation."""
    return _drawn(pair_hash(keys, np.zeros(1, dtype=np.uint64), rule.seed), rule)


def _drawn(hashes: KeyArray, rule: SplitRule) -> Parts:
    """Take those first in the order of `hashes` for the test, then for the validation: floor(n * share) each."""
    order = np.argsort(hashes, kind="stable")
    test, validation = (
        int(len(hashes) * Fraction(str(share))) for share in (rule.test, rule.validation)
    )
    parts = np.full(len(hashes), TRAIN, dtype=np.int8)
    parts[order[:test]] = TEST
    parts[order[test : test + validation]] = VALIDATION
    return parts


def _places(
    users: IntArray, times: Times, hashes: KeyArray
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each row its place among the user's rows in time, from 0, and how many rows the user has."""
    order = np.lexsort((hashes, times, users))
    _, starts, counts = np.unique(users[order], return_index=True, return_counts=True)
    place, total = np.empty(len(users), dtype=np.intp), np.empty(len(users), dtype=np.intp)
    place[order] = np.arange(len(users)) - np.repeat(starts, counts)
    total[order] = np.repeat(counts, counts)
    return place, total


def _share(counts: NDArray[np.intp], share: float) -> NDArray[np.intp]:
    """Return floor(count * share), exact for decimal shares such as 0.1."""
    exact = Fraction(str(share))
    floors = {
        int(count): int(count) * exact.numerator // exact.denominator for count in np.unique(counts)
    }
    return np.array([floors[int(count)] for count in counts], dtype=np.intp)


def _rounded(counts: NDArray[np.intp], share: Fraction) -> NDArray[np.intp]:
    """Return count * share, rounded exactly, a half to the even number."""
    found = {int(count): round(int(count) * share) for count in np.unique(counts)}
    return np.array([found[int(count)] for count in counts], dtype=np.intp)
