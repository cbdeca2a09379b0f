"""Rows of shares and of length 1, against scikit-learn to the last bit."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array, vstack
from sklearn.preprocessing import normalize

from benchmarks.protocol import history


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("norm", "ours"), [("l1", "_shares"), ("l2", "_of_length_1")])
def test_rows_are_normalised_as_by_scikit_learn(norm, ours, seed):
    weights = random_array((60, 40), density=0.3, format="csr", rng=np.random.default_rng(seed))
    weights.data *= np.random.default_rng(seed).integers(1, 9, weights.nnz)
    weights = vstack([csr_matrix((3, 40)), weights], format="csr")  # the first rows are empty
    expected = normalize(weights, norm=norm)
    rows = getattr(history, ours)(weights)
    assert rows.toarray().tobytes() == expected.toarray().tobytes()
