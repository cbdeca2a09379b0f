"""Split `next_basket`: the last basket of each user."""

from typing import ClassVar, Literal

import numpy as np

from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.splits.parts import (
    TEST,
    TRAIN,
    VALIDATION,
    Keys,
    Parts,
    Rows,
    later_than_own,
)
from benchmarks.splits.rule import LEARNS_BEFORE, Rule
from benchmarks.splits.wording import Names

FEWEST = 3  # baskets of a user who is asked about: one to learn from, one to validate, one to test


class NextBasket(Rule):
    """Hold out the last basket of each user as the test, the one before it as the validation.

    Users with fewer than three baskets are only learnt from.
    """

    kind: Literal["next_basket"] = "next_basket"

    needs_baskets: ClassVar[bool] = True
    promises: ClassVar[str] = "no training row of its test basket, or later than it"
    called: ClassVar[str] = "Leaving the last basket out"
    in_a_tie: ClassVar[str] = "Baskets of one moment are in the order in which the data names them."
    no_test_rows: ClassVar[str] = f"fewer than {FEWEST} baskets"

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:  # noqa: ARG002  nothing is drawn
        """Return the one fold, `all`."""
        return {"all": next_basket(rows.users, rows.baskets)}

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
        """Tell which earlier rows are of the user's first basket that is held out, or later."""
        first = np.full(rows.users.max(initial=0) + 1, np.iinfo(np.int32).max)
        np.minimum.at(first, rows.users[now], rows.baskets[now])
        not_before = rows.baskets >= first[rows.users]
        return (before & not_before) | later_than_own(rows, before, now)

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        test = f"Each {names.user}’s last basket is the test part,"
        few = f"{names.users} with fewer than three baskets are only learnt from."
        before = f"{test} the one before it the validation part;"
        return [f"{before} {few}", LEARNS_BEFORE]

    def paper_sentence(self, names: Names) -> str:
        """Say in a paper's words how rows are divided."""
        test = f"Each {names.user}'s last basket is the test part,"
        return f"{test} the one before it the validation part."


def next_basket(users: IntArray, baskets: IntArray) -> Parts:
    """Hold out the last basket of each user with three or more, and the one before it.

    users, baskets : (n_rows,); a user's baskets are numbered from 0, in the order of time
    """
    last = np.full(users.max(initial=0) + 1, -1)
    np.maximum.at(last, users, baskets)
    is_asked = last[users] >= FEWEST - 1
    parts = np.full(len(users), TRAIN, dtype=np.int8)
    parts[is_asked & (baskets == last[users] - 1)] = VALIDATION
    parts[is_asked & (baskets == last[users])] = TEST
    return parts
