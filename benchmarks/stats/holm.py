"""Holm's adjustment of the p-values of a family of tests."""

from collections.abc import Sequence

import numpy as np

from benchmarks.contract.arrays import FloatArray
from benchmarks.stats.levels import ALPHA


def holm(p_values: Sequence[float] | FloatArray, size: int = 0) -> FloatArray:
    """Return the p-values adjusted for the number of tests in their family, in the same order.

    size : of the family, where that has more tests than these; the others count as not significant

    Source: Holm 1979, https://www.jstor.org/stable/4615733

    >>> holm([0.01, 0.04, 0.03]).round(3)
    array([0.03, 0.06, 0.06])
    >>> holm([0.01, 0.04], size=3).round(3)
    array([0.03, 0.08])
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    tests_left = np.arange(max(size, len(p)), 0, -1)[: len(p)]
    raised = np.maximum.accumulate(p[order] * tests_left)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(raised, 1.0)
    return adjusted


def holm_of_added(p_values: Sequence[float], added: Sequence[float]) -> FloatArray:
    """Return the p-values of tests that come to a family, adjusted for all of it.

    p_values : of the tests that were there, whose own adjustment stays what it was without these

    >>> holm_of_added([0.01, 0.04], [0.03]).round(3)
    array([0.06])
    """
    return holm([*p_values, *added])[len(p_values) :]


def draws_to_decide(n_tests: int, at_least: int) -> int:
    """Return how many draws let any test of a family be significant, at least so many.

    at_least : resamples, flips, swaps or permutations, as many as small families have

    The smallest p-value of n draws, 1 / (n + 1), must lie below the level over the number of tests.

    >>> draws_to_decide(406, 10_000), draws_to_decide(1_000, 10_000)
    (10000, 30000)
    """
    draws = at_least * (1 + int(n_tests / ALPHA / at_least))
    if not 1 / (draws + 1) < ALPHA / max(n_tests, 1):
        raise AssertionError(f"{draws} draws cannot decide a family of {n_tests}")
    return draws
