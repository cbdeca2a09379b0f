"""Numbers with their intervals, by the symmetric studentized bootstrap over users."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from benchmarks import metrics
from benchmarks.results.column import Column, by_denominator
from benchmarks.results.notes import FEW_BUYERS, FEW_UNLIKE, OUTWEIGHED
from benchmarks.stats import few, studentized
from benchmarks.stats.bundles import bundled
from benchmarks.stats.levels import (
    FEWEST_BUYERS,
    FEWEST_UNLIKE,
    MOST_SKEWED,
    RESAMPLES,
    SMALLEST_SLICE,
)
from benchmarks.stats.ratios import Ratios
from benchmarks.stats.scales import Scale, interval, scale_of

_PER_BATCH = 500  # numbers that are resampled together; fewer where users are many
_VALUES_AT_ONCE = 2**22  # users times numbers that are looked at together; bounds memory
Number = dict[str, Any]
Estimate = tuple[Column, Number]


class _Observed(NamedTuple):
    """What the users say of a number before any is resampled.

    value : of the ratio of totals; error : its standard error; total : of the denominator
    commonest : of users' own numbers; unlike, above_zero : users who have another, and any
    """

    value: float
    error: float
    total: float
    skewness: float
    scale: Scale
    n_users: int
    commonest: float
    unlike: int
    above_zero: int


def numbers(wanted: Iterable[Column]) -> Iterator[Estimate]:
    """Yield each number with its interval, where at least `SMALLEST_SLICE` users stand behind it.

    All of them share their resamples. The numbers of a baseline are resampled apart from those of
    others, so that no digit depends on who else is there.

    `se` is the standard error. Where fewer than `FEWEST_UNLIKE` users differ from all others there
    is no interval, but for a metric within [0, 1] the ends between which its mean lies, `at_least`
    and `at_most`; nor where single users outweigh all others. `note` says so, or what else makes
    an interval doubtful.
    """
    large = (column for column in wanted if column.n_users >= SMALLEST_SLICE)
    for _, of_baseline in groupby(large, attrgetter("baseline")):
        columns = iter(of_baseline)
        for first in columns:
            others = min(_PER_BATCH, _VALUES_AT_ONCE // len(first.numerator)) - 1
            batch = [first, *islice(columns, max(0, others))]
            yield from zip(batch, _numbers(batch), strict=True)


def _numbers(columns: Sequence[Column]) -> list[Number]:
    observed = _observed(columns)
    reaches = np.full(len(columns), np.nan)
    in_doubt = []
    for index, seen in enumerate(observed):
        if seen.unlike >= FEWEST_UNLIKE:
            if seen.skewness <= MOST_SKEWED:
                reaches[index] = studentized.reach_of_t(seen.n_users)
            else:
                in_doubt.append(index)
    if in_doubt:
        scales = [observed[index].scale for index in in_doubt]
        reaches[in_doubt] = _resampled([columns[index] for index in in_doubt], scales)
    return [_number(*number) for number in zip(columns, observed, reaches.tolist(), strict=True)]


def _observed(columns: Sequence[Column]) -> list[_Observed]:
    """Return what is seen of each column, in their order."""
    observed: dict[int, _Observed] = {}
    at_once = max(1, _VALUES_AT_ONCE // len(columns[0].denominator))
    for alike in by_denominator(columns):
        for start in range(0, len(alike), at_once):
            indexes = alike[start : start + at_once]
            ratios = _ratios([columns[index] for index in indexes])
            for place, index in enumerate(indexes):
                observed[index] = _of_column(columns[index], ratios, place)
    return [observed[index] for index in range(len(columns))]


def _ratios(alike: Sequence[Column]) -> Ratios:
    """Return columns of one denominator as ratios of the users behind them."""
    counted = alike[0].denominator > 0
    numerators = np.column_stack([column.numerator[counted] for column in alike])
    return Ratios(numerators, alike[0].denominator[counted])


def _of_column(column: Column, ratios: Ratios, place: int) -> _Observed:
    declared = metrics.of_column(column.metric)
    value = float(ratios.values[place])
    return _Observed(
        value,
        float(ratios.errors[place]),
        ratios.total,
        float(ratios.skewness[place]),
        scale_of(value, declared.low, declared.high),
        ratios.n_users,
        float(ratios.commonest[place]),
        int(ratios.unlike[place]),
        int(ratios.above_zero[place]),
    )


def _resampled(columns: list[Column], scales: list[Scale]) -> list[float]:
    """Return how many standard errors each interval reaches; many users are drawn in bundles."""
    alike = by_denominator(columns)
    every = []
    for indexes in alike:
        together = np.column_stack([bundled(columns[index].numerator) for index in indexes])
        every.append(Ratios(together, bundled(columns[indexes[0]].denominator)))
    of_groups = [[scales[index] for index in indexes] for indexes in alike]
    reaches = [0.0] * len(columns)
    drawn = studentized.pivots(every, of_groups, 0, RESAMPLES)
    for indexes, t in zip(alike, drawn, strict=True):
        for index, reach in zip(indexes, studentized.reach(t).tolist(), strict=True):
            reaches[index] = reach
    return reaches


def _number(column: Column, seen: _Observed, reach: float) -> Number:
    number: Number = {
        "value": column.value,
        "ci_low": None,
        "ci_high": None,
        "n_users": seen.n_users,
    }
    number |= {"se": _finished_error(column, seen), "at_least": None, "at_most": None, "note": ""}
    if np.isnan(reach):
        return number | _between(column, seen) | {"note": FEW_UNLIKE}
    ends = interval(seen.scale, seen.value, seen.error, reach)
    if not np.isfinite(ends).all():
        return number | {"note": OUTWEIGHED}
    low, high = sorted(_finished(column, seen, end) for end in ends)
    return number | {"ci_low": low, "ci_high": high, "note": _doubt(column, seen)}


def _finished(column: Column, seen: _Observed, ratio: float) -> float:
    """Turn a ratio of totals into the number: the root, for RMSE."""
    return float(column.finish(ratio * seen.total, seen.total))


def _finished_error(column: Column, seen: _Observed) -> float:
    """Return the standard error of the number, by the slope of what it makes of the ratio."""
    if column.totals is None:
        return seen.error
    step = 1e-4 * abs(seen.value)
    ends = [_finished(column, seen, seen.value + sign * step) for sign in (-1, 1)]
    return seen.error * abs(ends[1] - ends[0]) / (2 * step) if step else seen.error


def _doubt(column: Column, seen: _Observed) -> str:
    """Return what makes an interval doubtful: few who have any of what has no upper end.

    Of amounts it does not matter how many have none; of others, such as ages, most must.
    """
    declared = metrics.of_column(column.metric)
    has_no_end = column.totals is not None or declared.high is None
    are_few = has_no_end and seen.above_zero < FEWEST_BUYERS
    return FEW_BUYERS if are_few and (declared.is_of_amounts or seen.commonest == 0) else ""


def _between(column: Column, seen: _Observed) -> Number:
    """Return the ends between which the mean of a metric within [0, 1] lies; none of others."""
    declared = metrics.of_column(column.metric)
    if (declared.low, declared.high) != (0, 1) or column.totals is not None:
        return {}
    low, high = few.between(seen.commonest, seen.unlike, seen.n_users, (0, 1))
    return {"at_least": low, "at_most": high}
