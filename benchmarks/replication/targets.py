"""A published figure, where it was published, and what a module of a source has."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from benchmarks.contract.errors import unknown
from benchmarks.replication import TABLES
from benchmarks.replication.ratings import Ratings

Figures = dict[tuple[str, str], float]  # by baseline and metric


@dataclass(frozen=True)
class Source:
    """Where figures were published, and how they were made.

    name : project with version; where : file or page in it
    protocol : in words, for the report
    """

    name: str
    where: str
    protocol: str

    @property
    def label(self) -> str:
        """What stands in the table."""
        return f"{self.name}, {self.where}"


@dataclass(frozen=True)
class Target:
    """One published figure, None where the source has none.

    metric : as the source has it, with its cut-off; tolerance : largest difference that counts as
    reproduced; note : explains a difference or a condition
    """

    dataset: str
    baseline: str
    metric: str
    published: float | None
    tolerance: float
    note: str = ""


class PublishedSource(Protocol):
    """A module of this package; a job is whatever its own `jobs` returns."""

    __name__: str
    SOURCE: Source
    TARGETS: list[Target]

    def label(self) -> str:
        """Return what stands in the table; it says if the data made a difference to the figures."""

    def jobs(self, targets: list[Target]) -> Sequence[Any]:
        """Return what `run` is to be called with; equal figures of several are averaged."""

    def run(self, data: Ratings, job: Any) -> Figures:
        """Return the figures of one job."""


def source(table: str) -> PublishedSource:
    """Import the module of one table: another's libraries take seconds.

    Raises UserError for a table that is not here.
    """
    if table not in TABLES:
        raise unknown("table", table, TABLES, "benchmarks/replication/")
    module = importlib.import_module(f"benchmarks.replication.{table}")
    return cast(PublishedSource, module)
