"""Settings of a benchmark."""

from pydantic import Field, field_validator

from benchmarks.contract.documents import Reported
from benchmarks.contract.settings import Block, Relevance
from benchmarks.protocol.view import View
from benchmarks.splits.catalogue import Catalogue
from benchmarks.splits.kind import SplitRule

__all__ = ["Benchmark", "Relevance", "Reported"]


class Benchmark(Block):
    """A dataset, a split, what is relevant, and one or more views, the first called `all`.

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
