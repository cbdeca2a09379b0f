"""The parts of a split by number, the rows that it divides, and exact places and shares."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, IntArray, KeyArray
from benchmarks.contract.errors import UserError

# The gaps are rows of new users between the history that is given and what is held out: nobody is
# asked for them, and they are masked. That of the validation users is known once parameters are
# chosen; that of the test users never.
PARTS = ("train", "validation", "test", "validation_gap", "test_gap")
TRAIN, VALIDATION, TEST, VALIDATION_GAP, TEST_GAP = range(5)

Parts = NDArray[np.int8]  # (n_rows,), an index into PARTS
Times = NDArray[np.int64]  # (n_rows,), seconds since 1970
Places = NDArray[np.intp]

NEVER = np.iinfo(np.int64).max  # later than every row


@dataclass(frozen=True)
class Keys:
    """The tie-breaking keys of all users and all items, by code."""

    users: KeyArray
    items: KeyArray


@dataclass(frozen=True)
class Rows:
    """The rows that a split divides; columns as in `tables.INTERACTIONS`."""

    interactions: pa.Table

    @property
    def users(self) -> IntArray:
        """Code of each row's user, (n_rows,)."""
        return self.column("user")

    @property
    def items(self) -> IntArray:
        """Code of each row's item, (n_rows,)."""
        return self.column("item")

    @property
    def has_times(self) -> bool:
        """Whether the data says when; a table without rows lacks nothing."""
        return bool(self.interactions["time"].null_count == 0)

    @property
    def times(self) -> Times:
        """Time of each row, (n_rows,), in seconds since 1970; UserError where the data has none."""
        if not self.has_times:
            raise UserError("the rows have no times; split them by a rule that needs none.")
        return self.column("time")

    def column(self, name: str) -> NDArray[Any]:
        """Return a column as an array; nulls are NaN."""
        values: NDArray[Any] = tables.column(self.interactions, name)
        return values


def places(groups: IntArray, times: Times, hashes: KeyArray) -> tuple[Places, Places]:
    """Return each row's place in its group, from 0, and how many rows the group has.

    Rows are in the order of their times, those with equal time in the order of `hashes`.
    """
    order = np.lexsort((hashes, times, groups))
    _, starts, sizes = np.unique(groups[order], return_index=True, return_counts=True)
    n_rows = len(groups)
    place = np.empty(n_rows, dtype=np.intp)
    total = np.empty(n_rows, dtype=np.intp)
    place[order] = np.arange(n_rows) - np.repeat(starts, sizes)
    total[order] = np.repeat(sizes, sizes)
    return place, total


def share(counts: Places, part: float) -> Places:
    """Return floor(count * part), exact for decimal shares such as 0.1."""
    exact = Fraction(str(part))
    floors = {
        int(count): int(count) * exact.numerator // exact.denominator for count in np.unique(counts)
    }
    return np.array([floors[int(count)] for count in counts], dtype=np.intp)


def rounded(counts: Places, part: Fraction) -> Places:
    """Return count * part, rounded exactly, a half to the even number."""
    nearest = {int(count): round(int(count) * part) for count in np.unique(counts)}
    return np.array([nearest[int(count)] for count in counts], dtype=np.intp)


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
