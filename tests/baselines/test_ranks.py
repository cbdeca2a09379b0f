"""Ranks of scores, against scipy's."""

import numpy as np
import pytest
from scipy.stats import rankdata

from baselines.shared.ranks import mean_ranks
from benchmarks.contract.arrays import FloatArray


def worked() -> FloatArray:
    return np.array([[0.5, 2.0, 0.5, -np.inf, 0.5], [0.0, -0.0, 0.0, 1.0, -1.0]])


def test_the_highest_is_first_and_equals_share_their_mean_rank() -> None:
    expected = [[3, 1, 3, 5, 3], [3, 3, 3, 1, 5]]
    np.testing.assert_array_equal(mean_ranks(worked()), expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("levels", [3, 50, 1_000_000])
def test_ranks_are_the_numbers_of_scipy(levels: int, dtype: type) -> None:
    random = np.random.default_rng(levels)
    scores = (random.integers(0, levels, (30, 700)) / levels).astype(dtype)
    scores[:, 600:] = -np.inf
    np.testing.assert_array_equal(mean_ranks(scores), rankdata(-scores, axis=1))


@pytest.mark.parametrize("shape", [(0, 4), (3, 1), (2, 0)])
def test_few_scores_have_ranks_too(shape: tuple[int, int]) -> None:
    np.testing.assert_array_equal(mean_ranks(np.zeros(shape)), np.full(shape, (shape[1] + 1) / 2))
