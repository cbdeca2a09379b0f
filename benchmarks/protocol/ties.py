"""Break ties by a seeded hash of (user, item): no order of ids, rows or files can matter."""

import hashlib

import numpy as np

from benchmarks.contract.arrays import KeyArray


def key(identifier: str) -> int:
    """Return the 64-bit key of a user's or an item's original identifier."""
    return int.from_bytes(hashlib.blake2b(identifier.encode(), digest_size=8).digest(), "little")


def pair_hash(user_keys: KeyArray, item_keys: KeyArray, seed: int = 0) -> KeyArray:
    """Return a 64-bit hash for each (user, item) pair.

    The arrays have at least one dimension and broadcast: shapes (n, 1) and (m,) give (n, m). Both
    sides are mixed by the finalizer of SplitMix64 (Steele, Lea and Flood 2014), so that near keys
    give unrelated hashes.
    """
    salt = _mix(np.array([seed], dtype=np.uint64))
    return _mix(_mix(user_keys ^ salt) + item_keys)


def _mix(values: KeyArray) -> KeyArray:
    """SplitMix64: add the golden gamma, then finalize; arithmetic wraps at 64 bits by intent."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
