"""Whether two baselines differ in what is one number for all lists: a permutation that swaps their lists user by user.

A bootstrap over users would exclude its own estimate: coverage and Gini of resampled users are not
those of all.
"""

from typing import Any

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.metrics.coverage import gini_of
from benchmarks.metrics.places import membership
from benchmarks.stats.levels import SWAPS
from benchmarks.stats.permutation import p_value

_PER_BLOCK = 100  # bounds memory: so many rows of exposures, (n_items,) each


def compare(one: IntArray, other: IntArray, n_items: int, seed: int = 0) -> dict[str, float]:
    """Return the two-sided p-value of a difference in coverage and in Gini, by name of the metric.

    one, other : (n_users, k) item codes of two baselines for the same users, -1 beyond the end of a
    short list
    """
    first, second = membership(one, n_items), membership(other, n_items)
    total = np.asarray((first + second).sum(axis=0)).ravel()
    moved = (first - second).tocsr()
    random = np.random.default_rng(seed)
    observed = _differences(np.asarray(first.sum(axis=0)), total)
    found = []
    for start in range(0, SWAPS, _PER_BLOCK):
        size = min(_PER_BLOCK, SWAPS - start)
        kept = random.integers(0, 2, (size, len(one))).astype(np.float64)
        swapped = kept @ moved + np.asarray(second.sum(axis=0))
        found.append(_differences(swapped, total))
    by_chance = np.concatenate(found)
    values = p_value(abs(observed[0]), abs(by_chance))
    return {"coverage": float(values[0]), "gini": float(values[1])}


def _differences(exposure: FloatArray, total: FloatArray) -> FloatArray:
    """Return the difference in coverage and in Gini, (n, 2), of exposures, (n, n_items), from those of the rest."""
    rest = total - exposure
    return np.column_stack([_covered(exposure) - _covered(rest), gini_of(exposure) - gini_of(rest)])


def _covered(exposure: FloatArray) -> FloatArray:
    return (exposure > 0).mean(axis=1)


def against(reference: IntArray, others: dict[str, IntArray], n_items: int) -> list[dict[str, Any]]:
    """Return a row for each baseline and metric, compared with the reference's lists."""
    return [
        {"baseline": name, "metric": metric, "p_value": p}
        for name, items in others.items()
        for metric, p in compare(items, reference, n_items).items()
    ]
