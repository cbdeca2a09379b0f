"""Whether two baselines differ in what is one number for all lists: a permutation test.

It swaps the lists of the two, user by user: those of all folds and seeds together, as one user's
lists are alike. What is tested is the mean over folds and seeds, which the tables print.
A bootstrap over users would exclude its own estimate: coverage and Gini of resampled users are not
those of all.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix

from benchmarks.contract import names
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.metrics.coverage import gini_of
from benchmarks.metrics.places import membership
from benchmarks.results.notes import ALL_LISTS
from benchmarks.stats.holm import draws_to_decide, holm, holm_of_added
from benchmarks.stats.levels import ALPHA, SWAPS
from benchmarks.stats.permutation import p_value

_PER_BLOCK = 100  # bounds memory: so many rows of exposures, (n_shown,) each

# A baseline's lists of each fold by each seed: (n_users, k) item codes, -1 beyond the end of a
# short list; the rows are the users of all folds, who have no item where a fold does not ask.
Runs = list[list[IntArray]]


class Circle(NamedTuple):
    """Lists of one fold that could be from either of two baselines, each (n_users, k) as in `Runs`.

    n_items : of the fold's catalogue
    """

    first: list[IntArray]
    other: list[IntArray]
    n_items: int


def circles(first: Runs, other: Runs, n_items: Sequence[int]) -> list[Circle]:
    """Return which lists of two baselines change places; the means over all are those of the runs.

    n_items : of the catalogue of each fold

    As many seeds make pairs, each of a seed and the other baseline's in its place. Otherwise the
    circles are as small as they can be alike: one seed is in one with all of the other baseline.
    """
    found = []
    for of_first, of_other, size in zip(first, other, n_items, strict=True):
        n = math.gcd(len(of_first), len(of_other))
        found += [Circle(of_first[at::n], of_other[at::n], size) for at in range(n)]
    return found


def compare(swapped: Sequence[Circle], draws: int = SWAPS, seed: int = 0) -> dict[str, float]:
    """Return the two-sided p-value of a difference in coverage and in Gini, by name of the metric.

    swapped : alike in size; what is tested is the mean of their differences

    A draw turns every circle by as many places for a user, any number for each user: a circle of
    two is swapped or not. Turns are a group, so that the test is exact where a user's lists are
    exchangeable.
    """
    exposures = [_Exposures.of(circle) for circle in swapped]
    n_users, n_turns = len(swapped[0].first[0]), len(exposures[0].lists)
    random = np.random.default_rng(seed)
    observed = _mean_differences(exposures, np.zeros((1, n_users), np.int64))
    blocks = []
    for start in range(0, draws, _PER_BLOCK):
        size = min(_PER_BLOCK, draws - start)
        turns = random.integers(0, n_turns, (size, n_users))
        blocks.append(_mean_differences(exposures, turns))
    by_chance = np.concatenate(blocks)
    values = p_value(abs(observed[0]), abs(by_chance))
    return {"coverage": float(values[0]), "gini": float(values[1])}


class _Exposures(NamedTuple):
    """What the lists of a circle hold, of the items that any of them holds.

    lists : (n_users, n_shown) of each place, those of the first baseline before the other's
    """

    lists: list[csr_matrix]
    n_first: int
    n_items: int

    @staticmethod
    def of(circle: Circle) -> "_Exposures":
        every = [*circle.first, *circle.other]
        shown = np.unique(np.concatenate(every))
        shown = shown[shown >= 0]  # other items are in no list, wherever lists are moved
        lists = [_of_items(items, shown) for items in every]
        return _Exposures(lists, len(circle.first), circle.n_items)

    def differences(self, is_turned: list[FloatArray]) -> FloatArray:
        """Return the differences in coverage and Gini after turns, (n, 2).

        is_turned : of each number of places, (n, n_users) 1 for users turned by so many, else 0
        """
        rest = np.asarray(sum(map(_exposure, self.lists)))
        indices = []
        for place in range(len(self.lists) - 1):
            moved_here = [*self.lists[place:], *self.lists[:place]]
            parts = [ones @ lists for ones, lists in zip(is_turned, moved_here, strict=True)]
            exposure = sum(parts).astype(np.int32)
            indices.append(_indices(exposure, self.n_items))
            rest = rest - exposure
        indices.append(_indices(rest, self.n_items))
        first, other = indices[: self.n_first], indices[self.n_first :]
        return np.asarray(np.mean(first, axis=0) - np.mean(other, axis=0))


def _mean_differences(exposures: list[_Exposures], turns: IntArray) -> FloatArray:
    """Return the differences of the means over circles, (n, 2), for turns, (n, n_users)."""
    n_turns = len(exposures[0].lists)
    is_turned = [(turns == by).astype(np.float64) for by in range(n_turns)]
    differences = [of_circle.differences(is_turned) for of_circle in exposures]
    return np.asarray(np.mean(differences, axis=0))


def _of_items(lists: IntArray, items: IntArray) -> csr_matrix:
    """Return which of some items lists hold, CSR (n_users, len(items)) of ones."""
    places = np.searchsorted(items, lists)
    return membership(np.where(lists < 0, -1, places), len(items))


def _exposure(lists: csr_matrix) -> IntArray:
    """Return how many lists hold each item, (n,) int32: half the bytes to sort."""
    exposure: IntArray = np.asarray(lists.sum(axis=0)).ravel().astype(np.int32)
    return exposure


def _indices(exposure: IntArray, n_items: int) -> FloatArray:
    """Return coverage and Gini, (n, 2).

    exposure : (n, n_shown) how many lists hold each of the items that any holds
    n_items : of the catalogue
    """
    coverage = np.count_nonzero(exposure, axis=1) / n_items
    return np.column_stack([coverage, gini_of(exposure, n_items)])


def against(
    reference: Runs, others: dict[str, Runs], n_items: Sequence[int], own: Collection[str]
) -> list[dict[str, Any]]:
    """Return a row for each baseline and metric, compared with the reference's lists.

    n_items : of the catalogue of each fold
    own : names of our baselines, which have as many draws as if there were no others
    """
    tests = []
    n_own = len(others.keys() & set(own))
    for name, runs in others.items():
        draws = draws_to_decide(n_own if name in own else len(others), SWAPS)
        for metric, p in compare(circles(runs, reference, n_items), draws).items():
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
