"""The tie-breaking hash: exact values, no visible order, no memory of where else it was used."""

import numpy as np
import pytest
from scipy.stats import chisquare, spearmanr

from benchmarks.protocol import ranking
from benchmarks.protocol.ties import key, pair_hash
from benchmarks.protocol.training import binary
from benchmarks.splits.kind import assign
from benchmarks.splits.parts import PARTS
from tests.worlds.helpers import interactions, pair_hash_in_plain_integers, random_keys, split_mix
from tests.worlds.rules import split_rule

# a fair hash falls below this p-value once in ten thousand choices of the keys, which are fixed
TINY = 1e-4


def table_of_hashes(n_users, n_items, seed=0):
    """Hash users and items with neighbouring keys, the hardest case for a mixer."""
    users, items = np.arange(n_users, dtype=np.uint64), np.arange(n_items, dtype=np.uint64)
    return pair_hash(users[:, None], items, seed)


def test_the_plain_split_mix_of_these_tests_gives_the_published_first_outputs():
    assert split_mix(0) == 0xE220A8397B1DCDAF
    assert split_mix(1234567) == 6457827717110365317


@pytest.mark.parametrize(
    ("user_key", "item_key", "seed", "expected"),
    [
        (0, 0, 0, 0x238275BC38FCBE91),
        (1, 2, 0, 0xFD7A8B00EFEFA600),
        (2, 1, 0, 0xD01F0FA532C0E4A0),
        (1, 2, 7, 0x5609A734725E1B05),
        (2**64 - 1, 2**64 - 1, 2**63, 0x7F7C79C0C153FB2B),
    ],
)
def test_the_hash_of_a_pair_never_changes(user_key, item_key, seed, expected):
    assert pair_hash_in_plain_integers(user_key, item_key, seed) == expected
    user, item = np.array([user_key], dtype=np.uint64), np.array([item_key], dtype=np.uint64)
    assert pair_hash(user, item, seed).tolist() == [expected]


def test_hashes_of_many_pairs_equal_split_mix_in_plain_integers():
    users, items = random_keys(30, 1), random_keys(40, 2)
    expected = [[pair_hash_in_plain_integers(user, item, 5) for item in items] for user in users]
    hashes = pair_hash(users[:, None], items, 5)
    assert hashes.dtype == np.uint64
    assert hashes.tolist() == expected


def test_keys_broadcast_and_pairs_hash_alike_however_they_are_laid_out():
    users, items = random_keys(6, 1), random_keys(6, 2)
    table = pair_hash(users[:, None], items)
    assert table.shape == (6, 6)
    assert pair_hash(users, items).tolist() == np.diag(table).tolist()


def test_the_keys_of_identifiers_never_change():
    # b2sum --length=64, its bytes read as a little-endian number
    assert key("196") == 0xE9E40701D4C7B6E2
    assert key("") == 0xB4B2797457A0A6E4
    assert key("Amélie") == 0x77F1EF9BFF7ADC32


def test_identifiers_that_only_look_alike_have_different_keys():
    assert len({key(identifier) for identifier in ("1", "01", " 1", "1.0", "１")}) == 5


@pytest.mark.parametrize("shift", [0, 16, 29, 40, 56])
def test_hashes_are_spread_evenly_at_high_and_low_bits(shift):
    cells = (table_of_hashes(200, 500).ravel() >> np.uint64(shift)) & np.uint64(255)
    assert chisquare(np.bincount(cells.astype(int), minlength=256)).pvalue > TINY


def test_no_two_of_a_hundred_thousand_neighbouring_pairs_share_a_hash():
    assert len(np.unique(table_of_hashes(200, 500))) == 100_000


def test_exchanging_user_and_item_gives_another_hash():
    hashes = table_of_hashes(60, 60)
    assert (hashes == hashes.T).sum() == 60  # the diagonal alone


def test_pairs_with_the_same_sum_or_difference_of_keys_have_different_hashes():
    hashes = table_of_hashes(100, 100)
    for diagonal in (np.diag(hashes), np.diag(hashes[:, ::-1])):
        assert len(set(diagonal.tolist())) == 100


def test_another_seed_gives_an_unrelated_order():
    first, second = (np.argsort(np.argsort(table_of_hashes(1, 5000, seed)[0])) for seed in (0, 1))
    assert spearmanr(first, second).pvalue > TINY


def test_neighbouring_users_and_neighbouring_items_have_unrelated_hashes():
    hashes = table_of_hashes(70, 70).astype(float)
    assert spearmanr(hashes[:-1].ravel(), hashes[1:].ravel()).pvalue > TINY
    assert spearmanr(hashes[:, :-1].ravel(), hashes[:, 1:].ravel()).pvalue > TINY
    assert spearmanr(hashes.ravel(), np.tile(np.arange(70), 70)).pvalue > TINY


def rank_without_knowing(n_users, n_items, n, masked=None, user_keys=None, item_keys=None):
    """Rank constant scores over equally popular items, so that the hash alone decides."""
    user_keys = random_keys(n_users, 8) if user_keys is None else user_keys
    item_keys = random_keys(n_items, 9) if item_keys is None else item_keys
    rules = ranking.Rules(masked, np.ones(n_items), user_keys, item_keys)
    return ranking.rank(
        lambda users: np.zeros((len(users), n_items)), np.arange(n_users), rules, n, "nobody"
    ).items


def test_where_everything_ties_each_item_comes_first_about_equally_often():
    first = rank_without_knowing(4000, 20, 1)[:, 0]
    assert chisquare(np.bincount(first, minlength=20)).pvalue > TINY


def test_where_everything_ties_each_item_takes_each_place_about_equally_often():
    places = rank_without_knowing(4000, 10, 10)
    for item in range(10):
        assert chisquare(np.bincount(np.nonzero(places == item)[1], minlength=10)).pvalue > TINY


def test_a_hash_that_puts_rows_into_the_test_does_not_also_rank_them():
    """Each user has 20 rows at one moment, 4 in the test; 4 of 24 unseen items are shown, tied."""
    n_users, n_items = 500, 40
    random = np.random.default_rng(3)
    table = interactions(
        [(user, item, 0) for user in range(n_users) for item in random.permutation(n_items)[:20]]
    )
    user_keys, item_keys = random_keys(n_users, 4), random_keys(n_items, 5)
    rule = split_rule(kind="user_temporal", test=0.2, validation=0.1)
    held_out = assign(table, rule, user_keys, item_keys)["all"] == PARTS.index("test")
    users, items = table["user"].to_numpy(), table["item"].to_numpy()
    seen, relevant = (
        binary(users[rows], items[rows], (n_users, n_items)) for rows in (~held_out, held_out)
    )
    lists = rank_without_knowing(n_users, n_items, 4, seen, user_keys, item_keys)
    hits = relevant.toarray()[np.arange(n_users)[:, None], lists].sum(axis=1)
    # a fair draw hits a hypergeometric number: mean 4 * 4 / 24, variance 4 * (4/24) * (20/24) *
    # (20/23)
    standard_error = np.sqrt(4 * (4 / 24) * (20 / 24) * (20 / 23) / n_users)
    assert hits.mean() == pytest.approx(4 * 4 / 24, abs=4 * standard_error)
