"""What `track` is told of a leaderboard: of what it is, and which metrics lead."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Board:
    """A leaderboard: its name, and the benchmark, view, dataset and split that it is of."""

    name: str
    benchmark: str
    view: str
    dataset: str
    split: dict[str, Any]


@dataclass(frozen=True)
class Leading:
    """The metrics of all leaderboards.

    headline : the first ranks; lower_is_better : whether its smallest value is the best
    reach : shown beside it, such as coverage and Gini
    """

    headline: list[str]
    reach: list[str]
    lower_is_better: bool

    @property
    def all(self) -> list[str]:
        """Both, in the order of columns."""
        return [*self.headline, *self.reach]
