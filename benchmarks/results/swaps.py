"""Whether two baselines differ in what is one number for all lists: a permutation test.

It swaps the lists of the two, user by user.
A bootstrap over users would exclude its own estimate: coverage and Gini of resampled users are not
those of all.
"""

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix

from benchmarks.contract import names
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.metrics.coverage import gini_of
from benchmarks.metrics.places import membership
from benchmarks.results.notes import ALL_LISTS
from benchmarks.stats.holm import holm, holm_of_added
from benchmarks.stats.levels import ALPHA, SWAPS
from benchmarks.stats.permutation import p_value

_PER_BLOCK = 100  # bounds memory: so many rows of exposures, (n_shown,) each


def compare(
    first_lists: IntArray, other: IntArray, n_items: int, seed: int = 0
) -> dict[str, float]:
    """Return the two-sided p-value of a difference in coverage and in Gini, by name of the metric.

    first_lists, other : (n_users, k) item codes of two baselines for the same users, -1 beyond the
    end of a short list
    """
    shown = np.unique(np.concatenate([first_lists, other]))
    shown = shown[shown >= 0]  # other items are in no list, whoever's lists are swapped
    first, second = _of_items(first_lists, shown), _of_items(other, shown)
    of_second = _exposure(second)
    total = _exposure(first) + of_second
    moved = (first - second).tocsr()
    random = np.random.default_rng(seed)
    observed = _differences(_exposure(first)[None], total, n_items)
    blocks = []
    for start in range(0, SWAPS, _PER_BLOCK):
        size = min(_PER_BLOCK, SWAPS - start)
        kept = random.integers(0, 2, (size, len(first_lists))).astype(np.float64)
        swapped = (kept @ moved).astype(np.int32) + of_second
        blocks.append(_differences(swapped, total, n_items))
    by_chance = np.concatenate(blocks)
    values = p_value(abs(observed[0]), abs(by_chance))
    return {"coverage": float(values[0]), "gini": float(values[1])}


def _of_items(lists: IntArray, items: IntArray) -> csr_matrix:
    """Return which of some items lists hold, CSR (n_users, len(items)) of ones."""
    places = np.searchsorted(items, lists)
    return membership(np.where(lists < 0, -1, places), len(items))


def _exposure(lists: csr_matrix) -> IntArray:
    """Return how many lists hold each item, (n,) int32: half the bytes to sort."""
    exposure: IntArray = np.asarray(lists.sum(axis=0)).ravel().astype(np.int32)
    return exposure


def _differences(exposure: IntArray, total: IntArray, n_items: int) -> FloatArray:
    """Return the difference in coverage and in Gini, (n, 2), from what the rest exposes.

    exposure : (n, n_shown) how many lists hold each of the items that any holds; total : (n_shown,)
    n_items : of the catalogue
    """
    rest = total - exposure
    coverage = _covered(exposure, n_items) - _covered(rest, n_items)
    gini = gini_of(exposure, n_items) - gini_of(rest, n_items)
    return np.column_stack([coverage, gini])


def _covered(exposure: IntArray, n_items: int) -> FloatArray:
    covered: FloatArray = np.count_nonzero(exposure, axis=1) / n_items
    return covered


def against(reference: IntArray, others: dict[str, IntArray], n_items: int) -> list[dict[str, Any]]:
    """Return a row for each baseline and metric, compared with the reference's lists."""
    tests = []
    for name, items in others.items():
        for metric, p in compare(items, reference, n_items).items():
            tests.append({"baseline": name, "metric": metric, "p_value": p})
    return tests


def differences(
    swapped: pa.Table, totals: pa.Table, reference: str | None, own: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Yield the comparisons with the reference of what is one number for all lists.

    swapped : the p-values of one view, as `score` writes them; a metric is a family
    totals : the numbers of all runs of that view
    own : names of our baselines, whose comparisons stay as they are when others come
    """
    tests = swapped.to_pylist()
    values = _means(totals)
    columns = {names.Column(test["metric"], test["k"]) for test in tests}
    for column in sorted(columns):
        family = [test for test in tests if (test["metric"], test["k"]) == column]
        present = [test for test in family if (test["baseline"], column) in values]
        for test, p_holm in _adjusted(present, own):
            baseline = test["baseline"]
            ours, theirs = values[baseline, column], values[reference, column]
            yield {
                **column._asdict(),
                "baseline": baseline,
                "other": reference,
                "value": ours,
                "other_value": theirs,
                "difference": ours - theirs,
                "p_value": test["p_value"],
                "p_holm": p_holm,
                "verdict": "different" if p_holm < ALPHA else "undecided",
                "note": ALL_LISTS,
            }


def _adjusted(
    family: list[dict[str, Any]], own: Collection[str]
) -> Iterator[tuple[dict[str, Any], float]]:
    """Yield the tests of a family with their adjusted p-values, those of our baselines first."""
    ours = [test for test in family if test["baseline"] in own]
    added = [test for test in family if test["baseline"] not in own]
    p_values = [test["p_value"] for test in ours]
    yield from zip(ours, holm(p_values), strict=True)
    p_added = [test["p_value"] for test in added]
    yield from zip(added, holm_of_added(p_values, p_added), strict=True)


def _means(totals: pa.Table) -> dict[tuple[str | None, names.Column], float]:
    """Return the means over folds and seeds by baseline and metric."""
    everybody = totals.filter(pc.field("attribute").is_null())
    by_metric = everybody.group_by(["baseline", "metric", "k"]).aggregate([("value", "mean")])
    means = {}
    for row in by_metric.to_pylist():
        means[row["baseline"], names.Column(row["metric"], row["k"])] = row["value_mean"]
    return means
