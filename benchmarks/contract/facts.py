"""What the study says of datasets, benchmarks, baselines and the search: blocks of its document."""

from typing import Annotated, Any

from pydantic import Field

from benchmarks.contract.settings import Block, Relevance, Trials, ViewRules
from benchmarks.contract.spaces import Choices, Floats, Integers

Space = Annotated[Integers | Floats | Choices, Field(discriminator="kind")]


class CatalogueFacts(Block):
    """Which items a benchmark recommends: with at least so many users, without these features."""

    min_users: int
    exclude: list[str]


class BenchmarkFacts(Block):
    """A benchmark's settings.

    split : as params.yaml has it; `splits.rules.with_rules` makes the rule of it
    baselines : those that run here, in the order of params.yaml
    tuned_by : the view by which the parameters of the benchmark's own leaderboard are chosen
    titles : of leaderboards, for people, by their views
    """

    dataset: str
    split: Any
    has_validation: bool
    catalogue: CatalogueFacts
    relevance: Relevance
    fresh_days: float
    views: dict[str, ViewRules]
    baselines: list[str]
    tuned_by: str
    titles: dict[str, str] = Field(default={})


class BaselineFacts(Block):
    """What a baseline's file says of itself, and the values chosen for single leaderboards.

    summary : the first line of its docstring; of what follows, None where the file is broken
    title : what people call it; "" where it says none
    family : of methods, such as `neighbourhood`; "" where it names none
    objective : what its parameters are chosen by, `ndcg@10` or `rmse`
    defaults : by params.yaml or else the class; tuned : values by leaderboard
    cheap : whether it says that its search can be repeated with other seeds
    defined_in : `module:Class` where the baseline lives in another package, else ""
    """

    defined_in: str = ""
    summary: str
    personalized: bool | None
    title: str = ""
    family: str
    stochastic: bool | None
    objective: str | None
    defaults: dict[str, Any]
    search: dict[str, Space]
    tuned: dict[str, dict[str, Any]]
    cheap: bool = False

    def parameters(self, leaderboard: str) -> dict[str, Any]:
        """Return the parameters on a leaderboard: what was tuned for it, else the defaults."""
        return self.defaults | self.tuned.get(leaderboard, {})


class DatasetFacts(Block):
    """Nothing: the name is that of a card, and what the card says is in dataset.json."""


class PlanFacts(Block):
    """How tests of baselines are planned: users who come in a day, both halves together."""

    users_per_day: int


class OnlineFacts(Block):
    """The experiment whose log is looked at.

    power : that a test should have
    """

    logs: str
    power: float
    plan: PlanFacts


class TuningFacts(Block):
    """How parameters were searched.

    search : the spaces of the baselines that have any
    """

    trials: Trials
    most_epochs: int
    seed: int
    search: dict[str, dict[str, Space]]

    def budget(self, baseline: str) -> int:
        """Return the trials of a baseline's search, before any beyond an edge."""
        return self.trials.budget(len(self.search[baseline]))
