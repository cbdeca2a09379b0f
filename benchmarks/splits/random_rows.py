"""Split `random`: a share of all rows at random, whatever their time."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from benchmarks.contract.arrays import KeyArray
from benchmarks.splits import draws
from benchmarks.splits.parts import Keys, Parts, Rows
from benchmarks.splits.rule import (
    LEARNS_REST,
    Rule,
    Seed,
    Share,
    require_shares,
)
from benchmarks.splits.wording import Names, percent, percent_exact


class RandomRows(Rule):
    """Hold out a share of all rows, drawn one by one.

    test, validation : shares of all rows, rounded down
    draw : what draws them; by default a hash of user, item and seed, so that the order of the file
    does not matter; `numpy` shuffles the rows as they come by `RandomState(seed)`, as other
    libraries do
    """

    kind: Literal["random"] = "random"
    test: Share = 0
    validation: Share = 0
    draw: draws.Draw | None = None
    seed: Seed = 0

    needs_times: ClassVar[bool] = False
    cuts_in_time: ClassVar[bool] = False
    called: ClassVar[str] = "A random split"
    no_test_rows: ClassVar[str] = "no row drawn for the test"

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        require_shares(self.test, self.validation)
        return self

    def row_keys(self, rows: Rows, keys: Keys) -> KeyArray:
        """Return what orders the rows as they are drawn, (n_rows,), rising."""
        return draws.row_keys(rows, keys, self.seed, self.draw)

    def assign(self, rows: Rows, keys: Keys) -> dict[str, Parts]:
        """Return the one fold, `all`."""
        return {"all": draws.first(self.row_keys(rows, keys), self.test, self.validation)}

    def sentences(self, names: Names) -> list[str]:
        """Say how rows are divided and what the final fit learns from."""
        test = f"A seeded {percent(self.test)} of all {names.rows} are the test part"
        validation = f"another {percent(self.validation)} the validation part"
        return [f"{test} and {validation}{names.at_any_time}.", LEARNS_REST]

    def paper_sentence(self, names: Names) -> str:  # noqa: ARG002  others do
        """Say in a paper's words how rows are divided."""
        test = f"A random {percent_exact(self.test)} of the interactions are the test part,"
        return f"{test} another {percent_exact(self.validation)} the validation part."
