"""Split `temporal`: one moment cuts for everybody."""

from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from benchmarks.contract.arrays import BoolArray
from benchmarks.splits.parts import (
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
from benchmarks.splits.wording import Names, moment, percent, percent_exact

_TOGETHER = "validation_from and test_from go together, in this order, with kind temporal"


class Temporal(Rule):
    """Cut all rows at two moments: training, validation, test.

    test, validation : shares of all rows; or, in their place,
    test_from, validation_from : moments
    """

    kind: Literal["temporal"] = "temporal"
    test: Share = 0
    validation: Share = 0
    test_from: Moment | None = None
    validation_from: Moment | None = None

    leaks_the_future: ClassVar[bool] = False
    compares_users: ClassVar[bool] = True
    promises: ClassVar[str] = "no training row later than its test rows"
    called: ClassVar[str] = "A split at one moment for everybody"
    no_test_rows: ClassVar[str] = "no row after the cut"
    alone: ClassVar[dict[str, str]] = dict.fromkeys(("test_from", "validation_from"), _TOGETHER)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        given = [self.validation_from is not None, self.test_from is not None]
        if any(given) and not all(given):
            raise ValueError(_TOGETHER)
        if self.validation_from is None or self.test_from is None:
            require_shares(self.test, self.validation)
        elif self.validation_from >= self.test_from:
            raise ValueError(_TOGETHER)
        require_rest(self.test, self.validation)
        return self

    @property
    def asked(self) -> dict[str, float]:
        """Which shares of all rows the parts shall have; none with moments."""
        return {} if self.test_from else {"test": self.test, "validation": self.validation}

    def meaning(self) -> dict[str, Any]:
        """Return the settings as JSON: moments, as seconds since 1970, in place of shares."""
        if not (self.test_from and self.validation_from):
            return super().meaning()
        moments = {"test_from": self.test_from, "validation_from": self.validation_from}
        return {"kind": self.kind} | {name: int(at.timestamp()) for name, at in moments.items()}

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:  # noqa: ARG002  no draw
        """Return the one fold, `all`."""
        return {"all": temporal(rows.times, self)}

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
        """Tell which earlier rows are as late as the first that is held out."""
        return as_late_as_the_first(rows, before, now)

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        new = f"{names.users}{' and items' if names.every_item else ''}"
        stay = f"{new} that are new after the cut stay in."
        if self.test_from and self.validation_from:
            test, validation = moment(self.test_from), moment(self.validation_from)
            cut = f"Two moments cut for everybody: {names.rows} from {test} are the test part,"
            before = f"those before them from {validation} the validation part;"
        else:
            test, validation = percent(self.test), percent(self.validation)
            cut = f"One moment cuts for everybody: the last {test} of all {names.rows} are the "
            cut += "test part,"
            before = f"the {validation} before them the validation part;"
        return [f"{cut} {before} {stay}", LEARNS_BEFORE]

    def paper_sentence(self, names: Names) -> str:  # noqa: ARG002  others do
        """Say in a paper's words how rows are divided."""
        if self.test_from and self.validation_from:
            start, cut = moment(self.validation_from), moment(self.test_from)
            late = f"Interactions from {cut} on are the test part,"
            return f"{late} those from {start} until then the validation part."
        test, validation = percent_exact(self.test), percent_exact(self.validation)
        late = f"The last {test} of all interactions by time are the test part,"
        before = f"the {validation} before them the validation part"
        return f"{late} {before}, with one cut for everybody."


def temporal(times: Times, rule: Temporal) -> Parts:
    """Cut all rows at two moments; a row at the moment of a cut belongs to the later part.

    With shares, the test begins at the time of row floor(n * (1 - test)) in order of time, the
    validation likewise; so rows with equal time are never divided.
    """
    validation_from, test_from = _moments(times, rule)
    parts = np.full(len(times), TRAIN, dtype=np.int8)
    parts[times >= validation_from] = VALIDATION
    parts[times >= test_from] = TEST
    return parts


def _moments(times: Times, rule: Temporal) -> tuple[int, int]:
    if rule.test_from and rule.validation_from:
        return int(rule.validation_from.timestamp()), int(rule.test_from.timestamp())
    ordered = np.sort(times)
    test, validation = Fraction(str(rule.test)), Fraction(str(rule.validation))
    return row_moment(ordered, test + validation), row_moment(ordered, test)
