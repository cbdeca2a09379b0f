"""Typed JSON documents that pass between stages; each says which version of its form it is."""

import json
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, ValidationError

from benchmarks.contract import names
from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.facts import (
    BaselineFacts,
    BenchmarkFacts,
    DatasetFacts,
    OnlineFacts,
    TuningFacts,
)
from benchmarks.contract.files import read_json, write_text
from benchmarks.contract.leaderboards import Reported, judged, reported
from benchmarks.contract.settings import (
    Block,
    Comparison,
    Groups,
    Relevance,
    ViewRules,
    explained,
)

Origin = Literal["default", "params.yaml", "tuned"]


class Document(Block):
    """A JSON file with a number, `schema`, of its form; keys keep their order.

    made_by : the command that makes such a file, for errors
    """

    version: ClassVar[int] = 1
    made_by: ClassVar[str] = "make repro"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a document.

        Raises UserError if it is not there, or of another version than this code knows.
        """
        if not path.exists():
            raise UserError(f"{path}: missing; run `{cls.made_by}` to make it.")
        content = read_json(path)
        version = content.pop("schema", None)
        if version != cls.version:
            raise UserError(
                f"{path}: its form is number {version}, and this code reads {cls.version}; "
                f"run `{cls.made_by}` to make it again."
            )
        try:
            return cls.model_validate(content, strict=False)  # JSON has fewer types
        except ValidationError as error:
            raise UserError(f"{path}: {explained(error)}") from error

    def write(self, path: Path) -> None:
        """Write the document; its first key is the number of its form."""
        content = {"schema": self.version, **self.model_dump(mode="json")}
        write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


class Variant(Block):
    """The parameters of a view that are not the cell's own, and where each came from."""

    parameters: dict[str, Any]
    origin: dict[str, Origin]

    def origins(self) -> str:
        """Return where the parameters came from in one word, `mixed` if from several places."""
        words = sorted(set(self.origin.values()))
        return words[0] if len(words) == 1 else "mixed" if words else ""


class CellPlan(Document):
    """All that a cell depends on, but for its training folder and the protocol's code.

    parameters, origin : the values in force by their names, and where each came from
    variants : the views whose parameters are others: those with a leaderboard of their own
    seeds : how many runs
    views : rules alone, as a name for the results is nothing to a fit
    code : sha256 of the baseline's file and of what it imports from its own package; of a package
    that is installed, its version
    defined_in : `module:Class` where the baseline lives in another package, else ""
    kernels : whose matrix kernels compute
    left_out : why params.yaml does not want the cell run, "" where it does
    """

    made_by: ClassVar[str] = "python -m benchmarks plan BENCHMARK"

    benchmark: str
    baseline: str
    parameters: dict[str, Any]
    origin: dict[str, Origin]
    seeds: int
    kernels: str
    views: dict[str, ViewRules]
    code: dict[str, str]
    defined_in: str = ""
    left_out: str = ""
    variants: dict[str, Variant] = Field(default={})

    def of_view(self, view: str) -> Variant:
        """Return the parameters of a view: its own, or those of the cell."""
        return self.variants.get(view, Variant(parameters=self.parameters, origin=self.origin))

    def origins(self) -> str:
        """Return where the cell's own parameters came from in one word, as `Variant.origins`."""
        return Variant(parameters=self.parameters, origin=self.origin).origins()


class SplitPlan(Document):
    """What `split` is told: settings as params.yaml has them."""

    made_by: ClassVar[str] = "python -m benchmarks plan BENCHMARK"

    benchmark: str
    dataset: str
    split: dict[str, Any]
    catalogue: dict[str, Any]
    relevance: Relevance


class ScorePlan(Document):
    """What `score` and `collect` are told of a benchmark.

    longest : the last rank of a list that is judged
    split : the settings that the kind of split uses, which give the numbers their meaning
    baselines : whose cells there are, in the order of params.yaml
    fresh_days : items younger than this at the cut are fresh
    """

    made_by: ClassVar[str] = "python -m benchmarks plan BENCHMARK"

    benchmark: str
    dataset: str
    metrics: list[str]
    cutoffs: list[int]
    longest: int
    headline: list[str]
    groups: Groups
    comparison: Comparison
    baselines: list[str]
    views: dict[str, ViewRules]
    relevance: Relevance
    split: dict[str, Any]
    fresh_days: float

    @property
    def list_length(self) -> int:
        """Length of the lists that groups of items are compared on."""
        return list_length(self.headline, self.cutoffs)

    def reported(self) -> list[Reported]:
        """Return the benchmark's views with the names under which their results stand."""
        return reported(self.benchmark, self.views)


class Study(Document):
    """All settings, as the stages that speak of all benchmarks read them."""

    made_by: ClassVar[str] = "python -m benchmarks study"

    seeds: int
    kernels: str
    cutoffs: list[int]
    metrics: list[str]
    headline: list[str]
    groups: Groups
    comparison: Comparison
    tuning: TuningFacts | None
    online: OnlineFacts | None
    datasets: dict[str, DatasetFacts]
    benchmarks: dict[str, BenchmarkFacts]
    baselines: dict[str, BaselineFacts]

    @property
    def list_length(self) -> int:
        """Length of the lists that groups of items are compared on."""
        return list_length(self.headline, self.cutoffs)

    def reported(self) -> list[Reported]:
        """Return the views of all benchmarks with the names under which their results stand."""
        named = [reported(name, block.views) for name, block in self.benchmarks.items()]
        return [view for views in named for view in views]

    def judged(self) -> dict[str, Reported]:
        """Return by which view the parameters of each leaderboard are chosen."""
        views = [
            judged(name, block.views, block.tuned_by) for name, block in self.benchmarks.items()
        ]
        return {view.name: view for of_benchmark in views for view in of_benchmark}

    def benchmark(self, name: str) -> BenchmarkFacts:
        """Return a benchmark's settings."""
        if name not in self.benchmarks:
            raise unknown("benchmark", name, self.benchmarks, "params.yaml")
        return self.benchmarks[name]

    def dataset(self, name: str) -> DatasetFacts:
        """Return a dataset's settings."""
        if name not in self.datasets:
            raise unknown("dataset", name, self.datasets, "params.yaml")
        return self.datasets[name]

    def baseline(self, name: str) -> BaselineFacts:
        """Return what is known of a baseline."""
        if name not in self.baselines:
            raise unknown("baseline", name, self.baselines, "params.yaml")
        return self.baselines[name]


def list_length(headline: list[str], cutoffs: list[int]) -> int:
    """Return the length of lists that groups are compared on: the first cut-off of the headline."""
    cutoffs_named = [names.column(metric).k for metric in headline]
    lengths = [k for k in cutoffs_named if k is not None]
    return lengths[0] if lengths else cutoffs[0]
