"""Read params.yaml and refuse what it does not mean."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from benchmarks.contract.errors import UserError, unknown
from benchmarks.contract.paths import PARAMS

LIST_LENGTH = 100  # what a fit keeps of each ranking; cut-offs are at most this


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dataset(_Block):
    """Which module of benchmarks/datasets/ knows a dataset's sources and reads it."""

    reader: str


# What each kind of split is told; other settings of a block mean nothing to it.
_SHARES = ("test", "validation")
SPLIT_SETTINGS = {
    "temporal": (*_SHARES, "test_from", "validation_from"),
    "user_temporal": (*_SHARES, "seed"),
    "leave_last_out": ("seed",),
    "random": (*_SHARES, "draw", "seed"),
    "stratified": (*_SHARES, "test_rows", "rounding", "by", "draw", "seed"),
    "k_fold": ("folds", "draw", "seed"),
    "cold_items": (*_SHARES, "seed"),
    "cold_users": (*_SHARES, "known", "seed"),
}


class SplitRule(_Block):
    """How a benchmark divides its interactions.

    test, validation : shares of a user's rows (user_temporal), of all rows (temporal, random), of
    the rows of each user or item (stratified), of the items (cold_items) or of the users
    (cold_users)
    test_from, validation_from : for `temporal`, moments in place of shares
    by : for `stratified`, whose rows are shared out; `test_rows` so many of each are the test, in
    place of a share; `rounding` of shares, by default down
    draw : what draws rows at random; by default a hash of user, item and seed, so that the order of
    the file does not matter; `numpy` shuffles the rows as they come by
    `numpy.random.RandomState(seed)`, as other libraries do
    folds : for `k_fold`, into how many parts the rows are divided, each of which is the test once
    known : for `cold_users`, the history sizes; the largest says from where on a new user's rows
    are held out
    """

    kind: Literal[
        *(
            "temporal",
            "user_temporal",
            "leave_last_out",
            "random",
            "stratified",
            "k_fold",
            "cold_items",
            "cold_users",
        )
    ]
    test: float = Field(default=0, gt=0, lt=1)
    validation: float = Field(default=0, gt=0, lt=1)
    test_from: AwareDatetime | None = None
    validation_from: AwareDatetime | None = None
    folds: int = Field(default=5, ge=3, le=100)
    known: list[Annotated[int, Field(ge=0)]] = []
    by: Literal["user", "item"] = "user"
    test_rows: int | None = Field(default=None, ge=1)
    rounding: Literal["nearest"] | None = None
    draw: Literal["numpy"] | None = None
    seed: int = Field(default=0, ge=0, lt=2**32)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        moments = [
            moment for moment in (self.validation_from, self.test_from) if moment is not None
        ]
        if moments and not (
            self.kind == "temporal" and len(moments) == 2 and moments[0] < moments[1]
        ):
            raise ValueError(
                "validation_from and test_from go together, in this order, with kind temporal"
            )
        shared_out = "test" in SPLIT_SETTINGS[self.kind] and not moments
        if self.kind == "stratified" and bool(self.test) == bool(self.test_rows):
            raise ValueError(
                "give test or test_rows"
            )  # and validation if parameters are to be chosen
        if shared_out and self.kind != "stratified" and not (self.test and self.validation):
            raise ValueError("test and validation must both be given")
        taken = self.test + self.validation
        if taken >= 1:
            raise ValueError(f"test and validation take {taken:g} of the rows; leave some to train")
        if (self.kind == "cold_users") != bool(self.known):
            raise ValueError("known goes with kind cold_users, and must be given there")
        return self

    @property
    def has_validation(self) -> bool:
        """Whether a part is held out to choose parameters by."""
        return self.kind != "stratified" or self.validation > 0

    def meaning(self) -> dict[str, Any]:
        """Return the settings that the kind uses, as JSON; a change of any other changes nothing."""
        used = {"kind", *SPLIT_SETTINGS[self.kind]}
        if self.test_from and self.validation_from:  # moments in place of shares
            moments = {
                name: int(getattr(self, name).timestamp())
                for name in ("test_from", "validation_from")
            }
            return self.model_dump(mode="json", include=used - {*_SHARES, *moments}) | moments
        return self.model_dump(mode="json", include=used, exclude_none=True)


class Relevance(_Block):
    """Which interactions count as relevant: those with at least this rating, or all of them."""

    min_rating: float | None = None


class View(_Block):
    """One ranking of a fit.

    mask : whether what the user has is left out; what is left out cannot be relevant
    candidates : all items, or only the cold ones, those without any interaction before the test
    benchmark : the name under which the results of this view stand; else they are a slice of the
    benchmark
    """

    mask: Literal["seen", "none"] = "seen"
    candidates: Literal["all", "cold"] = "all"
    benchmark: str | None = None


class Catalogue(_Block):
    """Which items a benchmark recommends.

    min_users : items with interactions of at least so many users in training
    exclude : items with one of these features are left out
    """

    min_users: int = Field(default=0, ge=0)
    exclude: list[str] = []


class Benchmark(_Block):
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


class Baseline(_Block):
    """A baseline's block: its parameters, and the values chosen for single benchmarks."""

    defaults: dict[str, Any]
    tuned: dict[str, dict[str, Any]] = {}

    def parameters(self, benchmark: str) -> dict[str, Any]:
        """Return the parameters on a benchmark: the tuned values where there are any, else the defaults."""
        return self.defaults | self.tuned.get(benchmark, {})


class Range(_Block):
    """The values of one parameter that a search tries: from `low` to `high`, or one of `choices`."""

    low: float | None = None
    high: float | None = None
    log: bool = False
    integer: bool = False
    choices: list[Any] | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        bounded = self.low is not None and self.high is not None and self.low < self.high
        if bounded == bool(self.choices):
            raise ValueError("give low and high, in this order, or choices")
        return self

    def suggest(self, trial: Any, name: str) -> Any:
        """Let an Optuna trial choose; four significant digits, so that the value can be written down as it is used."""
        if self.choices:
            return trial.suggest_categorical(name, self.choices)
        if self.integer:
            return trial.suggest_int(name, int(self.low), int(self.high), log=self.log)
        return float(f"{trial.suggest_float(name, self.low, self.high, log=self.log):.4g}")

    def at_edge(self, value: Any) -> bool:
        """Tell whether a value lies within 2 % of the range from its ends; choices have none; 0 and 1 are natural."""
        if self.choices or (value == self.low and value in (0, 1)):
            return False
        low, high, at = (math.log(x) if self.log else x for x in (self.low, self.high, value))
        return not 0.02 < (at - low) / (high - low) < 0.98


class Groups(_Block):
    """Attributes whose groups are compared: of users for slices and fairness, of items for exposure."""

    users: list[str] = []
    items: list[str] = []


class Comparison(_Block):
    """How baselines are compared.

    reference : the baseline that the short tables compare with, if any
    margin : differences below this share of a number are practically nothing
    """

    reference: str | None = None
    margin: float = Field(default=0.05, gt=0, lt=1)


class Rewards(_Block):
    """The models of clicks.

    c : of the logistic regression, the inverse of the penalty
    trees, leaves, learning_rate : of gradient boosting, how many trees, the leaves of each, and the
    step
    """

    c: float = Field(default=0.1, gt=0)
    trees: int = Field(default=50, ge=1)
    leaves: int = Field(default=4, ge=2)
    learning_rate: float = Field(default=0.05, gt=0)


class Clicks(_Block):
    """How simulated users click.

    relevant, irrelevant : the probability of a click on an item that is looked at
    steepness : the probability of a look is 1 / log2(rank + 1) to this power
    """

    relevant: float = Field(default=0.4, gt=0, le=1)
    irrelevant: float = Field(default=0.02, ge=0, le=1)
    steepness: float = Field(default=1.0, ge=0)

    @model_validator(mode="after")
    def _relevance_attracts(self) -> Self:
        if self.irrelevant >= self.relevant:
            raise ValueError("irrelevant must be below relevant")
        return self


class Plan(_Block):
    """How an A/B test is planned from the scores of benchmarks, and simulated.

    benchmarks : whose baselines would be tested; none by default
    outcomes : metrics per user that the test would be about; what the data lacks is left out
    users_per_day : who come to the site, both halves together
    users : sizes of simulated experiments, both halves together
    experiments : simulated for each size; drafts : interleaved lists drawn for each user
    """

    benchmarks: list[str] = []
    outcomes: list[str] = ["hit_rate@10", "precision@10", "revenue@10"]
    users_per_day: int = Field(default=1000, ge=1)
    users: list[Annotated[int, Field(ge=4)]] = [100, 300, 1000, 3000, 10000, 30000, 100000]
    experiments: int = Field(default=2000, ge=2)
    drafts: int = Field(default=20, ge=2)
    clicks: Clicks = Clicks()


class Online(_Block):
    """The log of an online experiment, and how policies are valued by it.

    logs, reader : its name, and its module in benchmarks/datasets/
    resamples, seed : of the bootstrap; the seed also deals out folds and halves
    folds : for the cross-fitting of reward models
    switch : importance weights above this are left to the model, in switch-DR
    epsilon : the share of chance in an epsilon-greedy policy; temperature : of the softmax of
    standardized scores
    power : that an experiment should have
    replications : simulated logs with a known truth
    interactions : standard deviation, in log-odds, of what no reward model can know of the
    simulated truth
    plan : tests of baselines that were not run
    """

    logs: str
    reader: str
    seed: int = Field(default=0, ge=0)
    resamples: int = Field(default=2000, ge=10)
    folds: int = Field(default=3, ge=2)
    switch: float = Field(default=10.0, gt=0)
    epsilon: float = Field(default=0.1, ge=0, le=1)
    temperature: float = Field(default=1.0, gt=0)
    power: float = Field(default=0.8, gt=0, lt=1)
    replications: int = Field(default=200, ge=2)
    interactions: float = Field(default=0.5, ge=0)
    rewards: Rewards = Rewards()
    plan: Plan = Plan()


class Tuning(_Block):
    """How parameters are searched: as many trials for each baseline that has a space.

    most_epochs : where early stopping gives up; for baselines with `fit_until`
    """

    trials: int = Field(ge=1)
    most_epochs: int = Field(default=30, ge=1)
    seed: int = 0
    search: dict[str, dict[str, Range]]


@dataclass(frozen=True)
class Reported:
    """Where the results of a view stand: the benchmark's own name or another, and the slice that is everybody."""

    name: str
    benchmark: str
    view: str
    everybody: str


class Params(_Block):
    """All of params.yaml."""

    seeds: int = Field(ge=1)
    cutoffs: list[Annotated[int, Field(ge=1, le=LIST_LENGTH)]] = Field(min_length=1)
    metrics: list[str] = Field(min_length=1)
    headline: list[str] = Field(min_length=1)
    groups: Groups = Groups()
    comparison: Comparison = Comparison()
    tuning: Tuning | None = None
    online: Online | None = None
    datasets: dict[str, Dataset] = Field(min_length=1)
    benchmarks: dict[str, Benchmark] = Field(min_length=1)
    baselines: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Baseline] = Field(
        min_length=1
    )

    @model_validator(mode="after")
    def _headline_is_computed(self) -> Self:
        columns = {f"{metric}@{k}" for metric in self.metrics for k in self.cutoffs} | set(
            self.metrics
        )
        for metric in self.headline:
            if metric not in columns:
                raise ValueError(
                    f"headline: '{metric}' is not computed; name it in metrics and cutoffs"
                )
        return self

    @property
    def list_length(self) -> int:
        """Length of the lists that groups of items are compared on: the first cut-off of the headline."""
        return next(
            (int(k) for _, _, k in (m.partition("@") for m in self.headline) if k), self.cutoffs[0]
        )

    def reported(self) -> list[Reported]:
        """Return the views of all benchmarks with the names under which their results stand."""
        found = []
        for name, block in self.benchmarks.items():
            for view, rule in block.views.items():
                everybody = "all" if view == "all" or rule.benchmark else view
                found.append(Reported(rule.benchmark or name, name, view, everybody))
        return found

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
        document["baselines"] = {
            name: _baseline(name, block, path) for name, block in blocks.items()
        }
    try:
        params = Params.model_validate(document)
    except ValidationError as error:
        raise UserError(f"{path}: {_explain(error)}") from error
    for name, block in params.benchmarks.items():
        if block.dataset not in params.datasets:
            raise unknown("dataset", block.dataset, params.datasets, f"{path}: benchmarks.{name}")
    for name in params.online.plan.benchmarks if params.online else ():
        if name not in params.benchmarks:
            raise unknown("benchmark", name, params.benchmarks, f"{path}: online.plan.benchmarks")
    reference = params.comparison.reference
    if reference is not None and reference not in params.baselines:
        raise unknown("baseline", reference, params.baselines, f"{path}: comparison.reference")
    for name, block in params.baselines.items():
        for benchmark in block.tuned:
            if benchmark not in params.benchmarks:
                raise unknown(
                    "benchmark", benchmark, params.benchmarks, f"{path}: baselines.{name}.tuned"
                )
    return params


def _baseline(name: str, block: Any, path: Path) -> dict[str, Any]:
    """Tell a block's own parameters from its reserved keys."""
    if block is None:
        block = {}
    if not isinstance(block, dict):
        raise UserError(
            f"{path}: baselines.{name}: expected a mapping of parameters, got {block!r}."
        )
    reserved = {key: block[key] for key in _RESERVED & block.keys()}
    return {
        "defaults": {key: value for key, value in block.items() if key not in _RESERVED},
        **reserved,
    }


def _explain(error: ValidationError) -> str:
    """Say each mistake as `key: what is wrong`."""
    lines = []
    for detail in error.errors():
        where = ".".join(str(part) for part in detail["loc"])
        what = (
            "unknown key"
            if detail["type"] == "extra_forbidden"
            else detail["msg"].removeprefix("Value error, ")
        )
        lines.append(f"{where}: {what}" if where else what)
    return "; ".join(lines) + "."
