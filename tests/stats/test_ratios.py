"""Users' own numbers, of which an interval says whether they differ at all."""

import numpy as np

from benchmarks.stats.ratios import Ratios


def test_a_users_own_number_is_the_numerator_over_the_denominator() -> None:
    above = np.array([[3.0, 0.0], [6.0, 2.0], [1.5, 0.0], [5.0, 0.0], [9.0, 9.0]])
    below = np.array([2.0, 4.0, 1.0, 2.5, 0.0])  # the last has nothing to divide by
    ratios = Ratios(above, below)  # 1.5, 1.5, 1.5, 2.0 and 0, 0.5, 0, 0
    assert ratios.commonest.tolist() == [1.5, 0.0]
    assert ratios.unlike.tolist() == [1, 1]
    assert ratios.above_zero.tolist() == [4, 1]


def test_what_rounding_alone_tells_apart_is_one_number() -> None:
    almost = 1 - 2.0**-52
    ratios = Ratios(np.array([[1.0], [almost], [2.0]]), np.ones(3))
    assert ratios.unlike.tolist() == [1]


def test_the_last_decimal_that_scores_are_rounded_to_tells_no_numbers_apart() -> None:
    differences = np.array([[0.0], [1e-12], [-1e-12], [0.5]])
    assert Ratios(differences, np.ones(4)).unlike.tolist() == [1]
