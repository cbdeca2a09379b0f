"""Tables of baselines by numbers, as the templates show them, and what their first glance says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from benchmarks.report.inputs import Estimate
from benchmarks.stats.levels import NO_CLAIM_BELOW

_IN_ORDER = ("light", "medium", "heavy", "head", "middle", "tail")


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its numbers by baseline, and the heading above it and its neighbours."""

    title: str
    numbers: dict[str, Estimate]
    above: str = ""
    digits: int = 3


def grid(columns: Iterable[Column], baselines: Sequence[str]) -> dict[str, Any] | None:
    """Return a table with a row for each baseline that has a number, in the order given; None without any number."""
    columns = [column for column in columns if column.numbers]
    rows = [
        (name, [column.numbers.get(name) for column in columns])
        for name in baselines
        if any(name in column.numbers for column in columns)
    ]
    if not rows:
        return None
    heads = [
        {
            "title": column.title,
            "digits": column.digits,
            "users": _users(column),
            "claim": claims(column),
        }
        for column in columns
    ]
    above = [
        (title, len(list(below))) for title, below in groupby(column.above for column in columns)
    ]
    return {"heads": heads, "above": above if len(above) > 1 else [], "rows": rows}


def claims(column: Column) -> bool:
    """Tell whether enough users stand behind a column for a claim."""
    return _users(column) >= NO_CLAIM_BELOW


def extremes(numbers: dict[str, Estimate]) -> list[dict[str, Any]]:
    """Return the lowest and the highest number, with the first baseline by name and how many others have the same."""
    found = []
    for pick in (min, max):
        value = pick(estimate.value for estimate in numbers.values())
        names = sorted(name for name, estimate in numbers.items() if estimate.value == value)
        found.append({"value": value, "name": names[0], "others": len(names) - 1})
    return found


def natural(value: str) -> tuple[float, float, str]:
    """Return what sorts the values of an attribute as people would: by size, age or number, else by name.

    >>> sorted(["20 years or more", "1-4 years", "91-364 days", "under 91 days", "none"], key=natural)
    ['none', 'under 91 days', '91-364 days', '1-4 years', '20 years or more']
    >>> sorted(["heavy", "light", "medium"], key=natural)
    ['light', 'medium', 'heavy']
    """
    place = _IN_ORDER.index(value) if value in _IN_ORDER else len(_IN_ORDER)
    first = re.search(r"\d+", value)
    number = (int(first[0]) if first else -1) * (365.0 if "year" in value else 1.0)
    words = value.lower()
    number += -0.5 if words.startswith("under") else 0.5 if words.startswith("over") else 0.0
    return place, number, value


def values_of(attribute: str, slices: Iterable[str]) -> dict[str, str]:
    """Return the values of an attribute among slices such as `age=18-24`, in order, with their slices."""
    start = f"{attribute}="
    found = {name.removeprefix(start): name for name in slices if name.startswith(start)}
    return {value: found[value] for value in sorted(found, key=natural)}


def _users(column: Column) -> int:
    return max((estimate.n_users for estimate in column.numbers.values()), default=0)
