"""What sorting tells of codes, against numpy's own functions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from benchmarks.contract.arrays import among, distinct, marked, n_distinct, order, runs

many = settings(max_examples=100, deadline=None, derandomize=True)
few_codes = hnp.arrays(np.int32, st.integers(0, 40), elements=st.integers(0, 6))
numbers = hnp.arrays(np.int64, st.integers(0, 40), elements=st.integers(-(2**62), 2**62))


@many
@given(st.one_of(few_codes, numbers))
def test_distinct_values_are_those_of_unique(values):
    assert np.array_equal(distinct(values), np.unique(values))


@many
@given(few_codes, few_codes)
def test_marked_codes_are_those_that_occur(codes, others):
    assert np.array_equal(marked(codes, 7), np.isin(np.arange(7), codes))
    assert np.array_equal(marked(codes, 7)[others], np.isin(others, codes))


@many
@given(few_codes, st.integers(0, 2**32 - 1))
def test_rows_are_among_the_chosen_if_their_code_is_that_of_a_chosen_one(codes, seed):
    chosen = np.random.default_rng(seed).random(len(codes)) < 0.2
    assert np.array_equal(among(codes, chosen), np.isin(codes, codes[chosen]))
    assert n_distinct(codes) == len(np.unique(codes))


@many
@given(st.integers(0, 40), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_order_is_that_of_a_sort_by_all_keys_at_once(n_rows, n_values, seed):
    random = np.random.default_rng(seed)
    first, second, third = random.integers(0, n_values, (3, n_rows))
    second = np.where(second == 0, np.nan, second)  # as where a column holds nothing
    assert np.array_equal(order(first, second, third), np.lexsort((third, second, first)))


@many
@given(few_codes)
def test_runs_are_the_groups_of_equal_values(codes):
    _, starts, sizes = np.unique(np.sort(codes), return_index=True, return_counts=True)
    begun, lengths = runs(np.sort(codes))
    assert np.array_equal(begun, starts)
    assert np.array_equal(lengths, sizes)
