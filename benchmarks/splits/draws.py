"""Draw rows, users or items by a seeded hash, or rows as numpy's older generator does."""

from fractions import Fraction
from typing import Literal

import numpy as np

from benchmarks.contract.arrays import IntArray, KeyArray, order, runs
from benchmarks.protocol.ties import pair_hash
from benchmarks.splits.parts import TEST, TRAIN, VALIDATION, Keys, Parts, Rows

Draw = Literal["numpy"]


def hashes(rows: Rows, keys: Keys, seed: int) -> KeyArray:
    """Return the hash of each row's user and item, (n_rows,)."""
    return pair_hash(keys.users[rows.users], keys.items[rows.items], seed)


def row_keys(rows: Rows, keys: Keys, seed: int, draw: Draw | None) -> KeyArray:
    """Return what orders rows that are drawn at random, (n_rows,), rising.

    By default hashes of user and item, so that the order of the file does not matter; with `numpy`
    the places of the rows once `RandomState(seed)` has shuffled them.
    """
    if draw == "numpy":
        n_rows = rows.interactions.num_rows
        return _as_keys(np.random.RandomState(seed).permutation(n_rows))
    return _one_by_one(hashes(rows, keys, seed), rows, seed)


def row_keys_in_groups(
    rows: Rows, keys: Keys, seed: int, draw: Draw | None, groups: IntArray
) -> KeyArray:
    """Return what orders the rows of each group; as `row_keys`, but for `numpy`.

    With `numpy` rows stand group after group by code, and in each by a random number.
    """
    if draw == "numpy":
        numbers = np.random.RandomState(seed).rand(len(groups))
        return _as_keys(np.lexsort((numbers, groups)))
    return row_keys(rows, keys, seed, None)


def whole(keys: KeyArray, seed: int, test: float, validation: float) -> Parts:
    """Draw a seeded share of users or items for the test and another for the validation.

    keys : (n,) of all users or all items; returns the part of each
    """
    return first(pair_hash(keys, np.zeros(1, dtype=np.uint64), seed), test, validation)


def first(order_by: KeyArray, test: float, validation: float) -> Parts:
    """Take the first in order for the test, then for the validation: floor(n * share) of each."""
    order = np.argsort(order_by, kind="stable")
    n_test = int(len(order) * Fraction(str(test)))
    n_validation = int(len(order) * Fraction(str(validation)))
    parts = np.full(len(order), TRAIN, dtype=np.int8)
    parts[order[:n_test]] = TEST
    parts[order[n_test : n_test + n_validation]] = VALIDATION
    return parts


def _as_keys(order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> KeyArray:
    return np.argsort(order).astype(np.uint64)


def _one_by_one(pair_hashes: KeyArray, rows: Rows, seed: int) -> KeyArray:
    """Give the second and later rows of a pair hashes of their own, so that each is drawn alone."""
    within_pair = [rows.column(name) for name in ("time", "value", "quantity")]
    ordered = order(pair_hashes, *within_pair)
    starts, sizes = runs(pair_hashes[ordered])
    occurrence = np.empty(len(ordered), dtype=np.uint64)
    occurrence[ordered] = np.arange(len(ordered)) - np.repeat(starts, sizes)
    return np.where(occurrence > 0, pair_hash(pair_hashes, occurrence, seed), pair_hashes)
