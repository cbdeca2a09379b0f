"""params.yaml as a whole."""

import keyword
import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from benchmarks import metrics
from benchmarks.config.benchmarks import Benchmark
from benchmarks.contract import documents
from benchmarks.contract.errors import unknown
from benchmarks.contract.leaderboards import Reported, reported
from benchmarks.contract.names import named
from benchmarks.contract.paths import PARAMS
from benchmarks.contract.settings import Block
from benchmarks.datasets.settings import Dataset
from benchmarks.online.settings import Online
from benchmarks.protocol.ranking import LIST_LENGTH
from benchmarks.results.settings import Comparison, Groups
from benchmarks.tuning.settings import Tuning

Name = Annotated[str, AfterValidator(named)]  # of what becomes a file, a stage, an address


def _engine(name: str) -> str:
    """Return what runs stages; raise ValueError where nothing can be meant by it."""
    if name not in ("local", "dask") and "://" not in name:
        raise ValueError(
            f"'{name}' runs no stages; say local, dask, or the address of a Dask scheduler such as "
            "tcp://10.0.0.1:8786"
        )
    return name


def _module(name: str) -> str:
    """Return the name of a baseline, which is a module and a stage; raise ValueError for others."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise ValueError(
            f"'{name}' cannot be a baseline, which is a module of Python: small letters, digits "
            "and _ in its name, a letter first, and no word of the language"
        )
    return named(name)


class Baseline(Block):
    """The parameters of a baseline that are not its class's defaults.

    given : on every benchmark, by params.yaml
    tuned : on single benchmarks, by tuned/<benchmark>.yaml, which takes precedence
    defined_in : `module:Class` by the key `class`, where it lives in another package, else ""
    only : the only benchmarks that it runs on, by the key of this name; empty for all
    """

    given: dict[str, Any] = Field(default={})
    tuned: dict[str, dict[str, Any]] = Field(default={})
    defined_in: str = ""
    only: list[str] = Field(default=[])


class Extra(Block):
    """A second study, by the same rules: what a fresh clone does not run."""

    datasets: dict[str, Any] = Field(min_length=1)
    benchmarks: dict[str, Any] = Field(min_length=1)
    baselines: dict[str, Any] = Field(min_length=1)


class Params(Block):
    """All of params.yaml.

    engine : what runs stages, which changes no number: `local`, `dask`, the address of a scheduler
    most_hours, most_gigabytes : what a cell may take, which changes no number; by default so much
    as follows from the size of its data
    extra : as it stands there; in its own study its blocks are in place of those above
    """

    seeds: int = Field(ge=1, le=100)
    kernels: Literal["haswell", "native"] = "haswell"
    engine: Annotated[str, AfterValidator(_engine)] = "local"
    most_hours: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    most_gigabytes: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    cutoffs: list[Annotated[int, Field(ge=1, le=LIST_LENGTH)]] = Field(min_length=1)
    metrics: list[str] = Field(min_length=1)
    headline: list[str] = Field(min_length=1)
    groups: Groups = Groups()
    comparison: Comparison = Comparison()
    tuning: Tuning | None = None
    online: Online | None = None
    extra: Extra | None = None
    datasets: dict[Name, Dataset | None] = Field(min_length=1)
    benchmarks: dict[Name, Benchmark] = Field(min_length=1)
    baselines: dict[Annotated[str, AfterValidator(_module)], Baseline] = Field(min_length=1)

    @model_validator(mode="after")
    def _headline_has_a_direction(self) -> Self:
        undirected = metrics.without_direction(self.headline)
        if undirected:
            raise ValueError(
                f"headline: of {' and '.join(undirected)} neither more nor less is better, so that"
                " nothing can be ranked by it; take metrics with a direction, as"
                " reports/metrics.csv says"
            )
        return self

    @property
    def list_length(self) -> int:
        """Length of the lists that groups of items are compared on."""
        return documents.list_length(self.headline, self.cutoffs)

    def metrics_of(self, benchmark: str) -> list[str]:
        """Return the metrics of a benchmark: those of all, and then its own."""
        return list(dict.fromkeys([*self.metrics, *self.benchmark(benchmark).metrics]))

    def every_metric(self) -> list[str]:
        """Return the metrics that any benchmark has computed: those of all come first."""
        own = [name for block in self.benchmarks.values() for name in block.metrics]
        return list(dict.fromkeys([*self.metrics, *own]))

    def reported(self) -> list[Reported]:
        """Return the views of all benchmarks with the names under which their results stand."""
        named = [reported(name, block.views) for name, block in self.benchmarks.items()]
        return [view for views in named for view in views]

    def baselines_on(self, benchmark: str) -> list[str]:
        """Return the baselines that run on a benchmark, in their order."""
        admitted = self.benchmark(benchmark).baselines or self.baselines
        return [
            name
            for name, block in self.baselines.items()
            if name in admitted and (not block.only or benchmark in block.only)
        ]

    def dataset(self, name: str) -> Dataset:
        """Return a dataset's block."""
        if name not in self.datasets:
            raise unknown("dataset", name, self.datasets, str(PARAMS))
        return self.datasets[name] or Dataset()

    def benchmark(self, name: str) -> Benchmark:
        """Return a benchmark's block."""
        if name not in self.benchmarks:
            raise unknown("benchmark", name, self.benchmarks, str(PARAMS))
        return self.benchmarks[name]

    def baseline(self, name: str) -> Baseline:
        """Return a baseline's block."""
        if name not in self.baselines:
            raise unknown("baseline", name, self.baselines, str(PARAMS))
        return self.baselines[name]
