"""The datasets: one file each, with its sources and checksums, licence, citation and reader.

A module is named by `reader` in the dataset's block of params.yaml and defines

    TITLE, LICENCE, CITATION : text for the report
    RATING_SCALE : (lowest, highest), or None where the data has no ratings
    USERS_ARE : the noun for users in the report, such as households
    REPEATS : whether a user may have the same item twice (purchases), or not (ratings)
    SOURCES : list of `benchmarks.sources.Wheel` and `benchmarks.sources.Zip`, tried in order
    read(folder) : returns `Raw`, whichever source filled the folder

The log of an online experiment, named by `online` in params.yaml, has TITLE, LICENCE, CITATION,
USERS_ARE and SOURCES as well, and its `read(folder)` returns a `Log` for each campaign and policy.
"""

import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pyarrow as pa

from benchmarks.contract.errors import unknown


@dataclass(frozen=True)
class Raw:
    """A dataset as its reader returns it, with the original identifiers.

    interactions : user_id, item_id, time (seconds since 1970), and rating, or quantity and value
    (purchases)
    users : user_id, features (list of `name=value`)
    items : item_id, title, categories (list), features (list of `name=value`), released (seconds or
    null)
    promotions : item_id, time (start of the week), displays, mailers (numbers of stores), or None
    """

    interactions: pa.Table
    users: pa.Table
    items: pa.Table
    promotions: pa.Table | None = None


@dataclass(frozen=True)
class Log:
    """What one policy showed and what was clicked, as the reader of an online experiment returns it.

    rounds : an item shown at a position; item (row of `items`), position (0 is the first), click (0
    or 1), propensity (the probability with which the policy showed this item at this position,
    above 0), time (seconds since 1970, with fractions), and text columns that describe the user,
    named `user_…`
    items : number and text columns that describe the items
    """

    rounds: pa.Table
    items: pa.Table


def known() -> list[str]:
    """Return the names of the readers; what they share is in modules with an underscore."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def load(reader: str) -> ModuleType:
    """Return the module of a dataset."""
    if reader not in known():
        raise unknown("reader", reader, known(), "params.yaml: datasets")
    return importlib.import_module(f"benchmarks.datasets.{reader}")
