"""The card of a dataset: what it is, where it can be had, which column means what."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from benchmarks.contract.settings import Block
from benchmarks.datasets import citation
from benchmarks.datasets.card_sources import PLAIN_NAME, SourceBlock

Format = Literal["csv", "tsv", "parquet", "jsonl", "recbole", "pickle"]
Unit = Literal["s", "ms", "us", "ns", "days", "iso", "year", "title_year"]
Compression = Literal["gz", "xz", "bz2"]
Text = Annotated[str, Field(min_length=1)]
Bound = Annotated[float, Field(allow_inf_nan=False)]


def _as_column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


class TableFile(Block):
    """A file with a table in it.

    file : its name among what the sources bring
    separator : between fields of a csv or tsv, of any length
    header : whether the first line names the columns; else `names` does
    quoted : whether a field may stand in double quotes; by default in csv only
    compression : where the end of the file's name does not say it
    md5, sha256 : of the file, checked when it is read
    """

    file: Annotated[str, Field(pattern=PLAIN_NAME)]
    format: Format
    separator: Text | None = None
    header: bool = True
    names: list[Text] = Field(default=[])
    encoding: str = "utf-8"
    quoted: bool | None = None
    compression: Compression | None = None
    md5: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = ""
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""

    @field_validator("encoding")
    @classmethod
    def _is_an_encoding(cls, name: str) -> str:
        try:
            "".encode(name)
        except (LookupError, ValueError) as error:
            raise ValueError(f"'{name}' is no encoding of text") from error
        return name

    @model_validator(mode="after")
    def _columns_have_names(self) -> Self:
        if not self.header and not self.names:
            raise ValueError("without a header, `names` must name the columns, in order")
        if len(set(self.names)) < len(self.names):
            raise ValueError("two of `names` are the same")
        return self


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


class Interactions(TableFile):
    """Who had to do with what.

    missing : rows that name no user or no item
    returns : rows with a quantity or value of less than 0, or a quantity of 0
    duplicates : rows of the same user and item; `keep` says that they are purchases or events
    """

    columns: InteractionColumns
    missing: Literal["error", "drop"] = "error"
    returns: Literal["error", "drop"] = "error"
    duplicates: Literal["error", "keep", "first", "last"] = "error"


class Described(TableFile):
    """A table of items or users.

    unlisted : those that have interactions and do not stand in the table
    without_interactions : those in the table that have none
    repeated : rows of the same identifier that differ
    """

    unlisted: Literal["error", "keep"] = "error"
    without_interactions: Literal["drop", "keep"] = "drop"
    repeated: Literal["error", "first"] = "error"


class Items(Described):
    """What is known of items."""

    columns: ItemColumns


class Users(Described):
    """What is known of users."""

    columns: UserColumns


class Promotions(TableFile):
    """What was promoted when; what nobody bought is left out."""

    columns: PromotionColumns


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
    rating_scale: tuple[Bound, Bound] | None = None
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
