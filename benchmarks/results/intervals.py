"""Numbers with their intervals, by resampling users."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.results.column import Column
from benchmarks.stats.bootstrap import bootstrap_totals, percentile_interval
from benchmarks.stats.levels import SMALLEST_SLICE


def numbers(wanted: list[Column]) -> Iterator[tuple[Column, dict[str, Any]]]:
    """Yield each number with its interval, where at least `SMALLEST_SLICE` users stand behind it.

    All of them share their resamples: what is given in one call is resampled in one.
    """
    large = [column for column in wanted if column.n_users >= SMALLEST_SLICE]
    if not large:
        return
    low, high = percentile_interval(_resampled(large))
    for index, column in enumerate(large):
        number = {
            "value": column.finish(column.numerator.sum(), column.denominator.sum()),
            "ci_low": low[index],
            "ci_high": high[index],
            "n_users": column.n_users,
        }
        yield column, number


def _resampled(large: list[Column]) -> FloatArray:
    """Return the numbers of each resample of the users, (n_resamples, n_numbers)."""
    numerators, over = _distinct([column.numerator for column in large])
    denominators, under = _distinct([column.denominator for column in large])
    side_by_side = np.column_stack([*numerators, *denominators])
    totals = bootstrap_totals(side_by_side)
    resampled = np.empty((len(totals), len(large)))
    for index, column in enumerate(large):
        above = totals[:, over[index]]
        below = totals[:, len(numerators) + under[index]]
        # a resample may draw nobody of a small slice
        with np.errstate(invalid="ignore", divide="ignore"):
            resampled[:, index] = column.finish(above, below)
    return resampled


def _distinct(arrays: list[FloatArray]) -> tuple[list[FloatArray], list[int]]:
    """Return the arrays without repetition, and where each is among them.

    Slices share their denominators.
    """
    place: dict[bytes, int] = {}
    kept: list[FloatArray] = []
    for array in arrays:
        if place.setdefault(array.tobytes(), len(place)) == len(kept):
            kept.append(array)
    return kept, [place[array.tobytes()] for array in arrays]
