"""Settings of a benchmark."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from benchmarks.contract.leaderboards import Reported
from benchmarks.contract.names import named
from benchmarks.contract.settings import Block, Relevance
from benchmarks.protocol.view import View
from benchmarks.splits.catalogue import Catalogue
from benchmarks.splits.kind import SplitRule

__all__ = ["Benchmark", "Relevance", "Reported"]


class Benchmark(Block):
    """A dataset, a split, what is relevant, and one or more views, the first called `all`.

    fresh_days : items younger than this at the cut are fresh
    baselines : the only ones that run here; empty for all
    metrics : those that are computed beside the metrics of all benchmarks
    tuned_by : the view by which parameters are chosen; a view under another name has its own
    titles : what the report calls the leaderboards, by their views; else they go by their names
    """

    dataset: str
    split: SplitRule
    catalogue: Catalogue = Catalogue()
    relevance: Relevance
    fresh_days: float = Field(default=365.0, gt=0)
    metrics: list[str] = Field(default=[])
    views: dict[Annotated[str, AfterValidator(named)], View]
    baselines: list[str] = Field(default=[])
    tuned_by: str = "all"
    titles: dict[str, str] = Field(default={})

    @field_validator("views")
    @classmethod
    def _first_view(cls, views: dict[str, View]) -> dict[str, View]:
        if next(iter(views), None) != "all":
            raise ValueError("the first view must be called 'all'")
        return views

    @model_validator(mode="after")
    def _has_titles_of_its_views(self) -> Self:
        for name in self.titles:
            if name not in self.views:
                views = ", ".join(self.views)
                raise ValueError(
                    f"titles: '{name}' is no view of the benchmark; take one of {views}"
                )
        return self

    @model_validator(mode="after")
    def _is_tuned_by_its_own_view(self) -> Self:
        own = [name for name, view in self.views.items() if not view.benchmark]
        if own and self.tuned_by not in own:
            raise ValueError(
                f"tuned_by: '{self.tuned_by}' is no view whose results stand under the benchmark's "
                f"own name; take one of {', '.join(own)}"
            )
        return self
