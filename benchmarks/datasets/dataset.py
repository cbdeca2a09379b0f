"""What a dataset is: what is said of it, and what its reader returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import pyarrow as pa

from benchmarks.datasets.sources import Source

# Ratings on a scale; purchases with pieces or prices; events, of which it is known that they were.
DataKind = Literal["rating", "purchase", "event"]


@dataclass(frozen=True)
class Raw:
    """A dataset as its reader returns it, with the original identifiers; `?` may be left out.

    interactions : user_id, item_id, time? (seconds since 1970), rating?, quantity? (pieces),
    value? (what was paid, in one currency), basket? (name of what the user bought at once); each
    with a value in every row; identifiers are text, or codes of texts in an Arrow dictionary
    users : user_id, features? (list of `name=value`)
    items : item_id, title?, categories? (list), features? (list of `name=value`), released?
    (seconds or null)
    promotions : item_id, time (start of the week), displays, mailers (numbers of stores), or None
    """

    interactions: pa.Table
    users: pa.Table
    items: pa.Table
    promotions: pa.Table | None = None


@dataclass(frozen=True)
class Dataset:
    """A dataset: what its card says, and what reads its files.

    citation : a sentence
    users_are : the noun for users in the report, such as households
    sources : where the files can be had, tried in order
    read : reads what a source wrote to a folder, whichever it was
    rating_scale : (lowest, highest); None where the data has no ratings, or tells them itself
    repeats : whether a user may have the same item twice (purchases), or not (ratings)
    relative_times : whether times of two users cannot be compared
    """

    title: str
    licence: str
    citation: str
    users_are: str
    sources: Sequence[Source]
    read: Callable[[Path], Raw]
    rating_scale: tuple[float, float] | None = None
    repeats: bool = False
    relative_times: bool = False


class ReadsFiles(Protocol):
    """A module of benchmarks/datasets/readers/, named by `reader` in a card."""

    def read(self, folder: Path, /) -> Raw:
        """Read what a source wrote to the folder, whichever it was."""


@dataclass(frozen=True)
class Log:
    """What one policy showed and what was clicked.

    rounds : an item shown at a position; item (row of `items`), position (0 is the first), click (0
    or 1), propensity (the probability with which the policy showed this item at this position,
    above 0), time (seconds since 1970, with fractions), and text columns that describe the user,
    named `user_…`
    items : number and text columns that describe the items
    """

    rounds: pa.Table
    items: pa.Table


class LogReader(Protocol):
    """The module of an online experiment's log, named by `online.reader` in params.yaml.

    TITLE, LICENCE, CITATION : text for the report
    USERS_ARE : the noun for users in the report
    SOURCES : where the files can be had, tried in order
    """

    TITLE: str
    LICENCE: str
    CITATION: str
    USERS_ARE: str
    SOURCES: Sequence[Source]

    def read(self, folder: Path, /) -> dict[str, dict[str, Log]]:
        """Read the log of each campaign and policy."""


def kind(interactions: pa.Table) -> DataKind:
    """Return which kind of data this is; columns that a dataset lacks are null or absent."""

    def brought(name: str) -> bool:
        columns = interactions.column_names
        return name in columns and interactions[name].null_count < interactions.num_rows

    if brought("rating"):
        return "rating"
    return "purchase" if brought("quantity") or brought("value") else "event"
