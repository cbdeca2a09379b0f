"""Numbers with their intervals, by resampling users."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.results.column import Column, by_denominator
from benchmarks.stats.bootstrap import EVERY_ROW, Part, percentile_interval, totals_of_parts
from benchmarks.stats.bundles import bundled
from benchmarks.stats.levels import SMALLEST_SLICE

_PER_BATCH = 500  # numbers that are resampled together; bounds memory
Number = dict[str, Any]
Estimate = tuple[Column, Number]


def numbers(wanted: Iterable[Column]) -> Iterator[Estimate]:
    """Yield each number with its interval, where at least `SMALLEST_SLICE` users stand behind it.

    All of them share their resamples. Of many users, the columns that are yielded are those of
    bundles (`stats.bundles`).
    """
    estimates = _without_intervals(wanted)
    while batch := list(islice(estimates, _PER_BATCH)):
        low, high = _bounds([column for column, _ in batch])
        for index, (column, number) in enumerate(batch):
            bounds = {"ci_low": low[index], "ci_high": high[index]}
            yield column, {"value": number["value"], **bounds, "n_users": number["n_users"]}


def _without_intervals(wanted: Iterable[Column]) -> Iterator[Estimate]:
    for column in wanted:
        if column.n_users >= SMALLEST_SLICE:
            number = {"value": column.value, "n_users": column.n_users}
            above, below = bundled(column.numerator), bundled(column.denominator)
            yield replace(column, numerator=above, denominator=below), number


def _bounds(columns: list[Column]) -> FloatArray:
    """Return the interval of each number, (2, n_numbers)."""
    alike = by_denominator(columns)
    parts = [_part([columns[index] for index in indexes]) for indexes in alike]
    totals = totals_of_parts(parts, len(columns[0].numerator))
    bounds = np.empty((2, len(columns)))
    for indexes, (*above, below) in zip(alike, totals, strict=True):
        # a resample may draw nobody of a small slice
        with np.errstate(invalid="ignore", divide="ignore"):
            pairs = zip(indexes, above, strict=True)
            finished = [columns[index].finish(over, below) for index, over in pairs]
        bounds[:, indexes] = percentile_interval(np.array(finished).T)
    return bounds


def _part(alike: list[Column]) -> Part:
    """Return the numerators and, last, the denominator; of small groups only the rows of these."""
    numerators = [column.numerator for column in alike]
    together = np.column_stack([*numerators, alike[0].denominator])
    rows = np.flatnonzero(together.any(axis=1))
    return (rows, together[rows]) if 2 * len(rows) < len(together) else (EVERY_ROW, together)
