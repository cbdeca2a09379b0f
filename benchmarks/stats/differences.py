"""The studentized bootstrap of differences between functions of ratios, such as two RMSE.

Each ratio, what the function makes of it, its slope and the standard error of the difference are
computed anew in each resample, from totals of users' residuals, of denominators and of their
products. The means of two columns that the same users have need none of this: their difference is
the mean of users' differences (`studentized.pivots`).
Source: Davison and Hinkley 1997, Bootstrap Methods and their Application, section 2.7.2 (influence)
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.stats.bootstrap import EVERY_ROW, totals_of_parts
from benchmarks.stats.levels import RESAMPLES

_STEP = 1e-5  # of a slope, as a share of the ratio
Pair = tuple[int, int]
Finish = Callable[[FloatArray, FloatArray], FloatArray]  # totals, or arrays of them, to numbers


def slopes(finish: Finish, ratios: FloatArray) -> FloatArray:
    """Return how far numbers move for each unit of their ratios; 1 where a ratio is 0."""
    step, ones = _STEP * np.abs(ratios), np.ones_like(ratios)
    with np.errstate(invalid="ignore", divide="ignore"):
        rise = finish(ratios + step, ones) - finish(ratios - step, ones)
        return np.where(step > 0, rise / (2 * step), 1.0)


class _Totals(NamedTuple):
    """Totals over users, each (n_columns,) + the shape of the draws, and of products by pair.

    off : of residuals; below : of denominators; products : of those of each two of both
    """

    off: FloatArray
    below: FloatArray
    products: dict[Pair, FloatArray]


@dataclass(frozen=True)
class Differences:
    """Differences between functions of two ratios each.

    numerators, denominators : (n, n_columns)
    pairs : of columns, the one of lower number first
    finish : what turns two totals into a number; a function of their ratio
    """

    numerators: FloatArray
    denominators: FloatArray
    pairs: Sequence[Pair]
    finish: Finish

    def errors(self) -> FloatArray:
        """Return the standard error of each difference, (n_pairs,), by the delta method."""
        columns = self._columns()
        observed = self._of(columns.sum(axis=0)[:, None])
        return np.array([error[0] for _, error in self._off(observed)])

    def pivots(self, seed: int = 0, resamples: int = RESAMPLES) -> FloatArray:
        """Return |t*| of each pair, (n_pairs, resamples); one without spread is infinite."""
        n_users = len(self.numerators)
        parts = [(EVERY_ROW, self._columns())]
        (totals,) = totals_of_parts(parts, n_users, seed, resamples)
        t = np.empty((len(self.pairs), resamples), np.float32)
        with np.errstate(invalid="ignore", divide="ignore"):
            for place, (moved, error) in enumerate(self._off(self._of(totals))):
                t[place] = np.abs(moved / error)
        t[np.isnan(t)] = np.inf
        return t

    @property
    def _ratios(self) -> FloatArray:
        return np.asarray(self.numerators.sum(axis=0) / self.denominators.sum(axis=0))

    def _products(self) -> list[Pair]:
        """Return which products of columns are needed; denominators come after residuals."""
        n = self.numerators.shape[1]
        needed: set[Pair] = set()
        for first, second in self.pairs:
            four = (first, second, first + n, second + n)
            needed |= {(i, j) for i in four for j in four if i <= j}
        return sorted(needed)

    def _columns(self) -> FloatArray:
        """Return the columns that are added up: residuals, denominators, products of both."""
        residuals = self.numerators - self._ratios * self.denominators
        both = np.hstack([residuals, self.denominators])
        return np.column_stack([both, *(both[:, i] * both[:, j] for i, j in self._products())])

    def _of(self, totals: FloatArray) -> _Totals:
        n = self.numerators.shape[1]
        products = dict(zip(self._products(), totals[2 * n :], strict=True))
        return _Totals(totals[:n], totals[n : 2 * n], products)

    def _off(self, totals: _Totals) -> Iterator[tuple[FloatArray, FloatArray]]:
        """Yield how far each difference is off the sample's, and its standard error, per draw."""
        ratios = self._ratios
        n_users = len(self.numerators)
        more = n_users / (n_users - 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            off = totals.off / totals.below
            now = ratios[:, None] + off
            values = self.finish(now, np.ones_like(now))
            before = self.finish(ratios, np.ones_like(ratios))
            weights = slopes(self.finish, now) / totals.below
        for a, b in self.pairs:
            moved = (values[a] - before[a]) - (values[b] - before[b])
            squared = weights[a] ** 2 * self._squares(totals, off, (a, a))
            squared += weights[b] ** 2 * self._squares(totals, off, (b, b))
            squared -= 2 * weights[a] * weights[b] * self._squares(totals, off, (a, b))
            yield moved, np.sqrt(np.maximum(squared, 0) * more)

    def _squares(self, totals: _Totals, off: FloatArray, pair: Pair) -> FloatArray:
        """Return the totals of products of residuals from the ratios of each draw."""
        a, b = pair
        n, of = self.numerators.shape[1], totals.products
        crossed = off[b] * of[a, b + n] + off[a] * of[b, a + n]
        return np.asarray(of[a, b] - crossed + off[a] * off[b] * of[a + n, b + n])
