"""Pairs of baselines of a family: what their users' differences are, and what resamples them."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from benchmarks import metrics
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.results.family import Family
from benchmarks.stats import studentized
from benchmarks.stats.bundles import bundled
from benchmarks.stats.differences import Differences
from benchmarks.stats.levels import RESAMPLES, SAME_DIGITS
from benchmarks.stats.ratios import Ratios
from benchmarks.stats.scales import Scale

Pairs = list[tuple[int, int]]
_VALUES_AT_ONCE = 2**22  # users times pairs that are looked at together; bounds memory


class Drawing(Protocol):
    """Pairs whose users can be resampled."""

    def pivots(self, seed: int = 0, resamples: int = RESAMPLES) -> FloatArray:
        """Return |t*| of each pair, (n_pairs, resamples)."""


@dataclass(frozen=True)
class _OfMeans:
    """The users' own differences of pairs, as ratios of totals."""

    ratios: Ratios

    def pivots(self, seed: int = 0, resamples: int = RESAMPLES) -> FloatArray:
        """Return |t*| of each pair, (n_pairs, resamples)."""
        plain: list[list[Scale]] = [["plain"] * self.ratios.numerators.shape[1]]
        (t,) = studentized.pivots([self.ratios], plain, seed, resamples)
        return t


class Observed(NamedTuple):
    """What is seen of the pairs of a family before any user is resampled, (n_pairs,).

    commonest : of users' differences; unlike : users who have another
    skewness : of differences, over the root of their number
    """

    errors: FloatArray
    commonest: FloatArray
    unlike: IntArray
    skewness: FloatArray


def observed(family: Family, pairs: Pairs) -> Observed:
    """Return what is seen of pairs."""
    return _of_means(family, pairs) if is_of_means(family) else _of_functions(family, pairs)


def is_within_one(family: Family) -> bool:
    """Tell whether no two users' numbers are further apart than 1, and the mean of theirs is."""
    declared = metrics.of_column(family.first.metric)
    return is_of_means(family) and (declared.low, declared.high) == (0, 1)


def is_of_means(family: Family) -> bool:
    """Tell whether its numbers are means over the same users."""
    return family.first.totals is None and bool((family.denominators == 1).all())


def _differences(family: Family, pairs: Pairs) -> FloatArray:
    first, second = np.array(pairs).T
    return np.asarray(family.numerators[:, first] - family.numerators[:, second])


def _of_means(family: Family, pairs: Pairs) -> Observed:
    ones = np.ones(family.n_users)
    seen = []
    at_once = max(1, _VALUES_AT_ONCE // family.n_users)
    for start in range(0, len(pairs), at_once):
        ratios = Ratios(_differences(family, pairs[start : start + at_once]), ones)
        of_block = (ratios.errors, ratios.commonest, ratios.unlike, ratios.skewness)
        seen.append(Observed(*of_block))
    return Observed(*map(np.concatenate, zip(*seen, strict=True)))


def _of_functions(family: Family, pairs: Pairs) -> Observed:
    """Return what is seen of differences that are no means, which are resampled in any case."""
    commonest, unlike = zip(*(_agreeing(family, pair) for pair in pairs), strict=True)
    errors = Differences(*_both(family), pairs, family.finish).errors()
    always = np.full(len(pairs), np.inf)
    return Observed(errors, np.array(commonest), np.array(unlike), always)


def _agreeing(family: Family, pair: tuple[int, int]) -> tuple[float, int]:
    """Return the commonest difference of a user's two numbers, and how many have another."""
    with np.errstate(invalid="ignore", divide="ignore"):
        own = family.finish(*family.of_users(pair))
    difference = (own[:, 0] - own[:, 1]).round(SAME_DIGITS)
    known = np.sort(difference[np.isfinite(difference)])
    middle = known[len(known) // 2] if len(known) else 0.0
    return float(middle), int(np.count_nonzero(known != middle))


def _both(family: Family) -> tuple[FloatArray, FloatArray]:
    return family.numerators, np.broadcast_to(family.denominators, family.numerators.shape)


def drawing(family: Family, pairs: Pairs) -> Drawing:
    """Return what draws pairs; many users in bundles."""
    if is_of_means(family):
        differences = _bundled(_differences(family, pairs))
        return _OfMeans(Ratios(differences, bundled(np.ones(family.n_users))))
    above, below = map(_bundled, _both(family))
    return Differences(above, below, pairs, family.finish)


def _bundled(columns: FloatArray) -> FloatArray:
    return np.column_stack([bundled(column) for column in columns.T])
