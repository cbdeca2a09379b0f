"""Split `stratified`: rows at random, a share or a number of each user's or each item's."""

from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from benchmarks.contract.arrays import IntArray, KeyArray
from benchmarks.contract.settings import MOST_COUNTED
from benchmarks.splits import draws
from benchmarks.splits.parts import (
    TEST,
    TRAIN,
    VALIDATION,
    Keys,
    Parts,
    Places,
    Rows,
    places,
    rounded,
    share,
)
from benchmarks.splits.rule import LEARNS_REST, Rule, Seed, Share, require_rest
from benchmarks.splits.wording import Names, percent, percent_exact


class Stratified(Rule):
    """Hold out rows of each user or item at random; a validation part is optional.

    by : whose rows are shared out; test, validation : shares of them, rounded down
    test_rows : so many of each are the test, in place of a share
    rounding : of shares, `nearest` in place of down; draw, seed : as in `RandomRows`
    """

    kind: Literal["stratified"] = "stratified"
    test: Share = 0
    validation: Share = 0
    by: Literal["user", "item"] = "user"
    test_rows: Annotated[int, Field(ge=1, le=MOST_COUNTED)] | None = None
    rounding: Literal["nearest"] | None = None
    draw: draws.Draw | None = None
    seed: Seed = 0

    needs_times: ClassVar[bool] = False
    cuts_in_time: ClassVar[bool] = False
    called: ClassVar[str] = "A random split of each {of}’s rows"
    no_test_rows: ClassVar[str] = "no row drawn for the test"

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if bool(self.test) == bool(self.test_rows):
            raise ValueError("give test or test_rows")
        require_rest(self.test, self.validation)
        return self

    @property
    def has_validation(self) -> bool:
        """Whether a part is held out to choose parameters by."""
        return self.validation > 0

    def row_keys(self, rows: Rows, keys: Keys) -> KeyArray:
        """Return what orders the rows of each group as they are drawn, (n_rows,), rising."""
        return draws.row_keys_in_groups(rows, keys, self.seed, self.draw, self._groups(rows))

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:
        """Return the one fold, `all`."""
        return {"all": stratified(self._groups(rows), self.row_keys(rows, keys), self)}

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        size = self.test_rows or percent(self.test)
        test = f"Of each {self._group(names)}’s {names.rows}, a seeded {size} are the test part"
        another = f" and another {percent(self.validation)} the validation part"
        validation = another if self.validation else ""
        return [f"{test}{validation}{names.at_any_time}.", LEARNS_REST]

    def paper_sentence(self, names: Names) -> str:
        """Say in a paper's words how rows are divided."""
        size = self.test_rows or percent_exact(self.test)
        another = f", another {percent_exact(self.validation)} validate"
        test = f"Of the interactions of each {self._group(names)} a random {size} are the test part"
        return f"{test}{another if self.validation else ''}."

    def name(self, names: Names) -> str:
        """Name the split at the start of a sentence."""
        return self.called.format(of=self._group(names))

    def _groups(self, rows: Rows) -> IntArray:
        return rows.users if self.by == "user" else rows.items

    def _group(self, names: Names) -> str:
        return names.user if self.by == "user" else "item"


def stratified(groups: IntArray, keys: KeyArray, rule: Stratified) -> Parts:
    """Divide each group's rows in the order of `keys`: first to training, last to the test.

    Of n rows floor(n * test) are the test and, before them, floor(n * validation). With `rounding:
    nearest` the cuts are at n * (1 - test) and n * (1 - test - validation), rounded, a half to the
    even number. With `test_rows`, so many of each group are the test, or all but one.
    """
    place, counts = places(groups, np.zeros(len(groups), dtype=np.int64), keys)
    learned, before_test = _cuts(counts, rule)
    later = np.where(place < before_test, VALIDATION, TEST)
    return np.where(place < learned, TRAIN, later).astype(np.int8)


def _cuts(counts: Places, rule: Stratified) -> tuple[Places, Places]:
    """Return how many rows are training, and how many are training or validation."""
    if rule.rounding == "nearest":
        test = Fraction(str(rule.test))
        validation = Fraction(str(rule.validation))
        return rounded(counts, 1 - test - validation), rounded(counts, 1 - test)
    if rule.test_rows:
        held_out = np.minimum(rule.test_rows, counts - 1)
    else:
        held_out = share(counts, rule.test)
    before_test = counts - held_out
    learned = before_test - share(counts, rule.validation)
    return learned, before_test
