"""Split `leave_last_out`: the last row of each user."""

from typing import ClassVar, Literal

import numpy as np

from benchmarks.contract.arrays import BoolArray, IntArray, KeyArray
from benchmarks.splits import draws
from benchmarks.splits.parts import (
    TEST,
    TRAIN,
    VALIDATION,
    Keys,
    Parts,
    Rows,
    Times,
    by_users,
    later_than_own,
    places,
)
from benchmarks.splits.rule import LEARNS_BEFORE, Rule, Seed
from benchmarks.splits.wording import Names


class LeaveLastOut(Rule):
    """Hold out the last row of each user as the test, the one before it as the validation.

    seed : of the hash that orders rows with equal time
    """

    kind: Literal["leave_last_out"] = "leave_last_out"
    seed: Seed = 0

    promises: ClassVar[str] = "no training row later than its test rows"
    called: ClassVar[str] = "Leaving the last row out"
    no_test_rows: ClassVar[str] = "a single row"

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:
        """Return the one fold, `all`."""

        def told(own: Rows) -> Parts:
            return leave_last_out(own.users, own.times, draws.hashes(own, keys, self.seed))

        return {"all": by_users(rows, told)}

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
        """Tell which earlier rows are later than the user's first that is held out."""
        return later_than_own(rows, before, now)

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        test = f"Each {names.user}’s last {names.row} is the test part,"
        return [f"{test} the one before it the validation part.", LEARNS_BEFORE]

    def paper_sentence(self, names: Names) -> str:
        """Say in a paper's words how rows are divided."""
        test = f"Each {names.user}'s last interaction is the test part,"
        return f"{test} the one before it the validation part."


def leave_last_out(users: IntArray, times: Times, hashes: KeyArray) -> Parts:
    """Hold out the last row of each user with two or more, and the one before it of three or more.

    Rows with equal time are ordered by `hashes`.
    """
    place, counts = places(users, times, hashes)
    from_end = counts - place
    parts = np.full(len(users), TRAIN, dtype=np.int8)
    parts[(from_end == 2) & (counts >= 3)] = VALIDATION
    parts[(from_end == 1) & (counts >= 2)] = TEST
    return parts
