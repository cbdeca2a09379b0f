"""The datasets: one file each, with its sources and checksums, licence, citation and reader.

A module is named by `reader` in the dataset's block of params.yaml and defines

    TITLE, LICENCE, CITATION : text for the report
    RATING_SCALE : (lowest, highest), or None where the data has no ratings
    USERS_ARE : the noun for users in the report, such as households
    REPEATS : whether a user may have the same item twice (purchases), or not (ratings)
    SOURCES : list of `benchmarks.sources.Wheel` and `benchmarks.sources.Zip`, tried in order
    read(folder) : returns `Raw`, whichever source filled the folder
"""

import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pyarrow as pa

from benchmarks.shared.errors import unknown


@dataclass(frozen=True)
class Raw:
    """A dataset as its reader returns it, with the original identifiers.

    interactions : user_id, item_id, time (seconds since 1970), and rating, or quantity and value (purchases)
    users : user_id, features (list of `name=value`)
    items : item_id, title, categories (list), features (list of `name=value`), released (seconds or null)
    promotions : item_id, time (start of the week), displays, mailers (numbers of stores), or None
    """

    interactions: pa.Table
    users: pa.Table
    items: pa.Table
    promotions: pa.Table | None = None


def known() -> list[str]:
    """Return the names of the readers; what they share is in modules with an underscore."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def load(reader: str) -> ModuleType:
    """Return the module of a dataset."""
    if reader not in known():
        raise unknown("reader", reader, known(), "params.yaml: datasets")
    return importlib.import_module(f"benchmarks.datasets.{reader}")
