"""Split `k_fold`: rows at random in folds, each of which is the test once."""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from benchmarks.contract.arrays import KeyArray
from benchmarks.splits import draws
from benchmarks.splits.parts import TEST, TRAIN, VALIDATION, Keys, Parts, Rows
from benchmarks.splits.rule import LEARNS_REST, Rule, Seed
from benchmarks.splits.wording import Names


class KFold(Rule):
    """Divide all rows at random into folds.

    folds : into how many parts; draw, seed : as in `RandomRows`
    """

    kind: Literal["k_fold"] = "k_fold"
    folds: Annotated[int, Field(ge=3, le=100)] = 5
    draw: draws.Draw | None = None
    seed: Seed = 0

    needs_times: ClassVar[bool] = False
    cuts_in_time: ClassVar[bool] = False
    called: ClassVar[str] = "A split into random folds"
    no_test_rows: ClassVar[str] = "no row drawn for the test"
    fold_is: ClassVar[str] = "fold "

    def row_keys(self, rows: Rows, keys: Keys) -> KeyArray:
        """Return what orders the rows as they are drawn, (n_rows,), rising."""
        return draws.row_keys(rows, keys, self.seed, self.draw)

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:
        """Return the folds, such as `1 of 5`."""
        return k_fold(self.row_keys(rows, keys), self.folds)

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        divided = f"All {names.rows} are divided at random, by a seed, into {self.folds} folds."
        each = "Each fold is the test part once, with the next fold as its validation part;"
        return [f"{divided} {each} numbers are averages over the folds.", LEARNS_REST]

    def paper_sentence(self, names: Names) -> str:  # noqa: ARG002  others do
        """Say in a paper's words how rows are divided."""
        divided = f"The interactions are divided at random into {self.folds} folds,"
        return f"{divided} each of which is the test part once."


def k_fold(keys: KeyArray, folds: int) -> dict[str, Parts]:
    """Divide the rows, in the order of `keys`, into shares that differ by a row at most.

    Larger shares come first. Each is the test of one fold; the next one is its validation part, and
    the first comes after the last.
    """
    order = np.argsort(keys, kind="stable")
    share = np.empty(len(keys), dtype=np.intp)
    for number, chosen in enumerate(np.array_split(order, folds)):
        share[chosen] = number
    divided = {}
    for number in range(folds):
        parts = np.full(len(keys), TRAIN, dtype=np.int8)
        parts[share == number] = TEST
        parts[share == (number + 1) % folds] = VALIDATION
        divided[f"{number + 1} of {folds}"] = parts
    return divided
