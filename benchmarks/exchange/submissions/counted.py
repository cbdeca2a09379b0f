"""What was counted while a submission was read."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.contract.arrays import BoolArray, IntArray


@dataclass
class Counted:
    """What was counted in a file of lists; rows where nothing else is said.

    users, missing_users : to serve, with a list and without; unknown_users : not asked for, dropped
    unknown_items, forbidden, duplicates : dropped; tied : equal to another row of the user
    short_lists, holes : lists shorter than the longest cut-off, or whose ranks leave places out
    contrary : lists whose scores rise where their ranks go down
    cut : beyond the longest list that is kept; notes : sentences about likely mistakes
    """

    rows: int = 0
    users: int = 0
    missing_users: int = 0
    unknown_users: int = 0
    unknown_items: int = 0
    forbidden: int = 0
    duplicates: int = 0
    short_lists: int = 0
    tied: int = 0
    holes: int = 0
    contrary: int = 0
    cut: int = 0
    notes: list[str] = field(default_factory=list)

    def in_table(self, columns: tuple[str, ...]) -> dict[str, Any]:
        """Return the counts that have a column."""
        return {name: count for name, count in vars(self).items() if name in columns}

    def lines(self, longest: int) -> list[str]:
        """Say what was counted, a line for each count that is not 0.

        longest : the longest cut-off
        """
        words = {
            "missing_users": "users to serve have no list: they score 0",
            "unknown_users": "users are not asked for: dropped",
            "unknown_items": "rows have items that are not in the catalogue: dropped",
            "forbidden": "rows have items that the rules leave out of the user's list: dropped",
            "duplicates": "rows repeat a user and an item: the first is kept",
            "short_lists": f"users have a list shorter than the longest cut-off, {longest}",
            "tied": "rows tie with another row of the user: a seeded hash decides",
            "holes": "lists have ranks that leave places out: closed",
            "contrary": "lists are in another order by their scores: ranks count before scores",
            "cut": "rows are beyond the longest list that is kept: dropped",
        }
        counted = [(getattr(self, name), sentence) for name, sentence in words.items()]
        said = [f"{count:,} {sentence}" for count, sentence in counted if count]
        return [f"{self.rows:,} rows, {self.users:,} users with a list", *said, *self.notes]


@dataclass
class Served:
    """Over all lists of a file, who has one, who lacks one, and whose is short; each (n_users,)."""

    with_list: BoolArray
    missing: BoolArray
    short: BoolArray

    @staticmethod
    def of(n_users: int) -> "Served":
        """Begin with nobody."""
        return Served(*(np.zeros(n_users, dtype=bool) for _ in range(3)))

    def add(self, asked: IntArray, lengths: IntArray, longest: int) -> None:
        """Add the lists of one fold, view and seed.

        asked : (n_asked,) codes of users to serve; lengths : (n_users,) of the lists of all users
        """
        length = lengths[asked]
        self.with_list[asked[length > 0]] = True
        self.missing[asked[length == 0]] = True
        self.short[asked[(length > 0) & (length < longest)]] = True
