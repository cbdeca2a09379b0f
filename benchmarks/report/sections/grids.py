"""Tables of baselines by numbers, as the templates show them, and what their first glance says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from benchmarks.report.inputs import Numbers
from benchmarks.report.rows import Estimate
from benchmarks.stats.levels import NO_CLAIM_BELOW

_IN_ORDER = ("light", "medium", "heavy", "head", "middle", "tail")
_DAYS = 365.0  # in a year


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, numbers, and the heading above it and its neighbours."""

    title: str
    numbers: Numbers
    above: str = ""
    digits: int = 3

    @property
    def users(self) -> int:
        """The most users that stand behind one of its numbers."""
        return max((estimate.n_users for estimate in self.numbers.values()), default=0)

    @property
    def claim(self) -> bool:
        """Whether enough users stand behind its numbers for a claim."""
        return self.users >= NO_CLAIM_BELOW


@dataclass(frozen=True)
class Grid:
    """A table with a row for each baseline.

    above : headings over the columns' own and how many columns each spans; none where one would
    be over all
    """

    heads: list[Column]
    above: list[tuple[str, int]]
    rows: list[tuple[str, list[Estimate | None]]]


def grid(columns: Iterable[Column], baselines: Sequence[str]) -> Grid | None:
    """Return the columns that have numbers, as a table; None without any number.

    baselines : in the order of the rows; those without any number are left out
    """
    heads = [column for column in columns if column.numbers]
    rows = []
    for name in baselines:
        numbers = [column.numbers.get(name) for column in heads]
        if any(numbers):
            rows.append((name, numbers))
    if not rows:
        return None
    above = [(title, len(list(below))) for title, below in groupby(head.above for head in heads)]
    return Grid(heads, above if len(above) > 1 else [], rows)


@dataclass(frozen=True)
class Extreme:
    """The lowest or highest number: the first baseline by name that has it, and how many more."""

    value: float
    name: str
    others: int


def extremes(numbers: Numbers) -> tuple[Extreme, Extreme]:
    """Return the lowest and the highest number."""
    values = [estimate.value for estimate in numbers.values()]
    return _extreme(min(values), numbers), _extreme(max(values), numbers)


def _extreme(value: float, numbers: Numbers) -> Extreme:
    names = sorted(name for name, estimate in numbers.items() if estimate.value == value)
    return Extreme(value, names[0], len(names) - 1)


def natural(value: str) -> tuple[float, float, str]:
    """Return what sorts the values of an attribute as people would: by size, age or number or name.

    >>> sorted(["20 years or more", "1-4 years", "91-364 days", "under 91 days"], key=natural)
    ['under 91 days', '91-364 days', '1-4 years', '20 years or more']
    >>> sorted(["none", "1-4 years"], key=natural)
    ['none', '1-4 years']
    >>> sorted(["heavy", "light", "medium"], key=natural)
    ['light', 'medium', 'heavy']
    """
    place = _IN_ORDER.index(value) if value in _IN_ORDER else len(_IN_ORDER)
    first = re.search(r"\d+", value)
    number = int(first[0]) if first else -1
    days = number * (_DAYS if "year" in value else 1.0)
    words = value.lower()
    beyond = -0.5 if words.startswith("under") else 0.5 if words.startswith("over") else 0.0
    return place, days + beyond, value
