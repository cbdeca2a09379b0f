"""Hide the pairs to rate among others of the same users, so that they do not tell the test part.

Decoys are drawn with popularity to some power. Were it too low, the pairs to rate would stand out
among them as the popular ones, too high, as the unpopular ones: it is chosen so that a user's most
popular listed items tell as little as the least popular ones. Items that nobody has hide among
others that nobody has: by popularity alone they would be the only ones of a benchmark of new items.
What is left is that one of ten is held out, which a model that ranks these pairs alone could use:
the rules of an export forbid lists made with them.

The draw is seeded by the pairs to rate themselves: with a seed that anybody can read here, and the
counts that an export tells, it could be repeated and undone.
"""

import hashlib

import numpy as np
import pyarrow as pa

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, distinct
from benchmarks.protocol.hits import pair_codes
from benchmarks.protocol.queries import Queries
from benchmarks.protocol.view import is_cold

DECOYS = 9  # for each pair to rate
SEED = 0x6465636F79
_HIGHEST = 4.0  # power
_HALVINGS = 7  # of the range of powers
_TOP = 10  # items at either end of a user's, by popularity
_SAMPLE = 300  # users whose decoys the power is chosen by


def hidden(asked: Queries) -> pa.Table:
    """Return the pairs to rate and their decoys in random order: columns user, item (codes).

    Decoys are distinct items that the user neither has nor is asked about; fewer where the
    catalogue has no more.
    """
    random = np.random.default_rng(_seed(asked))
    own = _own(asked)
    cold = is_cold(asked.seen)
    weights = _power(asked, own) * _log_popularity(asked)
    users, items = [asked.pair_users], [asked.pair_items]
    for user, pairs in own.items():
        decoys = _drawn(pairs, asked.seen[user].indices, weights, cold, random)
        users.append(np.full(len(decoys), user, dtype=np.int32))
        items.append(decoys)
    listed = pa.table({"user": np.concatenate(users), "item": np.concatenate(items)})
    return listed.take(random.permutation(listed.num_rows))


def _seed(asked: Queries) -> list[int]:
    """Return a seed that nobody can tell who does not have the pairs to rate."""
    codes = pair_codes(asked.pair_users, asked.pair_items, len(asked.item_keys))
    digest = hashlib.sha256(np.sort(codes).astype("<i8").tobytes()).digest()
    return [SEED, int.from_bytes(digest, "little")]


def _own(asked: Queries) -> dict[int, IntArray]:
    """Return the items that each user is asked about."""
    order = np.argsort(asked.pair_users, kind="stable")
    users, starts = np.unique(asked.pair_users[order], return_index=True)
    parts = np.split(asked.pair_items[order], starts[1:])
    return dict(zip(users.tolist(), parts, strict=True)) if len(users) else {}


def _log_popularity(asked: Queries) -> FloatArray:
    counts: FloatArray = np.asarray(asked.seen.sum(axis=0), dtype=np.float64).ravel()
    return np.asarray(np.log(counts + 0.5))


def _power(asked: Queries, own: dict[int, IntArray]) -> float:
    """Return the power by which neither end of a user's items tells more, from 0 to 4."""
    popularity, cold = _log_popularity(asked), is_cold(asked.seen)
    users = np.random.default_rng(SEED).permutation(list(own))[:_SAMPLE].tolist()
    low, high = 0.0, _HIGHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        random = np.random.default_rng(SEED)
        leaning = 0
        for user in users:
            seen = asked.seen[user].indices
            decoys = _drawn(own[user], seen, middle * popularity, cold, random)
            leaning += _leaning(popularity[own[user]], popularity[decoys], random)
        low, high = (low, middle) if leaning < 0 else (middle, high)
    return (low + high) / 2


def _leaning(pairs: FloatArray, decoys: FloatArray, random: np.random.Generator) -> int:
    """Return how many more pairs are among a user's most popular items than among the least.

    pairs, decoys : their popularity
    """
    both = np.concatenate([pairs, decoys])
    order = np.lexsort((random.random(len(both)), -both))
    top = min(len(pairs), _TOP)
    is_pair = order < len(pairs)
    return int(is_pair[:top].sum()) - int(is_pair[-top:].sum())


def _drawn(
    own: IntArray,
    seen: IntArray,
    weights: FloatArray,
    cold: BoolArray,
    random: np.random.Generator,
) -> IntArray:
    """Draw the decoys of one user without replacement, (n,): the largest of Gumbel variables.

    own : what the user is asked about; seen : what the user has; weights : logarithms, (n_items,)
    cold : items that nobody has, (n_items,); each kind of pair has decoys of its own kind
    """
    free = np.ones(len(weights), dtype=bool)
    free[own] = False
    free[seen] = False
    perturbed = weights + random.gumbel(size=len(weights))
    pairs = distinct(own)
    drawn = []
    for kind in (cold, ~cold):
        places = np.flatnonzero(free & kind)
        wanted = DECOYS * int(np.count_nonzero(kind[pairs]))
        drawn.append(places[np.argsort(-perturbed[places])[:wanted]])
    return np.concatenate(drawn).astype(np.int32)
