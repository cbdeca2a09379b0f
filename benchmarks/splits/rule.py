"""What the rules of all kinds of split have in common: settings that recur, and defaults."""

from datetime import datetime
from fractions import Fraction
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import BeforeValidator, Field

from benchmarks.contract.arrays import BoolArray
from benchmarks.contract.mistakes import shown
from benchmarks.contract.settings import Block
from benchmarks.splits.parts import Rows
from benchmarks.splits.wording import Names

Share = Annotated[float, Field(gt=0, lt=1)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]


def _moment(given: object) -> object:
    """Return a moment; raise ValueError for what is none, or could be one of several."""
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        moment = None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        said = "a moment has day, time and zone, such as 2017-11-27T05:00:00Z"
        raise ValueError(f"{said}, got {shown(given)}")
    return moment


Moment = Annotated[datetime, BeforeValidator(_moment)]


class Rule(Block):
    """A rule that divides rows; what a kind does not say otherwise holds.

    leaks_the_future : whether, by its nature, training rows may be later than test rows
    needs_times : whether the rows must have times; needs_baskets : whether they must have baskets
    compares_users : whether times of two users are compared
    cuts_in_time : whether each user's rows are cut in the order of time, so that ties matter
    in_a_tie : what decides which rows of one moment are held out
    holds_out : what is held out where training may have a user's own later rows
    folds_are, fold_is : what its folds are called together, and the word before the name of one
    promises : what no earlier row may be, seen from a later part; nothing for rows drawn at random
    called : its name at the start of a sentence, with `{user}` and `{users}` for a dataset's words
    no_test_rows : why a user with rows may have none in the test
    alone : settings that mean something to no other kind and are refused there, with what is said
    """

    leaks_the_future: ClassVar[bool] = True
    needs_times: ClassVar[bool] = True
    needs_baskets: ClassVar[bool] = False
    compares_users: ClassVar[bool] = False
    cuts_in_time: ClassVar[bool] = True
    in_a_tie: ClassVar[str] = "A seeded hash decides which of the tied rows are held out."
    promises: ClassVar[str] = ""
    called: ClassVar[str]
    no_test_rows: ClassVar[str]
    holds_out: ClassVar[str] = "single rows"
    folds_are: ClassVar[str] = "folds"
    fold_is: ClassVar[str] = ""
    alone: ClassVar[dict[str, str]] = {}

    @property
    def has_validation(self) -> bool:
        """Whether a part is held out to choose parameters by."""
        return True

    @property
    def history_sizes(self) -> tuple[int, ...]:
        """How many rows of new users are known, a fold for each; none where users are not new."""
        return ()

    @property
    def asked(self) -> dict[str, float]:
        """Which shares of all rows parts shall have, where moments that all share give them."""
        return {}

    def meaning(self) -> dict[str, Any]:
        """Return the settings as JSON, those that are not given left out."""
        return self.model_dump(mode="json", exclude_none=True)

    def name(self, names: Names) -> str:
        """Name the split at the start of a sentence."""
        return self.called.format(user=names.user, users=names.users)

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:  # noqa: ARG002  nothing to look at
        """Tell which rows of `before` break the promise towards those of `now`, (n_rows,).

        Where nothing is promised that is none: that no pair is in two parts the audit sees itself.
        """
        return np.zeros(len(before), dtype=bool)


def require_shares(test: float, validation: float) -> None:
    """Raise ValueError unless both shares are given and leave some rows to train."""
    if not (test and validation):
        raise ValueError("test and validation must both be given")
    require_rest(test, validation)


def require_rest(*shares: float, windows: int = 1) -> None:
    """Raise ValueError when nothing is left to train, exact for decimal shares.

    shares : of the test, as often as there are windows, then of the other parts
    """
    test, *others = (Fraction(str(share)) for share in shares)
    taken = windows * test + sum(others)
    if taken >= 1:
        said = f"test and validation take {float(taken):g} of the rows"
        raise ValueError(f"{said}; leave some to train")


LEARNS_BEFORE = "The final fit learns from all before the test part."
LEARNS_REST = "The final fit learns from training and validation part."
