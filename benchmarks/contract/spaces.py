"""Search spaces: the values of a parameter that a search tries; they stand in the class."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

_EDGE = 0.02  # of a range, from each end
_DECADE = 10.0
Side = Literal["low", "high"]


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
    """Whole numbers from `low` to `high`, both included; `log` draws on a logarithmic scale.

    natural : the ends beyond which there is nothing, `low`, `high` or both
    """

    low: int
    high: int
    log: bool = False
    natural: tuple[Side, ...] = ()
    kind: Literal["integers"] = field(default="integers", repr=False)

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.log, self.natural)

    def suggest(self, trial: Trial, name: str) -> int:
        """Let a trial choose."""
        return trial.suggest_int(name, self.low, self.high, log=self.log)

    def edge(self, value: float) -> Side | None:
        """Return the end from which a value lies within 2 % of the range, if it is not natural."""
        return _edge(self, value)

    def beyond(self, side: Side, share: float = 1.0) -> "Integers":
        """Return the space extended at one end, as `Floats.beyond` is; not below 1 if `log`."""
        low, high = _bounds_beyond(self, side, share)
        least = 1 if self.log else -math.inf
        return replace(self, low=math.ceil(max(low, least)), high=math.floor(high))


@dataclass(frozen=True)
class Floats:
    """Numbers from `low` to `high`; `log` draws on a logarithmic scale.

    natural : the ends beyond which there is nothing, `low`, `high` or both
    """

    low: float
    high: float
    log: bool = False
    natural: tuple[Side, ...] = ()
    kind: Literal["floats"] = field(default="floats", repr=False)

    def __post_init__(self) -> None:
        _check(self.low, self.high, self.log, self.natural)

    def suggest(self, trial: Trial, name: str) -> float:
        """Let a trial choose; four significant digits, so that it can be written as it is used."""
        chosen = trial.suggest_float(name, float(self.low), float(self.high), log=self.log)
        return float(f"{chosen:.4g}")

    def edge(self, value: float) -> Side | None:
        """Return the end from which a value lies within 2 % of the range, if it is not natural."""
        return _edge(self, value)

    def beyond(self, side: Side, share: float = 1.0) -> "Floats":
        """Return the space extended at one end: by its width, or by a decade if `log`.

        share : of the width or, on the logarithmic scale, of the decade
        """
        low, high = _bounds_beyond(self, side, share)
        return replace(self, low=float(f"{low:.4g}"), high=float(f"{high:.4g}"))


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

    def edge(self, value: object) -> Side | None:  # noqa: ARG002
        """Say that choices have no edge."""
        return None


Space = Integers | Floats | Choices


def _check(low: float, high: float, log: bool, natural: tuple[Side, ...]) -> None:
    if not low < high:
        raise ValueError(f"low is {low} and high is {high}; give them in this order")
    if log and low <= 0:
        raise ValueError(f"low is {low}; above 0 on a logarithmic scale")
    if isinstance(natural, str) or not set(natural) <= {"low", "high"}:
        raise ValueError(f'natural is {natural!r}; give the ends as ("low",) or ("low", "high")')


def _edge(space: Integers | Floats, value: float) -> Side | None:
    low, high = float(space.low), float(space.high)
    if space.log:
        low, high, value = math.log(low), math.log(high), math.log(value)
    place = (value - low) / (high - low)
    side: Side | None = "low" if place <= _EDGE else "high" if place >= 1 - _EDGE else None
    return None if side in space.natural else side


def _bounds_beyond(space: Integers | Floats, side: Side, share: float) -> tuple[float, float]:
    """Return the two bounds, one of them further out."""
    low, high = float(space.low), float(space.high)
    if space.log:
        factor = _DECADE**share
        return (low / factor, high) if side == "low" else (low, high * factor)
    step = share * (high - low)
    return (low - step, high) if side == "low" else (low, high + step)
