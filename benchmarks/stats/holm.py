"""Holm's adjustment of the p-values of a family of tests."""

from collections.abc import Sequence

import numpy as np

from benchmarks.contract.arrays import FloatArray


def holm(p_values: Sequence[float]) -> FloatArray:
    """Return the p-values adjusted for the number of tests in their family, in the same order.

    Source: Holm 1979, https://www.jstor.org/stable/4615733

    >>> holm([0.01, 0.04, 0.03]).round(3)
    array([0.03, 0.06, 0.06])
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    tests_left = np.arange(len(p), 0, -1)
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
