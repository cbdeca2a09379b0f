"""Read params.yaml and refuse what it does not mean."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from benchmarks.shared.errors import UserError, unknown
from benchmarks.shared.paths import PARAMS

LIST_LENGTH = 100  # what a fit keeps of each ranking; cut-offs are at most this


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dataset(_Block):
    """Which module of benchmarks/datasets/ knows a dataset's sources and reads it."""

    reader: str


class SplitRule(_Block):
    """How a benchmark divides its interactions; shares are of a user's rows, or of all rows."""

    kind: Literal["user_temporal", "temporal"]
    test: float = Field(gt=0, lt=1)
    validation: float = Field(gt=0, lt=1)
    seed: int = Field(default=0, ge=0, lt=2**32)

    @model_validator(mode="after")
    def _leaves_training(self) -> Self:
        if self.test + self.validation >= 1:
            raise ValueError(
                f"test and validation take {self.test + self.validation:g} of the rows; leave some to train"
            )
        return self


class Relevance(_Block):
    """Which interactions count as relevant: those with at least this rating, or all of them."""

    min_rating: float | None = None


class View(_Block):
    """One ranking of a fit: which items it must leave out."""

    mask: Literal["seen", "none"] = "seen"


class Benchmark(_Block):
    """A dataset, a split, what counts as relevant, and one or more views; the first view is called `all`."""

    dataset: str
    split: SplitRule
    relevance: Relevance
    views: dict[str, View]

    @field_validator("views")
    @classmethod
    def _first_view(cls, views: dict[str, View]) -> dict[str, View]:
        if next(iter(views), None) != "all":
            raise ValueError("the first view must be called 'all'")
        return views


class Baseline(_Block):
    """A baseline's block: its parameters, and the values chosen for single benchmarks."""

    defaults: dict[str, Any]
    tuned: dict[str, dict[str, Any]] = {}

    def parameters(self, benchmark: str) -> dict[str, Any]:
        """Return the parameters on a benchmark: the tuned values where there are any, else the defaults."""
        return self.defaults | self.tuned.get(benchmark, {})


class Params(_Block):
    """All of params.yaml."""

    seeds: int = Field(ge=1)
    cutoffs: list[Annotated[int, Field(ge=1, le=LIST_LENGTH)]] = Field(min_length=1)
    metrics: list[str] = Field(min_length=1)
    headline: list[str] = Field(min_length=1)
    datasets: dict[str, Dataset] = Field(min_length=1)
    benchmarks: dict[str, Benchmark] = Field(min_length=1)
    baselines: dict[str, Baseline] = Field(min_length=1)

    @model_validator(mode="after")
    def _headline_is_computed(self) -> Self:
        columns = {f"{metric}@{k}" for metric in self.metrics for k in self.cutoffs} | set(self.metrics)
        for metric in self.headline:
            if metric not in columns:
                raise ValueError(f"headline: '{metric}' is not computed; name it in metrics and cutoffs")
        return self

    def dataset(self, name: str) -> Dataset:
        """Return a dataset's block."""
        if name not in self.datasets:
            raise unknown("dataset", name, self.datasets, str(PARAMS))
        return self.datasets[name]

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


_RESERVED = {"tuned"}


def load(path: Path = PARAMS) -> Params:
    """Read and check params.yaml.

    Raises UserError that names the key for anything missing, misspelt or out of range.
    """
    try:
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise UserError(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise UserError(f"{path}: expected a mapping of settings.")
    blocks = document.get("baselines")
    if isinstance(blocks, dict):
        document["baselines"] = {name: _baseline(name, block, path) for name, block in blocks.items()}
    try:
        params = Params.model_validate(document)
    except ValidationError as error:
        raise UserError(f"{path}: {_explain(error)}") from error
    for name, block in params.benchmarks.items():
        if block.dataset not in params.datasets:
            raise unknown("dataset", block.dataset, params.datasets, f"{path}: benchmarks.{name}")
    for name, block in params.baselines.items():
        for benchmark in block.tuned:
            if benchmark not in params.benchmarks:
                raise unknown("benchmark", benchmark, params.benchmarks, f"{path}: baselines.{name}.tuned")
    return params


def _baseline(name: str, block: Any, path: Path) -> dict[str, Any]:
    """Tell a block's own parameters from its reserved keys."""
    if block is None:
        block = {}
    if not isinstance(block, dict):
        raise UserError(f"{path}: baselines.{name}: expected a mapping of parameters, got {block!r}.")
    reserved = {key: block[key] for key in _RESERVED & block.keys()}
    return {"defaults": {key: value for key, value in block.items() if key not in _RESERVED}, **reserved}


def _explain(error: ValidationError) -> str:
    """Say each mistake as `key: what is wrong`."""
    lines = []
    for detail in error.errors():
        where = ".".join(str(part) for part in detail["loc"])
        what = "unknown key" if detail["type"] == "extra_forbidden" else detail["msg"].removeprefix("Value error, ")
        lines.append(f"{where}: {what}" if where else what)
    return "; ".join(lines) + "."
