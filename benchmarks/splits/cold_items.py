"""Split `cold_items`: all rows of a share of the items."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from benchmarks.contract.arrays import BoolArray, among
from benchmarks.splits import draws
from benchmarks.splits.parts import Keys, Parts, Rows
from benchmarks.splits.rule import LEARNS_REST, Rule, Seed, Share, require_shares
from benchmarks.splits.wording import Names, percent, percent_exact


class ColdItems(Rule):
    """Hold out whole items, so that training knows nothing but their features.

    test, validation : shares of the items, rounded down
    seed : of the draw
    """

    kind: Literal["cold_items"] = "cold_items"
    test: Share = 0
    validation: Share = 0
    seed: Seed = 0

    needs_times: ClassVar[bool] = False
    cuts_in_time: ClassVar[bool] = False
    promises: ClassVar[str] = "no training row of its test items"
    called: ClassVar[str] = "Holding out whole items"
    no_test_rows: ClassVar[str] = "no row of a test item"
    holds_out: ClassVar[str] = "items"

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        require_shares(self.test, self.validation)
        return self

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:
        """Return the one fold, `all`."""
        part_of_item = draws.whole(keys.items, self.seed, self.test, self.validation)
        return {"all": part_of_item[rows.items]}

    def broken(self, rows: Rows, before: BoolArray, now: BoolArray) -> BoolArray:
        """Tell which earlier rows are of an item that is held out."""
        return before & among(rows.items, now)

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        test, validation = percent(self.test), percent(self.validation)
        cold = f"A seeded {test} of the {names.items} have no interaction at all in training:"
        held_out = f"all their {names.rows} are the test part."
        another = f"Another {validation} of the {names.items} are the validation part in the same"
        return [f"{cold} {held_out} {another} way.", LEARNS_REST]

    def paper_sentence(self, names: Names) -> str:  # noqa: ARG002  others do
        """Say in a paper's words how rows are divided."""
        test, validation = percent_exact(self.test), percent_exact(self.validation)
        held_out = f"All interactions with a random {test} of the items are the test part,"
        return f"{held_out} all with another {validation} of the items the validation part."
