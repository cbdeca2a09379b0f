"""Divide interactions into training, validation and test; pure functions on arrays."""

from fractions import Fraction

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.shared import tables
from benchmarks.shared.arrays import IntArray, KeyArray
from benchmarks.shared.params import SplitRule
from benchmarks.shared.ties import pair_hash

PARTS = ("train", "validation", "test")
_TRAIN, _VALIDATION, _TEST = range(3)


def assign(interactions: pa.Table, rule: SplitRule, user_keys: KeyArray, item_keys: KeyArray) -> NDArray[np.int8]:
    """Return the part of each interaction, as an index into `PARTS`.

    interactions : columns as in `tables.INTERACTIONS`
    """
    users, times = tables.column(interactions, "user"), tables.column(interactions, "time")
    if rule.kind == "temporal":
        return temporal(times, rule)
    items = tables.column(interactions, "item")
    return user_temporal(users, times, pair_hash(user_keys[users], item_keys[items], rule.seed), rule)


def user_temporal(users: IntArray, times: NDArray[np.int64], hashes: KeyArray, rule: SplitRule) -> NDArray[np.int8]:
    """Hold out the last rows of each user: of n rows floor(n * test) and, before them, floor(n * validation).

    Rows with equal time are ordered by `hashes`.
    """
    order = np.lexsort((hashes, times, users))
    _, starts, counts = np.unique(users[order], return_index=True, return_counts=True)
    from_end = np.repeat(starts + counts, counts) - np.arange(len(users))  # 1 is the user's last row
    test, validation = _share(counts, rule.test), _share(counts, rule.validation)
    parts = np.full(len(users), _TRAIN, dtype=np.int8)
    parts[order[from_end <= np.repeat(test + validation, counts)]] = _VALIDATION
    parts[order[from_end <= np.repeat(test, counts)]] = _TEST
    return parts


def temporal(times: NDArray[np.int64], rule: SplitRule) -> NDArray[np.int8]:
    """Cut all rows at two moments; a row at the moment of a cut belongs to the later part.

    The test begins at the time of row floor(n * (1 - test)) in order of time, the validation likewise; so rows
    with equal time are never divided.
    """
    ordered = np.sort(times)
    exact_test, exact_validation = Fraction(str(rule.test)), Fraction(str(rule.validation))
    test_from = ordered[int(len(times) * (1 - exact_test))]
    validation_from = ordered[int(len(times) * (1 - exact_test - exact_validation))]
    parts = np.full(len(times), _TRAIN, dtype=np.int8)
    parts[times >= validation_from] = _VALIDATION
    parts[times >= test_from] = _TEST
    return parts


def _share(counts: NDArray[np.intp], share: float) -> NDArray[np.intp]:
    """Return floor(count * share), exact for decimal shares such as 0.1."""
    exact = Fraction(str(share))
    floors = {int(count): int(count) * exact.numerator // exact.denominator for count in np.unique(counts)}
    return np.array([floors[int(count)] for count in counts], dtype=np.intp)
