"""Settings of the kinds of split."""

from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from benchmarks.contract.settings import Block

# What each kind of split is told; other settings of a block mean nothing to it.
_SHARES = ("test", "validation")
SPLIT_SETTINGS = {
    "temporal": (*_SHARES, "test_from", "validation_from"),
    "user_temporal": (*_SHARES, "seed"),
    "leave_last_out": ("seed",),
    "random": (*_SHARES, "draw", "seed"),
    "stratified": (*_SHARES, "test_rows", "rounding", "by", "draw", "seed"),
    "k_fold": ("folds", "draw", "seed"),
    "cold_items": (*_SHARES, "seed"),
    "cold_users": (*_SHARES, "known", "seed"),
}


class SplitRule(Block):
    """How a benchmark divides its interactions.

    test, validation : shares of a user's rows (user_temporal), of all rows (temporal, random), of
    the rows of each user or item (stratified), of the items (cold_items) or of the users
    (cold_users)
    test_from, validation_from : for `temporal`, moments in place of shares
    by : for `stratified`, whose rows are shared out; `test_rows` so many of each are the test, in
    place of a share; `rounding` of shares, by default down
    draw : what draws rows at random; by default a hash of user, item and seed, so that the order of
    the file does not matter; `numpy` shuffles the rows as they come by
    `numpy.random.RandomState(seed)`, as other libraries do
    folds : for `k_fold`, into how many parts the rows are divided, each of which is the test once
    known : for `cold_users`, the history sizes; the largest says from where on a new user's rows
    are held out
    """

    kind: Literal[
        *(
            "temporal",
            "user_temporal",
            "leave_last_out",
            "random",
            "stratified",
            "k_fold",
            "cold_items",
            "cold_users",
        )
    ]
    test: float = Field(default=0, gt=0, lt=1)
    validation: float = Field(default=0, gt=0, lt=1)
    test_from: AwareDatetime | None = None
    validation_from: AwareDatetime | None = None
    folds: int = Field(default=5, ge=3, le=100)
    known: list[Annotated[int, Field(ge=0)]] = Field(default=[])
    by: Literal["user", "item"] = "user"
    test_rows: int | None = Field(default=None, ge=1)
    rounding: Literal["nearest"] | None = None
    draw: Literal["numpy"] | None = None
    seed: int = Field(default=0, ge=0, lt=2**32)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        moments = [
            moment for moment in (self.validation_from, self.test_from) if moment is not None
        ]
        if moments and not (
            self.kind == "temporal" and len(moments) == 2 and moments[0] < moments[1]
        ):
            raise ValueError(
                "validation_from and test_from go together, in this order, with kind temporal"
            )
        shared_out = "test" in SPLIT_SETTINGS[self.kind] and not moments
        if self.kind == "stratified" and bool(self.test) == bool(self.test_rows):
            raise ValueError(
                "give test or test_rows"
            )  # and validation if parameters are to be chosen
        if shared_out and self.kind != "stratified" and not (self.test and self.validation):
            raise ValueError("test and validation must both be given")
        taken = self.test + self.validation
        if taken >= 1:
            raise ValueError(f"test and validation take {taken:g} of the rows; leave some to train")
        if (self.kind == "cold_users") != bool(self.known):
            raise ValueError("known goes with kind cold_users, and must be given there")
        return self

    @property
    def has_validation(self) -> bool:
        """Whether a part is held out to choose parameters by."""
        return self.kind != "stratified" or self.validation > 0

    def meaning(self) -> dict[str, Any]:
        """Return the settings that the kind uses, as JSON; a change of any other changes nothing."""
        used = {"kind", *SPLIT_SETTINGS[self.kind]}
        if self.test_from and self.validation_from:  # moments in place of shares
            moments = {
                name: int(getattr(self, name).timestamp())
                for name in ("test_from", "validation_from")
            }
            return self.model_dump(mode="json", include=used - {*_SHARES, *moments}) | moments
        return self.model_dump(mode="json", include=used, exclude_none=True)
