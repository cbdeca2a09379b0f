"""Split `cold_users`: what a share of the users does after a first few rows."""

from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from benchmarks.contract.arrays import BoolArray
from benchmarks.contract.settings import MOST_COUNTED
from benchmarks.splits import draws
from benchmarks.splits.parts import (
    TEST,
    TEST_GAP,
    TRAIN,
    VALIDATION,
    VALIDATION_GAP,
    Keys,
    Parts,
    Places,
    Rows,
    by_users,
    later_than_own,
    places,
)
from benchmarks.splits.rule import LEARNS_REST, Rule, Seed, Share, require_shares
from benchmarks.splits.wording import Names, listed, ordinal, percent, percent_exact

_KNOWN = "known goes with kind cold_users, and must be given there"


class ColdUsers(Rule):
    """Hold out whole users but for their first rows; one fold for each size of history.

    test, validation : shares of the users, rounded down
    known : the sizes; whatever the size, rows after the largest are held out
    seed : of the draw, and of the hash that orders rows with equal time
    """

    kind: Literal["cold_users"] = "cold_users"
    test: Share = 0
    validation: Share = 0
    known: list[Annotated[int, Field(ge=0, le=MOST_COUNTED)]] = Field(default=[], max_length=100)
    seed: Seed = 0

    promises: ClassVar[str] = "no training row later than its test rows"
    called: ClassVar[str] = "Holding out whole {users}"
    no_test_rows: ClassVar[str] = "not drawn for the test"
    folds_are: ClassVar[str] = "sizes of history"
    alone: ClassVar[dict[str, str]] = {"known": _KNOWN}

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        require_shares(self.test, self.validation)
        if not self.known:
            raise ValueError(_KNOWN)
        return self

    @property
    def history_sizes(self) -> tuple[int, ...]:
        """How many rows of new users are known, a fold for each."""
        return tuple(self.known)

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:
        """Return a fold for each size of history, such as `known=5`."""

        def told(own: Rows) -> Places:
            return places(own.users, own.times, draws.hashes(own, keys, self.seed))[0]

        part_of_user = draws.whole(keys.users, self.seed, self.test, self.validation)
        place = by_users(rows, told)
        groups, last = part_of_user[rows.users], max(self.known)
        return {f"known={size}": cold_users(place, groups, size, last) for size in self.known}

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
        """Tell which earlier rows are later than the user's first that is held out."""
        return later_than_own(rows, before, now)

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        test, validation = percent(self.test), percent(self.validation)
        user, last = names.user, ordinal(max(self.known))
        words = [
            f"A seeded {test} of the {names.users} are new,",
            f"and another {validation} are so for validation.",
            "Each baseline is fitted once for each size of their history,",
            f"{listed(self.known)}: so many of a new {user}’s first {names.rows} are in training.",
            f"Whatever the size, everything up to a new {user}’s {last} is masked,",
            "and the test is all after it.",
            "Numbers for everybody are averages over the sizes.",
        ]
        return [" ".join(words), LEARNS_REST]

    def paper_sentence(self, names: Names) -> str:
        """Say in a paper's words how rows are divided."""
        test, validation = percent_exact(self.test), percent_exact(self.validation)
        drawn = f"A random {test} of the {names.users} are the test part,"
        sizes = listed(self.known, "or")
        known = f"models know the first {sizes} interactions of each,"
        held_out = f"those after the first {max(self.known)} are held out."
        words = [drawn, f"another {validation} the validation part;", known]
        return " ".join([*words, "in one fit for each number, and", held_out])


def cold_users(place: Places, groups: Parts, known: int, held_out_after: int) -> Parts:
    """Give the first `known` rows of each new user to training; hold out the late ones.

    place : each row's place among its user's rows in time, from 0
    groups : for each row whether its user is old (TRAIN) or new in the VALIDATION or the TEST
    held_out_after : how many rows of a new user come before the first that is held out
    """
    parts = np.where(place < known, np.int8(TRAIN), groups)
    between = (place >= known) & (place < held_out_after)
    parts[between & (groups == VALIDATION)] = VALIDATION_GAP
    parts[between & (groups == TEST)] = TEST_GAP
    return parts.astype(np.int8)
