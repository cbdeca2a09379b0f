"""What several test modules share: keys, tables of interactions, SplitMix64 in plain integers."""

import numpy as np
import pyarrow as pa

from benchmarks.contract import tables

_WORD = 2**64


def random_keys(n, seed):
    """Return `n` 64-bit keys without any order."""
    return np.random.default_rng(seed).integers(0, _WORD, n, dtype=np.uint64)


def interactions(rows):
    """Make a table of interactions from (user, item, time) triples."""
    users, items, times = zip(*rows) if rows else ((), (), ())
    columns = {"user": users, "item": items, "rating": [3.0] * len(rows), "time": times}
    columns |= {"quantity": [None] * len(rows), "value": [None] * len(rows)}
    types = tables.INTERACTIONS
    return pa.table(
        {name: pa.array(list(columns[name]), types.field(name).type) for name in types.names}
    )


def in_baskets(rows):
    """Make the same table with the number of each row's basket: a user's rows of one time are one.

    The number is the place of that time among those of the user.
    """
    times_of = {}
    for user, _, time in rows:
        times_of.setdefault(user, set()).add(time)
    places = [sorted(times_of[user]).index(time) for user, _, time in rows]
    return interactions(rows).append_column("basket", pa.array(places, pa.int32()))


def split_mix(state):
    """Return the first output of SplitMix64 started at `state`, in Python's own integers."""
    z = (state + 0x9E3779B97F4A7C15) % _WORD
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % _WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % _WORD
    return z ^ (z >> 31)


def pair_hash_in_plain_integers(user_key, item_key, seed=0):
    """Return the tie-breaking hash of one (user, item) pair as an independent oracle."""
    user = split_mix(int(user_key) ^ split_mix(seed))
    return split_mix((user + int(item_key)) % _WORD)
