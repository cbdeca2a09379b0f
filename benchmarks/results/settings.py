"""Settings of the tables: which groups are compared, and how baselines are."""

from pydantic import Field

from benchmarks.contract.settings import Block


class Groups(Block):
    """Attributes whose groups are compared: of users for slices and fairness, of items for exposure."""

    users: list[str] = Field(default=[])
    items: list[str] = Field(default=[])


class Comparison(Block):
    """How baselines are compared.

    reference : the baseline that the short tables compare with, if any
    margin : differences below this share of a number are practically nothing
    """

    reference: str | None = None
    margin: float = Field(default=0.05, gt=0, lt=1)
