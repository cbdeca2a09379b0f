"""Search spaces: the values of a parameter that a search tries; they stand in the class."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

_EDGE = 0.02  # of a range, from each end


class Trial(Protocol):
    """What a trial of the search chooses, as Optuna's does."""

    def suggest_int(self, name: str, low: int, high: int, *, log: bool) -> int:
        """Choose a whole number."""

    def suggest_float(self, name: str, low: float, high: float, *, log: bool) -> float:
        """Choose a number."""

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        """Choose one of several values."""


@dataclass(frozen=True)
class Integers:
    """Whole numbers from `low` to `high`, both included; `log` draws on a logarithmic scale."""

    low: int
    high: int
    log: bool = False
    kind: Literal["integers"] = field(default="integers", repr=False)

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.log)

    def suggest(self, trial: Trial, name: str) -> int:
        """Let a trial choose."""
        return trial.suggest_int(name, self.low, self.high, log=self.log)

    def at_edge(self, value: float) -> bool:
        """Tell whether a value lies within 2 % of the range from its ends; 0 and 1 are natural."""
        return _at_edge(self.low, self.high, self.log, value)


@dataclass(frozen=True)
class Floats:
    """Numbers from `low` to `high`; `log` draws on a logarithmic scale."""

    low: float
    high: float
    log: bool = False
    kind: Literal["floats"] = field(default="floats", repr=False)

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.log)

    def suggest(self, trial: Trial, name: str) -> float:
        """Let a trial choose; four significant digits, so that it can be written as it is used."""
        chosen = trial.suggest_float(name, float(self.low), float(self.high), log=self.log)
        return float(f"{chosen:.4g}")

    def at_edge(self, value: float) -> bool:
        """Tell whether a value lies within 2 % of the range from its ends; 0 and 1 are natural."""
        return _at_edge(self.low, self.high, self.log, value)


@dataclass(frozen=True)
class Choices:
    """One of several values."""

    choices: tuple[Any, ...]
    kind: Literal["choices"] = field(default="choices", repr=False)

    def __post_init__(self) -> None:
        if not self.choices:
            raise ValueError("give at least one choice")

    def suggest(self, trial: Trial, name: str) -> Any:
        """Let a trial choose."""
        return trial.suggest_categorical(name, list(self.choices))

    def at_edge(self, value: object) -> bool:  # noqa: ARG002
        """Say that choices have no edge."""
        return False


Space = Integers | Floats | Choices


def _check(low: float, high: float, log: bool) -> None:
    if not low < high:
        raise ValueError(f"low is {low} and high is {high}; give them in this order")
    if log and low <= 0:
        raise ValueError(f"low is {low}; above 0 on a logarithmic scale")


def _at_edge(low: float, high: float, log: bool, value: float) -> bool:
    if value == low and value in (0, 1):
        return False
    if log:
        low, high, value = math.log(low), math.log(high), math.log(value)
    return not _EDGE < (value - low) / (high - low) < 1 - _EDGE
