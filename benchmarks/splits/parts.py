"""The parts of a split by number, the rows that it divides, and exact places and shares."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, IntArray, KeyArray, marked, order, runs
from benchmarks.contract.errors import UserError

# The gaps are rows of new users between the history that is given and what is held out: nobody is
# asked for them, and they are masked. That of the validation users is known once parameters are
# chosen; that of the test users never. What is later than the test of a fold is in no table of that
# fold: neither known, nor masked, nor asked for.
PARTS = ("train", "validation", "test", "validation_gap", "test_gap", "later")
TRAIN, VALIDATION, TEST, VALIDATION_GAP, TEST_GAP, LATER = range(6)

Parts = NDArray[np.int8]  # (n_rows,), an index into PARTS
Times = NDArray[np.int64]  # (n_rows,), seconds since 1970
Places = NDArray[np.intp]

NEVER = np.iinfo(np.int64).max  # later than every row
_AT_ONCE = 1 << 20  # rows, so that what is made of them stays in the cache and within memory


@dataclass(frozen=True)
class Keys:
    """The tie-breaking keys of all users and all items, by code."""

    users: KeyArray
    items: KeyArray


@dataclass(frozen=True)
class Rows:
    """The rows that a split divides.

    interactions : columns as in `tables.INTERACTIONS`; those that hold nothing may be left out;
    beside them `basket` where the rule asks for it
    """

    interactions: pa.Table

    @cached_property
    def users(self) -> IntArray:
        """Code of each row's user, (n_rows,)."""
        return self.column("user")

    @cached_property
    def items(self) -> IntArray:
        """Code of each row's item, (n_rows,)."""
        return self.column("item")

    @cached_property
    def has_times(self) -> bool:
        """Whether the data says when; a table without rows lacks nothing."""
        return bool(self.interactions["time"].null_count == 0)

    @cached_property
    def times(self) -> Times:
        """Time of each row, (n_rows,), in seconds since 1970; UserError where the data has none."""
        if not self.has_times:
            raise UserError("the rows have no times; split them by a rule that needs none.")
        return self.column("time")

    @cached_property
    def baskets(self) -> IntArray:
        """Number of each row's basket among its user's, from 0 in the order of time, (n_rows,).

        UserError where the data has none.
        """
        if "basket" not in self.interactions.column_names:
            raise UserError("the rows have no baskets; split them by a rule that needs none.")
        return self.column("basket")

    def column(self, name: str) -> NDArray[Any]:
        """Return a column as an array; nulls are NaN."""
        if name not in self.interactions.column_names:
            return np.full(self.interactions.num_rows, np.nan)
        return tables.column(self.interactions, name)

    def of_some_users(self, at_once: int = _AT_ONCE) -> Iterator["Rows"]:
        """Yield all rows of some users after those of others; all at once if these are mixed."""
        users, n_rows, begin = self.users, self.interactions.num_rows, 0
        if not (users[1:] >= users[:-1]).all():
            at_once = n_rows
        while n_rows - begin > at_once:
            end = int(np.searchsorted(users, users[begin + at_once], side="right"))
            yield Rows(self.interactions.slice(begin, end - begin))
            begin = end
        yield Rows(self.interactions.slice(begin))


def by_users(rows: Rows, told: Callable[[Rows], NDArray[Any]]) -> NDArray[Any]:
    """Return what is told of each row, where that depends on no row of another user, (n_rows,)."""
    return np.concatenate([told(some) for some in rows.of_some_users()])


def places(groups: IntArray, times: Times, hashes: KeyArray) -> tuple[Places, Places]:
    """Return each row's place in its group, from 0, and how many rows the group has.

    Rows are in the order of their times, those with equal time in the order of `hashes`.
    """
    elapsed = times - times.min(initial=0)
    span = elapsed.max(initial=0) + 1  # of 200 years at most, as checked: no number is too large
    ordered = order(np.multiply(groups, span, dtype=np.int64) + elapsed, hashes)
    starts, sizes = runs(groups[ordered])
    n_rows = len(groups)
    place = np.empty(n_rows, dtype=np.intp)
    total = np.empty(n_rows, dtype=np.intp)
    place[ordered] = np.arange(n_rows) - np.repeat(starts, sizes)
    total[ordered] = np.repeat(sizes, sizes)
    return place, total


def share(counts: Places, part: float) -> Places:
    """Return floor(count * part), exact for decimal shares such as 0.1."""
    exact = Fraction(str(part))
    return _of_each(counts, lambda count: int(count * exact))


def rounded(counts: Places, part: Fraction) -> Places:
    """Return count * part, rounded exactly, a half to the even number."""
    return _of_each(counts, lambda count: round(count * part))


def _of_each(counts: Places, made: Callable[[int], int]) -> Places:
    """Return what is made of each count, made once of those that are equal."""
    by_count = np.zeros(counts.max(initial=0) + 1, dtype=np.intp)
    occurring = np.flatnonzero(marked(counts, len(by_count)))
    by_count[occurring] = [made(count) for count in occurring.tolist()]
    return by_count[counts]


def first_times(rows: Rows, chosen: BoolArray) -> Times:
    """Return the time of each user's first chosen row, by code; `NEVER` for users without any."""
    users = rows.users
    first = np.full(users.max(initial=0) + 1, NEVER)
    np.minimum.at(first, users[chosen], rows.times[chosen])
    return first


def later_than_own(rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
    """Tell which rows of `before` are later than the first row of the same user in `now`."""
    first = first_times(rows, now)
    return before & (rows.times > first[rows.users])


def as_late_as_the_first(rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
    """Tell which rows of `before` are as late as the first row of anybody in `now`."""
    times = rows.times
    late: BoolArray = times >= times[now].min(initial=NEVER)
    return before & late


def row_moment(times: Times, taken: Fraction) -> int:
    """Return the time of the first row of the last share of all rows, exact for decimal shares.

    times : ascending; taken : the share, whose rows are rounded up
    """
    return int(times[int(len(times) * (1 - taken))])
