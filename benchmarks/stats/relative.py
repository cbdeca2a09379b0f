"""Relative differences, a / b - 1 of two numbers: their intervals, and what the other side sees.

The interval holds all r for which a is no further off (1 + r) b than the test of a - b allows, in
standard errors. So it excludes 0 where the interval of the difference does, and nowhere else, and
that of b / a - 1 is the same one turned. Dividing the interval of the difference by b would take b
as known: docs/simulated.md has how often either holds the truth.
Source: Fieller 1954, https://doi.org/10.1111/j.2517-6161.1954.tb00159.x (ratios)
"""

import numpy as np

from benchmarks.contract.arrays import FloatArray


def bounds(
    numbers: FloatArray, errors: FloatArray, of_differences: FloatArray, reaches: FloatArray
) -> FloatArray:
    """Return the bounds of the relative differences of pairs, (2, n_pairs), each above -1.

    numbers : (2, n_pairs), a and b; errors : their standard errors
    of_differences : (n_pairs,) standard errors of a - b, which know what the two share
    reaches : (n_pairs,) how many of these the interval of a difference reaches; NaN without one

    NaN where either number is within that reach of 0: then no ratio is too large, or too small.
    """
    a, b = numbers
    of_a, of_b = errors
    difference = a - b
    shared = (of_a**2 - of_b**2 - of_differences**2) / 2  # covariance of a - b and b
    square = b**2 - (reaches * of_b) ** 2
    middle = difference * b - reaches**2 * shared
    rest = difference**2 - (reaches * of_differences) ** 2
    root = np.sqrt(np.maximum(middle**2 - square * rest, 0.0))
    outer = middle + np.copysign(root, middle)  # nothing cancels in it
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.sort([outer / square, rest / outer], axis=0)
        are_told_from_zero = (numbers > reaches * errors).all(axis=0)
    return np.where(are_told_from_zero, ends, np.nan)


def turned(relative: float | None) -> float | None:
    """Return what a relative difference, or an end of its interval, is to the other side.

    None for none, and where the other side would divide by 0.

    >>> turned(1.0), turned(-0.2), turned(-1.0), turned(None)
    (-0.5, 0.25, None, None)
    """
    return None if relative is None or relative == -1 else 1 / (1 + relative) - 1
