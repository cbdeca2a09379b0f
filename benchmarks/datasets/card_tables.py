"""Which file holds a table and how it is written: the part of a card that reads a file."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from benchmarks.contract.settings import Block
from benchmarks.datasets.card_columns import (
    InteractionColumns,
    ItemColumns,
    PromotionColumns,
    Text,
    UserColumns,
)
from benchmarks.datasets.card_sources import PLAIN_NAME

Format = Literal["csv", "tsv", "parquet", "jsonl", "recbole", "pickle"]
Compression = Literal["gz", "xz", "bz2"]


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
        if self.header and self.names:
            raise ValueError("the header names the columns, so `names` mean nothing: leave one out")
        if len(set(self.names)) < len(self.names):
            raise ValueError("two of `names` are the same")
        return self


class Interactions(TableFile):
    """Who had to do with what.

    missing : rows that name no user, no item or, where there is such a column, no basket
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
