"""What a search of n trials is expected to reach: as counted over all subsets."""

from itertools import combinations

import numpy as np
import pytest

from benchmarks.stats.best_of import expected_best

OTHERS = np.random.default_rng(0).normal(size=7)


def counted(first, others, n):
    """Return the mean of the best of the first value and each choice of n - 1 others."""
    return np.mean([max((first, *drawn)) for drawn in combinations(others, n - 1)])


@pytest.mark.parametrize("first", [-5.0, 0.1, 5.0])
def test_the_expected_best_is_the_mean_over_all_choices(first):
    expected = expected_best(first, OTHERS, 8)
    np.testing.assert_allclose(expected, [counted(first, OTHERS, n) for n in range(1, 9)])
    assert expected[0] == first
    assert expected[-1] == max(first, OTHERS.max())


def test_equal_values_count_each():
    others = np.array([1.0, 1.0, 2.0, 2.0])
    np.testing.assert_allclose(
        expected_best(0.0, others, 5), [counted(0.0, others, n) for n in range(1, 6)]
    )


@pytest.mark.parametrize("most", [0, 9])
def test_more_trials_than_there_are_cannot_be_drawn(most):
    with pytest.raises(ValueError, match=f"{most} trials of 8"):
        expected_best(0.0, OTHERS, most)
