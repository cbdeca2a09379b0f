"""Ratios of totals over users: values, standard errors, and how far a sample can be trusted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.stats.levels import SAME_DIGITS


@dataclass(frozen=True)
class Ratios:
    """Ratios of totals that have the same denominator; means, where that is 1 for those counted.

    numerators : (n, n_columns), 0 where the denominator is
    denominator : (n,), not negative; a user with 0 does not count
    """

    numerators: FloatArray
    denominator: FloatArray

    @cached_property
    def is_of_means(self) -> bool:
        """Whether each user counts once or not at all."""
        return bool(((self.denominator == 0) | (self.denominator == 1)).all())

    @cached_property
    def n_users(self) -> int:
        """How many users count."""
        return int(np.count_nonzero(self.denominator))

    @cached_property
    def total(self) -> float:
        """The total of the denominator."""
        return float(self.denominator.sum())

    @cached_property
    def values(self) -> FloatArray:
        """The ratios, (n_columns,)."""
        return np.asarray(self.numerators.sum(axis=0) / self.total)

    @cached_property
    def residuals(self) -> FloatArray:
        """Each user's part in what the totals are off the ratio, (n, n_columns); they add up to 0.

        Over the mean of the denominator it is the user's influence on the ratio.
        """
        return self.numerators - self.values * self.denominator[:, None]

    @cached_property
    def errors(self) -> FloatArray:
        """Standard errors, (n_columns,), by the delta method; those of means are exact.

        Source: Cochran 1977, Sampling Techniques, chapters 2 and 6 (ratio estimators)
        """
        if self.n_users < 2:
            return np.full(self.numerators.shape[1], np.inf)
        squared = (self.residuals**2).sum(axis=0)
        more = self.n_users / (self.n_users - 1)
        return np.asarray(np.sqrt(more * squared) / self.total)

    @cached_property
    def skewness(self) -> FloatArray:
        """Skewness of users' values over the root of their number, (n_columns,); inf if unknown.

        It says how far the mean is from normal. Of ratios that are no means it does not.
        """
        if not self.is_of_means:
            return np.full(self.numerators.shape[1], np.inf)
        squared = (self.residuals**2).sum(axis=0)
        cubed = (self.residuals**3).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            skewness = np.abs(cubed) / squared**1.5  # the root of n is in it
        return np.where(squared > 0, skewness, np.inf)

    @cached_property
    def _of_users(self) -> FloatArray:
        """The own number of each user who counts, (n_columns, n_users)."""
        counts = self.denominator > 0
        own = self.numerators[counts] / self.denominator[counts, None]
        return np.ascontiguousarray(own.T.round(SAME_DIGITS))

    @cached_property
    def commonest(self) -> FloatArray:
        """The middle of users' own numbers, (n_columns,); if any is shared by most, it is that."""
        middle = self.n_users // 2
        return np.asarray(np.partition(self._of_users, middle, axis=1)[:, middle])

    @cached_property
    def unlike(self) -> IntArray:
        """How many users' own numbers are not the commonest one, (n_columns,)."""
        return np.asarray(np.count_nonzero(self._of_users != self.commonest[:, None], axis=1))

    @cached_property
    def above_zero(self) -> IntArray:
        """How many users' own numbers are not 0, (n_columns,)."""
        return np.asarray(np.count_nonzero(self._of_users, axis=1))

    def of_columns(self, chosen: IntArray | BoolArray) -> "Ratios":
        """Return some of the columns."""
        return Ratios(self.numerators[:, chosen], self.denominator)


def alike(denominators: Iterable[FloatArray]) -> list[list[int]]:
    """Return the places of denominators that are the same, in the order of the first of each."""
    places: dict[bytes, list[int]] = {}
    for place, denominator in enumerate(denominators):
        digest = blake2b(denominator.tobytes()).digest()  # of many users they are long
        places.setdefault(digest, []).append(place)
    return list(places.values())
