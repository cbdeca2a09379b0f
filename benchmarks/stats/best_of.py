"""What a search of n trials is expected to reach, from the values of more trials.

Dodge, Gururangan, Card, Schwartz and Smith 2019, "Show your work"; draws are without replacement,
as in Tang, Lee, Xin, Liu, Yu and Lin 2020, so that no value counts twice.
"""

from math import comb

import numpy as np

from benchmarks.contract.arrays import FloatArray


def expected_best(first: float, others: FloatArray, most: int) -> FloatArray:
    """Return the expected maximum of the first trial and n - 1 of the others, n from 1, (most,).

    first : the value that every search begins with, such as that of the defaults
    others : (n_others,) values of trials that know nothing of each other
    most : the largest n, at most n_others + 1

    Of n_others values in ascending order the i-th is the largest of m drawn ones in
    C(i - 1, m - 1) of C(n_others, m) cases.

    >>> expected_best(0.0, np.array([1.0, 3.0]), 3)
    array([0., 2., 3.])
    """
    if not 1 <= most <= len(others) + 1:
        raise ValueError(f"{most} trials of {len(others) + 1}")
    ascending = np.sort(np.maximum(others, first))
    expected = [first]
    for drawn in range(1, most):
        cases = [comb(place, drawn - 1) for place in range(len(ascending))]
        shares = np.array(cases) / comb(len(ascending), drawn)
        expected.append(float(shares @ ascending))
    return np.array(expected)
