"""How a training set is put together: matrices of pairs, words as features, the rows of a fold."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix

from benchmarks.contract import tables
from benchmarks.protocol.training import Source, binary, features_of
from tests.worlds import synthetic

many = settings(max_examples=100, deadline=None, derandomize=True)
pairs_of_codes = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=40)


@many
@given(pairs_of_codes, st.booleans())
def test_a_matrix_of_pairs_has_a_one_at_each_whatever_their_order(pairs, in_order):
    chosen = sorted(pairs) if in_order else pairs
    rows, columns = np.array(chosen, dtype=np.int32).reshape(-1, 2).T
    expected = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(6, 8)).tocsr()
    matrix = binary(rows, columns, (6, 8))
    assert np.array_equal(matrix.toarray(), expected.toarray() > 0)
    assert (matrix.dtype, matrix.indices.dtype, matrix.indptr.dtype) == (
        np.float32,
        np.int32,
        np.int32,
    )
    assert all(
        matrix.indices[start:end].tolist() == sorted(set(matrix.indices[start:end].tolist()))
        for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
    )


def test_words_are_columns_in_the_order_of_the_alphabet():
    lists = pa.chunked_array([[["b", "a", "b"], []], [["c"]]], pa.list_(pa.string()))
    features = features_of(lists)
    assert features.names == ("a", "b", "c")
    assert features.matrix.toarray().tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert features_of(pa.chunked_array([[[], []]], pa.list_(pa.string()))) is None


@pytest.mark.parametrize("schema", [tables.SPLIT, tables.SPLIT_CODED])
@pytest.mark.parametrize("parts", [None, ("train",), ("train", "validation"), ("test",)])
def test_the_rows_of_a_fold_are_those_of_its_name_and_of_the_parts_that_are_wanted(schema, parts):
    folds, names = ["a", "a", "b", "a"], ["train", "validation", "train", "train"]
    nothing = {name: [None] * 4 for name in ("rating", "quantity", "value", "time")}
    codes = {"user": range(4), "item": range(4)}
    rows = pa.table({"fold": folds, "part": names, **codes, **nothing, "relevant": [True] * 4})
    source = Source(
        rows.cast(schema), synthetic.users(), synthetic.items(), synthetic.promotions(), None
    )
    wanted = [
        row for row in range(4) if folds[row] == "a" and (parts is None or names[row] in parts)
    ]
    assert source.fold("a", parts)["user"].to_pylist() == wanted


def test_a_rating_scale_is_its_lowest_and_its_highest_rating():
    assert synthetic.train().rating_scale == (1.0, 5.0)
