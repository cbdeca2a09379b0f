"""Pairs of user and item, and which places of lists hold one, against sets of pairs."""

import ast
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import benchmarks
from benchmarks.protocol.hits import Pairs

N_ITEMS = 4
PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, N_ITEMS - 1)), max_size=12)
LISTS = st.lists(
    st.lists(st.integers(-1, N_ITEMS - 1), min_size=3, max_size=3), min_size=6, max_size=6
)


def pairs_of(named):
    users, items = np.array(named, dtype=np.int32).reshape(-1, 2).T
    return Pairs.of(users, items, N_ITEMS)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(PAIRS, LISTS)
def test_a_place_is_a_hit_where_user_and_item_are_among_the_pairs(named, lists):
    users = np.arange(6, dtype=np.int32)
    hits = pairs_of(named).hits(users, np.array(lists, dtype=np.int32))
    expected = [[(user, item) in named for item in lists[user]] for user in range(6)]
    assert hits.tolist() == expected


@settings(max_examples=100, deadline=None, derandomize=True)
@given(PAIRS, LISTS)
def test_what_is_known_of_a_pair_stands_at_its_hit_and_0_elsewhere(named, lists):
    pairs = pairs_of(named)
    paid = {pair: 1.0 + number for number, pair in enumerate(zip(pairs.users, pairs.items))}
    located = pairs.find(np.arange(6, dtype=np.int32), np.array(lists, dtype=np.int32))
    looked_up = located.look_up(np.array(list(paid.values())))
    expected = [[paid.get((user, item), 0.0) for item in lists[user]] for user in range(6)]
    assert looked_up.tolist() == expected


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.sampled_from([1, 7, 64, 1000]), st.sampled_from([0, 3, 500]))
def test_what_passes_the_sieve_by_chance_is_no_hit(seed, n_items, n_pairs):
    random = np.random.default_rng(seed)
    users = np.sort(random.choice(400, 30, replace=False))
    pairs = Pairs.of(random.choice(400, n_pairs), random.integers(0, n_items, n_pairs), n_items)
    lists = random.integers(-1, n_items, (30, 20))
    named = set(zip(pairs.users.tolist(), pairs.items.tolist()))
    located = pairs.find(users, lists)
    expected = [
        [(int(user), int(item)) in named for item in row] for user, row in zip(users, lists)
    ]
    assert located.hits.tolist() == expected
    np.testing.assert_array_equal(pairs.items[located.at], lists[located.hits])
    np.testing.assert_array_equal(pairs.users[located.at], users[np.nonzero(located.hits)[0]])


def test_the_pairs_of_neighbours_stand_together():
    pairs = pairs_of([(0, 3), (1, 0), (1, 2), (3, 0), (5, 3)])
    assert pairs.part(pairs.span(np.array([1, 2, 3]))).users.tolist() == [1, 1, 3]
    assert pairs.span(np.array([4])) == slice(4, 4)
    assert pairs.span(np.array([], dtype=int)) == slice(0, 0)


def test_pairs_are_distinct_and_in_order_and_the_place_of_each_is_found():
    pairs = pairs_of([(2, 1), (0, 3), (2, 1), (0, 0)])
    assert list(zip(pairs.users.tolist(), pairs.items.tolist())) == [(0, 0), (0, 3), (2, 1)]
    assert pairs.places(np.array([2, 0]), np.array([1, 0])).tolist() == [2, 0]
    kept = pairs.where(np.array([True, False, True]))
    assert (len(kept), kept.items.tolist()) == (2, [0, 1])


def test_an_empty_place_is_no_hit_also_where_the_code_before_is_a_pair():
    pairs = pairs_of([(0, N_ITEMS - 1)])  # one less than the code of (1, 0)
    assert pairs.hits(np.array([1]), np.array([[-1]])).tolist() == [[False]]


def test_only_the_module_of_hits_makes_codes_of_pairs():
    """A code is `user.astype(np.int64) * n + item`; audits count rows, and baskets are no items."""
    package = Path(benchmarks.__file__).parent
    allowed = {
        "datasets/baskets.py",
        "protocol/hits.py",
        "splits/audit.py",
        "splits/catalogue.py",
    }
    makers = {
        str(path.relative_to(package))
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
        if ast.unparse(node.left).endswith(".astype(np.int64)")
    }
    assert makers == allowed
