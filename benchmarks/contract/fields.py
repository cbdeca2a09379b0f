"""What declares a table of reports/: fields with type, unit and sentence, key, version."""

from dataclasses import dataclass
from typing import Literal

Dtype = Literal["str", "int", "float", "bool", "json"]


@dataclass(frozen=True)
class Field:
    """A column of a table.

    dtype : `float` is written with six decimals, `bool` as true or false, `json` as one line
    sentence : what it holds; unit : of a number, "" for one without
    optional : whether it may be empty, which means "not defined"; a `str` may always be ""
    """

    name: str
    dtype: Dtype
    sentence: str
    unit: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """A table of reports/.

    name : of the file, without `.csv`, below reports/
    version : `major.minor`; major when a column or a meaning goes, minor when a column comes
    key : the columns that name a row; no two rows have the same
    by_key : whether rows stand in the order of their key; else as they are given
    """

    name: str
    version: str
    sentence: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    by_key: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def figures(self) -> tuple[str, ...]:
        """Names of the columns that are not in the key."""
        return tuple(name for name in self.columns if name not in self.key)

    @property
    def major(self) -> int:
        """First part of the version."""
        return int(self.version.partition(".")[0])


def text(name: str, sentence: str) -> Field:
    """Return a field of words, which may be empty."""
    return Field(name, "str", sentence)


def count(name: str, sentence: str, unit: str = "", optional: bool = False) -> Field:
    """Return a field of whole numbers."""
    return Field(name, "int", sentence, unit, optional)


def number(name: str, sentence: str, unit: str = "", optional: bool = False) -> Field:
    """Return a field of numbers with six decimals."""
    return Field(name, "float", sentence, unit, optional)


def perhaps(name: str, sentence: str, unit: str = "") -> Field:
    """Return a field of numbers that may be empty."""
    return number(name, sentence, unit, optional=True)


def truth(name: str, sentence: str) -> Field:
    """Return a field of true and false."""
    return Field(name, "bool", sentence)
