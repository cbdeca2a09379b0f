"""The card of a dataset: what it is, where it can be had, which tables it has."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from benchmarks.contract.settings import Block
from benchmarks.datasets import citation
from benchmarks.datasets.card_columns import Text
from benchmarks.datasets.card_sources import SourceBlock
from benchmarks.datasets.card_tables import Interactions, Items, Promotions, Users

Bound = Annotated[float, Field(strict=True)]


class Card(Block):
    """A dataset; `datasets/<name>.yaml` has one.

    citation : BibTeX, or a sentence
    users_are : the noun for users in sentences, such as households
    rating_scale : lowest and highest rating; by default those in the data
    reader : module of benchmarks/datasets/readers/ where the files need code
    repeats : for a `reader`: whether a user may have an item twice
    tried : what is to be known of how far this card was tried
    """

    title: Text
    licence: Text
    citation: Text
    homepage: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    redistribution: Literal["allowed", "forbidden", "unknown"] = "unknown"
    users_are: Text = "users"
    rating_scale: Annotated[tuple[Bound, Bound], Field(strict=False)] | None = None
    sources: list[SourceBlock] = Field(min_length=1)
    reader: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    repeats: bool = False
    interactions: Interactions | None = None
    items: Items | None = None
    users: Users | None = None
    promotions: Promotions | None = None
    tried: str = ""

    @field_validator("citation")
    @classmethod
    def _can_be_cited(cls, words: str) -> str:
        citation.sentence(words)
        return words

    @field_validator("rating_scale")
    @classmethod
    def _ascends(cls, scale: tuple[float, float] | None) -> tuple[float, float] | None:
        if scale and not scale[0] < scale[1]:
            raise ValueError("the lowest rating comes first, and the highest is more")
        return scale

    @model_validator(mode="after")
    def _is_read_one_way(self) -> Self:
        if (self.reader is None) == (self.interactions is None):
            raise ValueError("either `interactions` or `reader`")
        if self.reader and self.tables():
            raise ValueError("`reader` brings all tables itself")
        if self.rating_scale and self.interactions and not self.interactions.columns.rating:
            raise ValueError("rating_scale: no column is the rating")
        pickled = any(table.format == "pickle" for table in self.tables())
        if pickled and not all(source.pinned for source in self.sources):
            raise ValueError("a pickle is read only where each source has md5 or sha256")
        return self

    def tables(self) -> list[Interactions | Items | Users | Promotions]:
        """Return the blocks of tables that are there."""
        blocks = (self.interactions, self.items, self.users, self.promotions)
        return [block for block in blocks if block is not None]
