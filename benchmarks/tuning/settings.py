"""Settings of the search of parameters."""

import math
from typing import Any, Self

from pydantic import Field, model_validator

from benchmarks.contract.settings import Block


class Range(Block):
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


class Tuning(Block):
    """How parameters are searched: as many trials for each baseline that has a space.

    most_epochs : where early stopping gives up; for baselines with `fit_until`
    """

    trials: int = Field(ge=1)
    most_epochs: int = Field(default=30, ge=1)
    seed: int = 0
    search: dict[str, dict[str, Range]]
