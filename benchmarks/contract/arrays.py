"""Short names for the arrays that pass between modules, and what sorting tells of codes."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.integer[Any]]  # codes of users and items (int32), counts, places
FloatArray = NDArray[np.floating[Any]]
BoolArray = NDArray[np.bool_]
KeyArray = NDArray[np.uint64]
Integer = TypeVar("Integer", bound=np.integer[Any])


def distinct(values: NDArray[Integer]) -> NDArray[Integer]:
    """Return the distinct values, rising; `np.unique` hashes, which takes 20 times as long."""
    in_order = np.sort(values, axis=None)
    return in_order[_begins(in_order)]


def marked(codes: IntArray, n: int) -> BoolArray:
    """Tell which of the codes from 0 to n - 1 occur, (n,)."""
    occurs = np.zeros(n, dtype=bool)
    occurs[codes] = True
    return occurs


def n_distinct(codes: IntArray) -> int:
    """Count the distinct codes, from 0."""
    return int(np.count_nonzero(marked(codes, codes.max(initial=-1) + 1)))


def among(codes: IntArray, chosen: BoolArray) -> BoolArray:
    """Tell which rows have the code of a chosen row, (n,)."""
    return marked(codes[chosen], codes.max(initial=-1) + 1)[codes]


def order(keys: NDArray[np.integer[Any]], *breaking: NDArray[Any]) -> NDArray[np.intp]:
    """Return what sorts by keys, the equal by each of `breaking` in turn, else as they stand.

    Only rows with equal keys are sorted again, as ties are few.
    """
    ordered = np.argsort(keys, kind="stable")
    begins = _begins(keys[ordered])
    tied = ~(begins & np.append(begins[1:], True))
    rows = ordered[tied]
    by = [values[rows] for values in (keys, *breaking)]
    ordered[tied] = rows[np.lexsort(by[::-1])]
    return ordered


def runs(in_order: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each run of equal values begins, and how long it is; equal values are beside."""
    starts = np.flatnonzero(_begins(in_order))
    return starts, np.diff(np.append(starts, len(in_order)))


def places_within(groups: IntArray, values: NDArray[Any]) -> IntArray:
    """Return the place of each value among the distinct ones of its group, from 0, (n,) int32.

    >>> places_within(np.array([4, 4, 4, 7]), np.array([30, 10, 30, 20])).tolist()
    [1, 0, 1, 0]
    """
    ordered = np.lexsort((values, groups))
    begins_group = _begins(groups[ordered])
    nth = np.cumsum(begins_group | _begins(values[ordered]))
    first = nth[begins_group][np.cumsum(begins_group) - 1]
    places = np.empty(len(groups), dtype=np.int32)
    places[ordered] = nth - first
    return places


def _begins(in_order: NDArray[Any]) -> BoolArray:
    """Tell which values differ from the one before."""
    begins = np.ones(len(in_order), dtype=bool)
    np.not_equal(in_order[1:], in_order[:-1], out=begins[1:])
    return begins
