"""Settings of the online experiment and of tests that were not run."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from benchmarks.contract.settings import MOST_COUNTED, Block
from benchmarks.stats.levels import POWER, RESAMPLES_OF_LOGS


class Rewards(Block):
    """The models of clicks.

    c : of the logistic regression, the inverse of the penalty
    trees, leaves, learning_rate : of gradient boosting, how many trees, the leaves of each, and the
    step
    """

    c: float = Field(default=0.1, gt=0)
    trees: int = Field(default=50, ge=1, le=10_000)
    leaves: int = Field(default=4, ge=2, le=10_000)
    learning_rate: float = Field(default=0.05, gt=0)


class Clicks(Block):
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


class Plan(Block):
    """How an A/B test is planned from the scores of benchmarks, and simulated.

    benchmarks : whose baselines would be tested; none by default
    outcomes : metrics per user that the test would be about; what the data lacks is left out
    users_per_day : who come to the site, both halves together
    users : sizes of simulated experiments, both halves together
    experiments : simulated for each size; drafts : interleaved lists drawn for each user
    """

    benchmarks: list[str] = Field(default=[])
    outcomes: list[str] = Field(default=["hit_rate@10", "precision@10", "revenue@10"])
    users_per_day: int = Field(default=1000, ge=1, le=MOST_COUNTED)
    users: list[Annotated[int, Field(ge=4, le=MOST_COUNTED)]] = Field(
        default=[100, 300, 1000, 3000, 10000, 30000, 100000], max_length=100
    )
    experiments: int = Field(default=2000, ge=2, le=1_000_000)
    drafts: int = Field(default=20, ge=2, le=10_000)
    clicks: Clicks = Clicks()


class Online(Block):
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
    seed: int = Field(default=0, ge=0, lt=2**32)
    resamples: int = Field(default=RESAMPLES_OF_LOGS, ge=10, le=100_000)
    folds: int = Field(default=3, ge=2, le=100)
    switch: float = Field(default=10.0, gt=0)
    epsilon: float = Field(default=0.1, ge=0, le=1)
    temperature: float = Field(default=1.0, gt=0)
    power: float = Field(default=POWER, gt=0, lt=1)
    replications: int = Field(default=200, ge=2, le=100_000)
    interactions: float = Field(default=0.5, ge=0)
    rewards: Rewards = Rewards()
    plan: Plan = Plan()
