"""One number to be: whom it is about, and the totals over users that it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from benchmarks import metrics
from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.stats.ratios import alike


class Place(NamedTuple):
    """Whom a number is about.

    fold : the one fold that it is of, "" for all; subject : `all`, `users` or `items`
    attribute, group : the group of users or of items, "" for everybody
    """

    fold: str = ""
    subject: str = "all"
    attribute: str = ""
    group: str = ""


EVERYBODY = Place()


@dataclass(frozen=True)
class Column:
    """One number to be: a metric somewhere, as a ratio of totals over users.

    metric : name of a column, such as `ndcg@10`
    numerator, denominator : (n_users,); the number is finish(sum of numerators, sum of
    denominators)
    baseline : whose number, where there are several
    """

    place: Place
    metric: str
    numerator: FloatArray
    denominator: FloatArray
    totals: metrics.Metric | None
    baseline: str = ""

    def among(self, inside: BoolArray, place: Place) -> "Column":
        """Return the number of some users alone.

        inside : (n_users,) whether each is one of them; place : what they are called
        """
        return replace(
            self,
            place=place,
            numerator=self.numerator * inside,
            denominator=self.denominator * inside,
        )

    @property
    def value(self) -> float:
        """The number."""
        return float(self.finish(self.numerator.sum(), self.denominator.sum()))

    def finish(self, numerator: Any, denominator: Any) -> Any:
        """Turn totals into the number: a mean, or a metric of totals."""
        if self.totals is None:
            return numerator / denominator
        return self.totals(numerator, denominator)

    @property
    def n_users(self) -> int:
        """How many users stand behind the number."""
        return int(np.count_nonzero(self.denominator))


def by_denominator(columns: Sequence[Column]) -> list[list[int]]:
    """Return the indexes of the columns that have the same denominator, in their order."""
    return alike(column.denominator for column in columns)
