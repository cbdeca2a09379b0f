"""Split `user_temporal`: the last share of each user's rows."""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

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
    share,
)
from benchmarks.splits.rule import LEARNS_BEFORE, Rule, Seed, Share, require_shares
from benchmarks.splits.wording import Names, percent, percent_exact


class UserTemporal(Rule):
    """Hold out the last rows of each user, whatever the others do at that time.

    test, validation : shares of a user's rows
    seed : of the hash that orders rows with equal time
    """

    kind: Literal["user_temporal"] = "user_temporal"
    test: Share = 0
    validation: Share = 0
    seed: Seed = 0

    promises: ClassVar[str] = "no training row later than its test rows"
    called: ClassVar[str] = "A split by each {user}’s own time"
    no_test_rows: ClassVar[str] = "too few rows to hold out a share"

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        require_shares(self.test, self.validation)
        return self

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:
        """Return the one fold, `all`."""

        def told(own: Rows) -> Parts:
            hashes = draws.hashes(own, keys, self.seed)
            return user_temporal(own.users, own.times, hashes, self)

        return {"all": by_users(rows, told)}

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
        """Tell which earlier rows are later than the user's first that is held out."""
        return later_than_own(rows, before, now)

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        test, validation = percent(self.test), percent(self.validation)
        held_out = f"Each {names.user}’s last {test} of {names.rows} are the test part,"
        return [f"{held_out} the {validation} before them the validation part.", LEARNS_BEFORE]

    def paper_sentence(self, names: Names) -> str:
        """Say in a paper's words how rows are divided."""
        test, validation = percent_exact(self.test), percent_exact(self.validation)
        late = f"Of each {names.user}'s interactions the last {test} by time are the test part,"
        return f"{late} the {validation} before them the validation part."


def user_temporal(users: IntArray, times: Times, hashes: KeyArray, rule: UserTemporal) -> Parts:
    """Hold out the last rows of each user.

    Of n rows floor(n * test) and, before them, floor(n * validation); rows with equal time are
    ordered by `hashes`.
    """
    place, counts = places(users, times, hashes)
    from_end = counts - place  # 1 is the user's last row
    test, validation = share(counts, rule.test), share(counts, rule.validation)
    parts = np.full(len(users), TRAIN, dtype=np.int8)
    parts[from_end <= test + validation] = VALIDATION
    parts[from_end <= test] = TEST
    return parts
