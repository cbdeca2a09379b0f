"""Split `rolling`: several moments cut for everybody, each with a test window after it.

Source: Tashman 2000, https://doi.org/10.1016/S0169-2070(00)00065-0 (rolling-origin evaluation).
"""

from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from benchmarks.contract.arrays import BoolArray
from benchmarks.splits.parts import (
    LATER,
    NEVER,
    TEST,
    TRAIN,
    VALIDATION,
    Keys,
    Parts,
    Rows,
    Times,
    as_late_as_the_first,
    row_moment,
)
from benchmarks.splits.rule import LEARNS_BEFORE, Moment, Rule, Share, require_rest, require_shares
from benchmarks.splits.wording import Names, listed, moment, percent, percent_exact

_MOMENTS = "moments goes with kind rolling: at least three, each later than the one before"


class Rolling(Rule):
    """Cut all rows at several moments; the rows from each until the next are the test of a fold.

    windows : how many folds; test : the share of all rows in each window, the last of which ends
    with the data; validation : the share before the first window; or, in place of these,
    moments : where the validation part begins, then each window; the last ends with the data

    A fold learns from all before its window, and what is later is in no part of it. Only the first
    has a validation part: that of another would be what an earlier one is tested on.
    """

    kind: Literal["rolling"] = "rolling"
    windows: Annotated[int, Field(ge=2, le=100)] = 4
    test: Share = 0
    validation: Share = 0
    moments: Annotated[list[Moment], Field(min_length=3, max_length=101)] | None = None

    leaks_the_future: ClassVar[bool] = False
    compares_users: ClassVar[bool] = True
    promises: ClassVar[str] = "no training row later than its test rows"
    called: ClassVar[str] = "A split at several moments for everybody"
    no_test_rows: ClassVar[str] = "no row in the window"
    folds_are: ClassVar[str] = "windows"
    alone: ClassVar[dict[str, str]] = {"moments": _MOMENTS}

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.moments is None:
            require_shares(self.test, self.validation)
            require_rest(self.test, self.validation, windows=self.windows)
        elif any(later <= earlier for earlier, later in pairwise(self.moments)):
            raise ValueError(_MOMENTS)
        return self

    @property
    def n_windows(self) -> int:
        """How many windows there are, however they are given."""
        return len(self.moments) - 1 if self.moments else self.windows

    @property
    def asked(self) -> dict[str, float]:
        """Which shares of all rows the parts shall have; none with moments."""
        return {} if self.moments else {"test": self.test, "validation": self.validation}

    def meaning(self) -> dict[str, Any]:
        """Return the settings as JSON: moments, as seconds since 1970, in place of shares."""
        if not self.moments:
            return super().meaning()
        return {"kind": self.kind, "moments": [int(at.timestamp()) for at in self.moments]}

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:  # noqa: ARG002  no draw
        """Return a fold for each window, such as `window=1`, the earliest first."""
        validation_from, *cuts = self._cuts(rows.times)
        return rolling(rows.times, validation_from, cuts)

    def _cuts(self, times: Times) -> list[int]:
        """Return where the validation part begins, then each window."""
        if self.moments:
            return [int(at.timestamp()) for at in self.moments]
        ordered, test = np.sort(times), Fraction(str(self.test))
        taken = [test * left for left in range(self.windows, 0, -1)]
        first = taken[0] + Fraction(str(self.validation))
        return [row_moment(ordered, share) for share in (first, *taken)]

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
        """Tell which earlier rows are as late as the first that is held out."""
        return as_late_as_the_first(rows, before, now)

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        new = f"{names.users}{' and items' if names.every_item else ''}"
        words = [
            self._divided(names),
            "Each baseline is fitted once for each window, from all before it; what is later is in",
            "no part of that fit. Parameters are searched on the validation part, before every",
            f"window. A {names.user}’s number is the mean over the windows that have one;",
            f"{new} that are new after a cut stay in.",
        ]
        return [" ".join(words), LEARNS_BEFORE]

    def _divided(self, names: Names) -> str:
        if self.moments:
            start, *cuts = map(moment, self.moments)
            windows = f"{len(cuts)} windows, which begin at {listed(cuts)}"
            before = f"the {names.rows} before them from {start} are the validation part."
            return f"Moments cut for everybody into {windows}; {before}"
        test, validation = percent(self.test), percent(self.validation)
        windows = f"{self.windows} windows of {test} of all {names.rows} each, the last of the data"
        before = f"the {validation} before them are the validation part."
        return f"Moments cut for everybody into {windows}; {before}"

    def paper_sentence(self, names: Names) -> str:
        """Say in a paper's words how rows are divided."""
        size = f" of {percent_exact(self.test)} of the interactions each"
        windows = f"{self.n_windows} consecutive windows{'' if self.moments else size}"
        fits = "with one fit for each, from all interactions before it,"
        unit = f"and are averaged within the {names.user}."
        return f"The test parts are the last {windows}, {fits} {unit}"


def rolling(times: Times, validation_from: int, cuts: list[int]) -> dict[str, Parts]:
    """Cut all rows at moments; a row at the moment of a cut belongs to the later part.

    cuts : where each window begins, ascending; it ends where the next begins

    Equal cuts, of fewer moments than windows, leave a window without rows, which the audit shows.
    """
    folds = {}
    for number, (begin, end) in enumerate(pairwise([*cuts, NEVER]), start=1):
        parts = np.full(len(times), TRAIN, dtype=np.int8)
        if number == 1:
            parts[times >= validation_from] = VALIDATION
        parts[times >= begin] = TEST
        parts[times >= end] = LATER
        folds[f"window={number}"] = parts
    return folds
