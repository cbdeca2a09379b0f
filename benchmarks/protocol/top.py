"""The highest values of each row, equal values in the order of a seeded hash of (user, item).

Few values are looked at twice. Columns are dealt out to groups; the n-th highest of a row's group
maxima is a lower bound of its n-th highest value, and only what reaches the bound is sorted.
"""

from dataclasses import dataclass

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, KeyArray
from benchmarks.protocol.ties import pair_hash

# Ties in ranking must not follow the hash that ordered ties in time when the split was made (its
# seed is small).
TIE_SEED = 0x72616E6B696E67
# Groups of columns for each place of a list: with more, fewer candidates beside the lists (with 4
# about 1.15 a place), and more maxima.
GROUPS_PER_PLACE = 4


@dataclass(frozen=True)
class Keys:
    """What ties are broken by.

    users : (n_rows,), of the user whose row it is; items : (n_items,)
    """

    users: KeyArray
    items: KeyArray


@dataclass(frozen=True)
class Candidates:
    """All that the lists will hold, and what is beside it.

    rows, items : (n_candidates,), ascending; values : (n_candidates,) finite
    """

    rows: IntArray
    items: IntArray
    values: FloatArray

    def where(self, kept: BoolArray) -> "Candidates":
        """Return some of the candidates; kept : (n_candidates,)."""
        return Candidates(self.rows[kept], self.items[kept], self.values[kept])


def maxima_of_groups(values: FloatArray, n: int) -> FloatArray:
    """Return the highest value of each group of columns, (n_rows, n_groups), n_groups >= n.

    values : (n_rows, n_items >= n). Columns are dealt out in turn, as neighbours may be alike.
    """
    n_rows, n_items = values.shape
    n_groups = min(n_items, GROUPS_PER_PLACE * n)
    n_rounds, n_left = divmod(n_items, n_groups)
    dealt = values[:, : n_items - n_left].reshape(n_rows, n_rounds, n_groups)
    maxima: FloatArray = dealt.max(axis=1)
    dealt_last = maxima[:, :n_left]
    np.maximum(dealt_last, values[:, n_items - n_left :], out=dealt_last)
    return maxima


def is_constant(values: FloatArray, maxima: FloatArray) -> BoolArray:
    """Tell which rows give their candidates, at least two, the same score, (n_rows,).

    There the baseline cannot tell the candidates apart. values, maxima : see `candidates`
    """
    highest = maxima.max(axis=1, keepdims=True)
    constant: BoolArray = ((maxima == highest) | (maxima == -np.inf)).all(axis=1)
    likely = values[constant]  # as the maxima of their groups are equal
    n_highest = (likely == highest[constant]).sum(axis=1)
    n_candidates = (likely > -np.inf).sum(axis=1)
    constant[constant] = (n_highest == n_candidates) & (n_candidates > 1)
    return constant


def candidates(values: FloatArray, maxima: FloatArray, n: int) -> Candidates:
    """Return what reaches the bound of its row.

    values : (n_rows, n_items), -inf where an item is not to be listed; maxima : of its groups
    """
    place = maxima.shape[1] - n
    bound = np.partition(maxima, place, axis=1)[:, [place]]
    lowest = np.finfo(values.dtype).min  # excludes -inf where fewer than n groups have a value
    reaches = values >= np.maximum(bound, lowest)
    rows, items = np.divmod(np.flatnonzero(reaches), values.shape[1])
    return Candidates(rows, items, values[rows, items])


def first(chosen: Candidates, keys: Keys, n: int) -> tuple[IntArray, FloatArray]:
    """Return items and values of the n highest candidates of each row, (n_rows, n) each.

    -1 and NaN beyond the end of a short list.
    """
    chosen = chosen.where(_within_reach(chosen, keys, n))
    counts = np.bincount(chosen.rows, minlength=len(keys.users))
    first_of_row = np.cumsum(counts) - counts
    places = np.arange(len(chosen.rows)) - first_of_row[chosen.rows]
    shape = (len(keys.users), max(n, int(counts.max(initial=0))))
    items = np.full(shape, -1, dtype=np.int32)
    values = np.full(shape, -np.inf, dtype=chosen.values.dtype)
    items[chosen.rows, places] = chosen.items
    values[chosen.rows, places] = chosen.values
    order = _order(values, items, keys)[:, :n]
    each_row = np.arange(len(order))[:, None]
    items, values = items[each_row, order], values[each_row, order]
    values[items < 0] = np.nan
    return items, values


def _order(values: FloatArray, items: IntArray, keys: Keys) -> IntArray:
    """Return the places of each row's values, highest first; (n_rows, n_places) each."""
    order: IntArray = np.argsort(-values, axis=1)
    falling = np.take_along_axis(values, order, axis=1)
    equal = (falling[:, 1:] == falling[:, :-1]) & (falling[:, 1:] > -np.inf)
    tied = equal.any(axis=1)
    hashes = pair_hash(keys.users[tied, None], keys.items[items[tied]], TIE_SEED)
    order[tied] = np.lexsort((hashes, -values[tied]))
    return order


def _within_reach(chosen: Candidates, keys: Keys, n: int) -> BoolArray:
    """Tell which candidates may be listed, all but few in rows of many, (n_candidates,).

    Many tie across the end of the list there; to sort them would take longer than all else.
    """
    kept = np.ones(len(chosen.rows), dtype=bool)
    counts = np.bincount(chosen.rows, minlength=len(keys.users))
    ends = np.cumsum(counts)
    for row in np.flatnonzero(counts > GROUPS_PER_PLACE * n):
        own = slice(ends[row] - counts[row], ends[row])
        values = chosen.values[own]
        last = np.partition(values, -n)[-n]
        tied = np.flatnonzero(values == last)
        hashes = pair_hash(keys.users[[row]], keys.items[chosen.items[own][tied]], TIE_SEED)
        room = n - np.count_nonzero(values > last)
        is_listed = values >= last
        is_listed[tied] = hashes <= np.partition(hashes, room - 1)[room - 1]
        kept[own] = is_listed
    return kept
