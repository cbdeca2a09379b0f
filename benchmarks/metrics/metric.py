"""What a metric declares beside its formula: direction, unit, range, how it is averaged."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, TypeVar

import numpy as np

from benchmarks.contract.errors import UserError

Metric = Callable[..., Any]  # a pure function, marked by `metric`
Direction = Literal["higher", "lower", "neither"]
Averaged = Literal["users", "totals", "lists"]
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_MARK = "declared"


@dataclass(frozen=True)
class Declared:
    """What is to be known of a metric beside its formula.

    label : its name as people write it; family : the module that it stands in
    direction : what is better, higher or lower values; `neither` where more is not better in
    itself, as where lists drawn by chance would be best: no headline, no rank, no verdict
    unit : of its values, "" for a number without one; decimals : that a page shows
    low, high : the ends of its range, None where there is none
    at_size : whether each user's list is cut at the number of the user's relevant items, instead of
    at the same k for all
    averaged : over `users`; or a function of `totals` over users; or one number for all `lists`
    needs_relevant : whether users without anything relevant in the test are left out
    arguments : what it is given, by name
    identifier : pins the definition, and is part of every fingerprint; source : the literature
    """

    name: str
    label: str
    family: str
    direction: Direction
    unit: str
    decimals: int
    low: float | None
    high: float | None
    averaged: Averaged
    at_size: bool
    needs_relevant: bool
    arguments: tuple[str, ...]
    identifier: str
    source: str

    @property
    def has_interval(self) -> bool:
        """Whether resampled users say how sure a value is; not of one number for all lists."""
        return self.averaged != "lists"

    @property
    def is_of_ratings(self) -> bool:
        """Whether it judges predicted ratings, instead of lists."""
        return self.family == "rating"

    @property
    def is_of_amounts(self) -> bool:
        """Whether it is of what users buy, which some have none of and which has no upper end.

        So are shares of revenue: of what all buy together, not of each user's own.
        """
        has_no_end = self.high is None or self.averaged == "totals"
        return self.family == "business" and has_no_end

    @property
    def has_cutoff(self) -> bool:
        """Whether it is of lists of a length k that is named with it."""
        return not (self.is_of_ratings or self.at_size)


def metric(
    *,
    direction: Direction,
    needs_relevant: bool,
    low: float | None,
    high: float | None,
    averaged: Averaged = "users",
    at_size: bool = False,
    label: str = "",
    unit: str = "",
    decimals: int = 3,
) -> Callable[[Callable[_Parameters, _Result]], Callable[_Parameters, _Result]]:
    """Mark a function as a metric; see `Declared`. Its docstring has identifier and source."""

    def mark(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
        name = function.__name__
        vars(function)[_MARK] = Declared(
            name=name,
            label=label or name.replace("_", " "),
            family=function.__module__.rpartition(".")[2],
            direction=direction,
            unit=unit,
            decimals=decimals,
            low=None if low is None else float(low),
            high=None if high is None else float(high),
            averaged=averaged,
            at_size=at_size,
            needs_relevant=needs_relevant,
            arguments=tuple(inspect.signature(function).parameters),
            identifier=field_of(function, "Identifier"),
            source=field_of(function, "Source"),
        )
        return function

    return mark


def field_of(function: Metric, name: str) -> str:
    """Return what a docstring says after a word such as `Source:`, in one line; "" without it."""
    text = (inspect.getdoc(function) or "").partition(">>>")[0]
    pattern = rf"^{name}:(.*?)(?=^\w+:\s|^\s*$|\Z)"
    match = re.search(pattern, text, re.DOTALL | re.MULTILINE)
    return " ".join(match[1].split()) if match else ""


def is_metric(value: object) -> bool:
    """Tell whether something is marked as a metric."""
    return inspect.isfunction(value) and _MARK in vars(value)


def declared(function: Metric) -> Declared:
    """Return what a metric declares."""
    declaration: Declared = vars(function)[_MARK]
    return declaration


def call(function: Metric, available: Mapping[str, Any]) -> Any:
    """Call a metric with what its parameters name; None where the data lacks one of them.

    Raises UserError for a result of another form than the metric declares.
    """
    facts = declared(function)
    given = {name: available[name] for name in facts.arguments}
    if any(value is None for value in given.values()):
        return None
    value = function(**given)
    if np.ndim(value) != (facts.averaged == "users"):
        form = "a value for each user" if facts.averaged == "users" else "one number"
        raise UserError(
            f"metric {facts.name}: gives shape {np.shape(value)}, but is averaged over "
            f"{facts.averaged}, so {form}; change it, or `averaged` of `@metric`."
        )
    return value
