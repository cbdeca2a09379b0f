"""The baselines of one benchmark side by side, to be compared on the same users."""

from dataclasses import dataclass

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.results.column import Column
from benchmarks.stats.differences import slopes


@dataclass(frozen=True)
class Family:
    """The baselines of one benchmark under one metric, on the same users.

    names : of the baselines
    numerators : (n_users, n_baselines); denominators : the same, or (n_users, 1) where all
    baselines have the same; a number is finish(sum of numerators, sum of denominators)
    falls : whether the metric falls as a baseline improves
    """

    names: list[str]
    numerators: FloatArray
    denominators: FloatArray
    first: Column
    falls: bool

    @staticmethod
    def of(columns: dict[str, Column], falls: bool) -> "Family":
        """Put columns side by side; users whom no baseline is judged by are left out."""
        numerators = np.column_stack([column.numerator for column in columns.values()])
        denominators = np.column_stack([column.denominator for column in columns.values()])
        judged = (denominators > 0).any(axis=1)
        if (denominators == denominators[:, :1]).all():
            denominators = denominators[:, :1]
        return Family(
            list(columns),
            numerators[judged],
            denominators[judged],
            next(iter(columns.values())),
            falls,
        )

    def totals(self) -> tuple[FloatArray, FloatArray]:
        """Return the sums of numerators and of denominators, each (n_baselines,)."""
        above, below = self.numerators.sum(axis=0), self.denominators.sum(axis=0)
        return above, np.broadcast_to(below, above.shape)

    def of_users(self, pair: tuple[int, int]) -> tuple[FloatArray, FloatArray]:
        """Return the numerators and the denominators of two baselines, each (n_users, 2)."""
        below = np.broadcast_to(self.denominators, self.numerators.shape)
        return self.numerators[:, pair], below[:, pair]

    def errors(self) -> FloatArray:
        """Return the standard error of each number, (n_baselines,), by the delta method."""
        above, below = self.totals()
        ratios = above / below
        residuals = self.numerators - ratios * self.denominators
        squared = (residuals**2).sum(axis=0) * self.n_users / (self.n_users - 1)
        return slopes(self.finish, ratios) * np.sqrt(squared) / below

    @property
    def n_users(self) -> int:
        """How many users the family is judged by."""
        return len(self.numerators)

    def finish(self, numerators: FloatArray, denominators: FloatArray) -> FloatArray:
        """Turn totals, (…, n_baselines), into numbers."""
        return self.first.finish(numerators, denominators)
