"""Settings of a benchmark, and under which names its results stand."""

from dataclasses import dataclass

from pydantic import Field, field_validator

from benchmarks.contract.settings import Block
from benchmarks.protocol.view import View
from benchmarks.splits.catalogue import Catalogue
from benchmarks.splits.kind import SplitRule


class Relevance(Block):
    """Which interactions count as relevant: those with at least this rating, or all of them."""

    min_rating: float | None = None


class Benchmark(Block):
    """A dataset, a split, what counts as relevant, and one or more views; the first view is called `all`.

    fresh_days : items younger than this at the cut are fresh
    """

    dataset: str
    split: SplitRule
    catalogue: Catalogue = Catalogue()
    relevance: Relevance
    fresh_days: float = Field(default=365.0, gt=0)
    views: dict[str, View]

    @field_validator("views")
    @classmethod
    def _first_view(cls, views: dict[str, View]) -> dict[str, View]:
        if next(iter(views), None) != "all":
            raise ValueError("the first view must be called 'all'")
        return views


@dataclass(frozen=True)
class Reported:
    """Where the results of a view stand: the benchmark's own name or another, and the slice that is everybody."""

    name: str
    benchmark: str
    view: str
    everybody: str
