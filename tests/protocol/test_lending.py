"""What a fit is given is the training set, but nothing that it does to that is seen by another."""

from dataclasses import fields

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from benchmarks.protocol.lending import lent
from benchmarks.protocol.training import Training
from tests.worlds import synthetic


def arrays(of: object) -> list[np.ndarray]:
    """Return all arrays within a value."""
    if isinstance(of, np.ndarray):
        return [of]
    if isinstance(of, csr_matrix):
        return [of.data, of.indices, of.indptr]
    parts = vars(of).values() if hasattr(of, "__dataclass_fields__") else ()
    return [array for part in parts for array in arrays(part)]


@pytest.fixture
def train() -> Training:
    return synthetic.train()


def test_no_array_that_is_lent_can_be_written(train: Training) -> None:
    given = lent(train)
    every = arrays(given)
    assert len(every) == len(arrays(train)) == 23
    for array in every:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
        with pytest.raises(ValueError, match="cannot set WRITEABLE"):
            array.flags.writeable = True


def test_what_is_lent_holds_the_same(train: Training) -> None:
    for mine, theirs in zip(arrays(train), arrays(lent(train)), strict=True):
        assert np.shares_memory(mine, theirs)
        np.testing.assert_array_equal(mine, theirs)
    assert {each.name for each in fields(train)} == {each.name for each in fields(lent(train))}


def test_a_matrix_that_gets_other_data_is_that_of_one_fit(train: Training) -> None:
    before = train.positives.copy()
    given = lent(train)
    given.positives.data = np.zeros_like(before.data)
    given.positives.indptr = np.zeros_like(before.indptr)
    for matrix in (train.positives, lent(train).positives):
        assert (matrix != before).nnz == 0
        assert matrix.has_canonical_format
