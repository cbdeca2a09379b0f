"""The kinds of split: what each must say and do, and the list of them.

To add a kind: write splits/<kind>.py with a class that keeps the Protocol `Kind`, and name it in
`AnyRule`; nothing else asks for the name of a kind.
"""

from typing import Annotated, Any, ClassVar, Literal, Protocol, cast, get_args

import pyarrow as pa
from pydantic import PlainValidator, create_model
from pydantic.fields import FieldInfo

from benchmarks.contract.arrays import BoolArray, KeyArray
from benchmarks.contract.errors import UserError
from benchmarks.contract.settings import Block
from benchmarks.splits.cold_items import ColdItems
from benchmarks.splits.cold_users import ColdUsers
from benchmarks.splits.k_fold import KFold
from benchmarks.splits.leave_last_out import LeaveLastOut
from benchmarks.splits.next_basket import NextBasket
from benchmarks.splits.parts import Keys, Parts, Rows
from benchmarks.splits.random_rows import RandomRows
from benchmarks.splits.rolling import Rolling
from benchmarks.splits.rule import Rule
from benchmarks.splits.stratified import Stratified
from benchmarks.splits.temporal import Temporal
from benchmarks.splits.user_temporal import UserTemporal
from benchmarks.splits.wording import Names


class Kind(Protocol):
    """A kind of split with its settings; `rule.Rule` has the defaults and says what they mean."""

    leaks_the_future: ClassVar[bool]
    needs_times: ClassVar[bool]
    needs_baskets: ClassVar[bool]
    compares_users: ClassVar[bool]
    cuts_in_time: ClassVar[bool]
    in_a_tie: ClassVar[str]
    promises: ClassVar[str]
    no_test_rows: ClassVar[str]
    holds_out: ClassVar[str]
    folds_are: ClassVar[str]
    fold_is: ClassVar[str]
    alone: ClassVar[dict[str, str]]

    @property
    def kind(self) -> str:
        """Its name in params.yaml."""

    @property
    def has_validation(self) -> bool:
        """Whether a part is held out to choose parameters by."""

    @property
    def history_sizes(self) -> tuple[int, ...]:
        """How many rows of new users are known, a fold for each."""

    @property
    def asked(self) -> dict[str, float]:
        """Which shares of all rows parts shall have; none where each user's rows are divided."""

    def meaning(self) -> dict[str, Any]:
        """Return the settings as JSON; what is not given is left out."""

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:
        """Return for each fold the part of each row."""

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
        """Tell which rows of an earlier part break the promise towards those of a later part."""

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from, in plain text."""

    def paper_sentence(self, names: Names) -> str:
        """Say in a paper's words how rows are divided; ASCII, escaped where it is used."""

    def name(self, names: Names) -> str:
        """Name the split at the start of a sentence."""


AnyRule = (
    Temporal
    | Rolling
    | UserTemporal
    | LeaveLastOut
    | RandomRows
    | Stratified
    | KFold
    | ColdItems
    | ColdUsers
    | NextBasket
)
Drawn = RandomRows | Stratified | KFold  # rows at random: these have `row_keys`

KINDS: dict[str, type[AnyRule]] = {
    rule.model_fields["kind"].default: rule for rule in get_args(AnyRule)
}


_FIELDS = {name: field for rule in KINDS.values() for name, field in rule.model_fields.items()}
_FIELDS["kind"] = FieldInfo(annotation=Literal[tuple(KINDS)])  # type: ignore[arg-type]
_ALONE = {name: words for rule in KINDS.values() for name, words in rule.alone.items()}
# The settings of all kinds: a block may have those of others, so that `kind` changes alone.
_Settings: type[Block] = create_model(  # type: ignore[call-overload]  # fields as pydantic has them
    "_Settings", __base__=Block, **{name: (of.annotation, of) for name, of in _FIELDS.items()}
)


def read(settings: object) -> AnyRule:
    """Return the rule that a block of params.yaml describes.

    Settings of other kinds are checked and left out, as they mean nothing; those that only one kind
    could mean are refused.

    Raises ValueError, or pydantic's error that names the setting.
    """
    if isinstance(settings, Rule):
        return cast(AnyRule, settings)
    given = _Settings.model_validate(settings).model_dump(exclude_unset=True)
    rule = KINDS[given["kind"]]
    own = {name: value for name, value in given.items() if name in rule.model_fields}
    for name, words in _ALONE.items():
        if given.get(name) and name not in own:
            raise ValueError(words)
    return rule.model_validate(own)


SplitRule = Annotated[AnyRule, PlainValidator(read)]


def assign(
    interactions: pa.Table, rule: Kind, user_keys: KeyArray, item_keys: KeyArray
) -> dict[str, Parts]:
    """Return for each fold the part of each interaction, as an index into `PARTS`.

    interactions : columns as in `tables.INTERACTIONS`
    user_keys, item_keys : of all users and of all items
    """
    return rule.assign(Rows(interactions), Keys(user_keys, item_keys))


def require_times(rule: Kind, interactions: pa.Table, where: str, lacking: str) -> None:
    """Raise UserError if the rule needs times and the data has none.

    where : names the block; lacking : what the data is, such as `without times`
    """
    if rule.needs_times and not Rows(interactions).has_times:
        timeless = [name for name, other in KINDS.items() if not other.needs_times]
        raise UserError(
            f"{where}: a split of kind {rule.kind} needs times, and the data is {lacking}; "
            f"take one of {', '.join(timeless)}."
        )


def require_baskets(rule: Kind, n_baskets: int, where: str) -> None:
    """Raise UserError if the rule needs baskets and the data has none; where : names the block."""
    if rule.needs_baskets and not n_baskets:
        raise UserError(
            f"{where}: a split of kind {rule.kind} needs baskets, and the data has none; "
            "name their column as `basket` in the card, or take another kind."
        )
