"""Settings of the search of parameters."""

from pydantic import Field

from benchmarks.contract.settings import Block, Trials


class Tuning(Block):
    """How parameters are searched: by one rule for each baseline that has a search space.

    trials : by the number of parameters in the space, the same for all baselines
    most_epochs : where early stopping gives up; for baselines with `fit_until`
    """

    trials: Trials
    most_epochs: int = Field(default=30, ge=1, le=10_000)
    seed: int = Field(default=0, ge=0, lt=2**32)
