"""Triples of a user, a positive, and an item that is none: what BPR learns from."""

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import IntArray
from benchmarks.protocol.hits import pair_codes


def epoch(positives: csr_matrix, random: np.random.Generator) -> IntArray:
    """Return all positives in random order, each with a negative of the same user, (3, n).

    positives : CSR (n_users, n_items)

    Negatives are drawn uniformly from the items that are no positives of the user. A user of whom
    every item is a positive is left out.
    """
    n_users, n_items = positives.shape
    n_positives = np.diff(positives.indptr)
    users = np.repeat(np.arange(n_users), n_positives)
    order = random.permutation(np.flatnonzero((n_positives < n_items)[users]))
    users, items = users[order], positives.indices[order]
    return np.stack([users, items, _negatives(positives, users, random)])


def _negatives(positives: csr_matrix, users: IntArray, random: np.random.Generator) -> IntArray:
    """Draw an item for each user, again and again where it is a positive, (len(users),)."""
    n_users, n_items = positives.shape
    owners = np.repeat(np.arange(n_users), np.diff(positives.indptr))
    taken = np.sort(pair_codes(owners, positives.indices, n_items))
    drawn = random.integers(0, n_items, len(users))
    places = np.arange(len(users))
    while len(places):
        codes = pair_codes(users[places], drawn[places], n_items)
        nearest = np.minimum(np.searchsorted(taken, codes), len(taken) - 1)
        places = places[taken[nearest] == codes]
        drawn[places] = random.integers(0, n_items, len(places))
    return drawn
