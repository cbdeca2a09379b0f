"""Settings of the search of parameters."""

from pydantic import Field

from benchmarks.contract.settings import Block


class Tuning(Block):
    """How parameters are searched: as many trials for each baseline that has a search space.

    most_epochs : where early stopping gives up; for baselines with `fit_until`
    """

    trials: int = Field(ge=1)
    most_epochs: int = Field(default=30, ge=1)
    seed: int = 0
