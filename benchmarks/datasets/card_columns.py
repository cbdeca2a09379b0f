"""Which column of a table means what: the part of a card that reads a row."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from benchmarks.contract.settings import Block

Unit = Literal["s", "ms", "us", "ns", "days", "iso", "year", "title_year"]
_WITH_YEAR = ("%Y", "%y", "%G", "%c", "%x")  # of strptime; without one it would be 1900
Text = Annotated[str, Field(min_length=1)]


def _as_column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


class Time(Block):
    """A moment in a column; or, where only the order is known, days since a user's last order.

    unit : of numbers since 1970; `iso` is text such as 2024-05-01T12:00:00Z, `year` a year,
    `title_year` the year in brackets at the end of a title; without one, seconds
    format : of text, as Python's strptime has it; without a zone, UTC
    order, days_since : number of the order, and days since the one before: see docs/datasets.md
    """

    column: Text | None = None
    unit: Unit | None = None
    format: Text | None = None
    order: Text | None = None
    days_since: Text | None = None

    @property
    def is_relative(self) -> bool:
        """Whether times of two users cannot be compared."""
        return self.order is not None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        given = (self.column, self.order, self.days_since)
        return tuple(name for name in given if name is not None)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.column is None) == (self.order is None):
            raise ValueError("either `column`, or `order` with `days_since`")
        if (self.order is None) != (self.days_since is None):
            raise ValueError("`order` and `days_since` go together")
        if self.unit and self.format:
            raise ValueError("either `unit` or `format`")
        if self.format and not any(part in self.format for part in _WITH_YEAR):
            raise ValueError("a `format` has a year, such as %Y")
        return self


class Words(Block):
    """A column of words.

    name : what features are called, `name=value`; by default the column's name
    separator : between several words in one field
    none : words that mean that there is nothing
    words : what codes stand for; a code that is not listed is an error
    part : `title_year` takes the year in brackets at the end of a title
    """

    column: Text
    name: Text | None = None
    separator: Text | None = None
    none: list[str] = Field(default=[])
    words: dict[str, str] = Field(default={})
    part: Literal["title_year"] | None = None

    @field_validator("words", mode="before")
    @classmethod
    def _codes_are_text(cls, words: object) -> object:
        if not isinstance(words, dict):
            return words
        return {str(code): word for code, word in words.items()}


Moment = Annotated[Time, BeforeValidator(_as_column)]
Listed = Annotated[Words, BeforeValidator(_as_column)]


class InteractionColumns(Block):
    """What the columns of interactions mean; `value` is paid for all pieces, `price` for one."""

    user: Text
    item: Text
    rating: Text | None = None
    time: Moment | None = None
    quantity: Text | None = None
    value: Text | None = None
    price: Text | None = None
    basket: Text | None = None

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        if self.user == self.item:
            raise ValueError("`user` and `item` are two columns")
        if self.value and self.price:
            raise ValueError("either `value`, paid for all pieces, or `price`, of one")
        return self

    def names(self) -> Iterator[str]:
        """Yield the columns that are read, or must be there."""
        single = (self.rating, self.quantity, self.value, self.price, self.basket)
        yield from (self.user, self.item)
        yield from (name for name in single if name is not None)
        yield from self.time.columns if self.time else ()


class ItemColumns(Block):
    """What the columns of items mean."""

    item: Text
    title: Text | None = None
    categories: Listed | None = None
    features: list[Listed] = Field(default=[])
    released: Moment | None = None

    def names(self) -> Iterator[str]:
        """Yield the columns that are read."""
        yield self.item
        if self.title:
            yield self.title
        if self.categories:
            yield self.categories.column
        yield from (feature.column for feature in self.features)
        yield from self.released.columns if self.released else ()


class UserColumns(Block):
    """What the columns of users mean."""

    user: Text
    attributes: list[Listed] = Field(default=[])

    def names(self) -> Iterator[str]:
        """Yield the columns that are read."""
        yield self.user
        yield from (attribute.column for attribute in self.attributes)


class PromotionColumns(Block):
    """What the columns of promotions mean: in the week from `time`, in how many stores."""

    item: Text
    time: Moment
    displays: Text | None = None
    mailers: Text | None = None

    def names(self) -> Iterator[str]:
        """Yield the columns that are read."""
        yield self.item
        yield from self.time.columns
        yield from (name for name in (self.displays, self.mailers) if name is not None)
