"""The studentized bootstrap of all pairs of families: intervals and p-values of one pivot.

10,000 resamples for all pairs, ten times as many for those that may be significant by these. Where
the mean of users' differences is as good as normal there are none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.results import differing
from benchmarks.results.differing import Pairs
from benchmarks.results.family import Family
from benchmarks.stats import few, studentized
from benchmarks.stats.holm import draws_to_decide
from benchmarks.stats.levels import (
    ALPHA,
    FEWEST_UNLIKE,
    MOST_SKEWED_TESTED,
    RESAMPLES,
    RESAMPLES_IN_DOUBT,
)

_SURE = 3.0  # standard errors of a share of resamples


class Tested(NamedTuple):
    """What the users say of each pair of a family, (n_pairs,).

    intervals : (2, n_pairs) bounds of the differences, NaN where there are none; they exclude 0
    where the p-value is below 5 %
    reaches : how many standard errors they reach to either side, NaN where they do not
    unlike : users whose own differences are not the commonest; if they are few, bounds are those
    that hold whatever they are, within the metric's range
    """

    errors: FloatArray
    intervals: FloatArray
    reaches: FloatArray
    p_values: FloatArray
    unlike: IntArray


def of(
    families: Sequence[Family], every_pairs: Sequence[Pairs], sizes: Sequence[int]
) -> list[Tested]:
    """Return what users say of pairs of each family; families of as many users share resamples.

    sizes : for how many tests the p-values of each family will be adjusted
    """
    tests = list(map(_Test.of, families, every_pairs, sizes))
    every_first = [test.drawn(test.doubtful, 0) for test in tests]
    every_open = [test.open_after(t) for test, t in zip(tests, every_first, strict=True)]
    more: list[list[FloatArray]] = [[] for _ in tests]
    for seed in range(1, max(test.rounds for test in tests)):
        for test, is_open, blocks in zip(tests, every_open, more, strict=True):
            if seed < test.rounds and is_open.any():
                blocks.append(test.drawn(test.doubtful[is_open], seed))
    return [
        test.tested(t, is_open, blocks)
        for test, t, is_open, blocks in zip(tests, every_first, every_open, more, strict=True)
    ]


@dataclass(frozen=True)
class _Test:
    """The pairs of one family, with what is seen of them before any user is resampled.

    size : of the family of tests; differences : of each pair
    """

    family: Family
    pairs: Pairs
    size: int
    seen: differing.Observed
    differences: FloatArray

    @staticmethod
    def of(family: Family, pairs: Pairs, size: int) -> "_Test":
        seen = differing.observed(family, pairs)
        values = family.finish(*family.totals())
        first, second = np.array(pairs).T
        return _Test(family, pairs, size, seen, values[first] - values[second])

    @property
    def t(self) -> FloatArray:
        """The differences in their standard errors."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.differences / self.seen.errors)

    @property
    def _tells(self) -> BoolArray:
        return self.seen.unlike >= FEWEST_UNLIKE

    @property
    def rounds(self) -> int:
        """How often as many resamples as all pairs have are drawn for those left open."""
        resamples = max(RESAMPLES_IN_DOUBT, draws_to_decide(self.size, RESAMPLES))
        return resamples // RESAMPLES

    @property
    def doubtful(self) -> IntArray:
        """Places of the pairs that are resampled."""
        return np.flatnonzero(self._tells & (self.seen.skewness > MOST_SKEWED_TESTED))

    def drawn(self, places: IntArray, seed: int) -> FloatArray:
        """Return |t*| of some pairs, (n_places, resamples)."""
        if not len(places):
            return np.empty((0, RESAMPLES), np.float32)
        return differing.drawing(self.family, [self.pairs[place] for place in places]).pivots(
            seed, RESAMPLES
        )

    def open_after(self, t: FloatArray) -> BoolArray:
        """Tell which of the doubtful pairs may be significant.

        That is a matter of each pair alone, so that its figures do not depend on who else is there.
        """
        reached = 1 + studentized.reached(t, np.abs(self.t[self.doubtful]))
        lowest = (reached - _SURE * np.sqrt(reached)) / (1 + t.shape[1])
        return np.asarray(lowest < ALPHA)

    def tested(self, t: FloatArray, is_open: BoolArray, more: list[FloatArray]) -> Tested:
        """Return the p-values and intervals that all resamples give together."""
        p_values, reaches = self._unresampled(), np.full(len(self.pairs), np.nan)
        reaches[self._tells] = studentized.reach_of_t(self.family.n_users)
        for places, of_places in (
            (self.doubtful, t),
            (self.doubtful[is_open], np.hstack([t[is_open], *more])),
        ):
            reached = studentized.reached(of_places, self.t[places])
            p_values[places] = (1 + reached) / (1 + of_places.shape[1])
            reaches[places] = studentized.reach(of_places)
        wide = reaches * self.seen.errors
        bounds = np.array([self.differences - wide, self.differences + wide])
        for place in np.flatnonzero(~self._tells):
            bounds[:, place] = self._between(place)
        return Tested(self.seen.errors, bounds, reaches, p_values, self.seen.unlike)

    def _unresampled(self) -> FloatArray:
        """Return the p-values of pairs that are not resampled; those of others are to be set."""
        p_values = studentized.p_of_t(self.t, self.family.n_users)
        for place in np.flatnonzero(~self._tells):
            p_values[place] = self._p_of_few(place)
        return p_values

    def _between(self, place: np.integer) -> tuple[float, float]:
        """Return the bounds of a difference that few users tell; NaN if users' have no range."""
        if not differing.is_within_one(self.family):
            return np.nan, np.nan
        commonest, unlike = self.seen.commonest[place], int(self.seen.unlike[place])
        return few.between(float(commonest), unlike, self.family.n_users, (-1, 1))

    def _p_of_few(self, place: np.integer) -> float:
        if not differing.is_within_one(self.family):
            return 1.0
        commonest, unlike = self.seen.commonest[place], int(self.seen.unlike[place])
        return few.p_value(float(commonest), unlike, self.family.n_users, (-1, 1))
