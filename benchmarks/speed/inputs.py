"""What all tools are given to rank and to judge: made of a seed, as plain arrays in a folder.

Other people's programs (tools/peers/speed.py) read the same files, and import nothing of ours.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import IntArray

FACTORS = 64
SEEN, RELEVANT = 100, 10  # of a user: items to be masked, items to be found
LENGTH = 100  # of lists
_SEED = 0
_HIT_SHARE = 0.5  # of what is relevant to a user, in the list


def to_rank(folder: Path, n_users: int, n_items: int) -> None:
    """Write factors of users and items, and what users have seen.

    users, items : (n, FACTORS) float32, normal; seen : (n_users, SEEN) distinct codes, ascending
    """
    random = np.random.default_rng(_SEED)
    for name, n in (("users", n_users), ("items", n_items)):
        factors = random.standard_normal((n, FACTORS), dtype=np.float32)
        np.save(folder / f"{name}.npy", factors)
    np.save(folder / "seen.npy", _distinct(random, n_users, SEEN, n_items))


def to_judge(folder: Path, n_users: int, n_items: int) -> None:
    """Write lists of the first half of the catalogue, and which items are relevant to whom.

    lists : (n_users, LENGTH) distinct codes; relevant : (n_users, RELEVANT) distinct codes, some of
    the list and the others of the second half, ascending
    """
    random = np.random.default_rng(_SEED)
    half = n_items // 2
    lists = random.permuted(_distinct(random, n_users, LENGTH, half), axis=1)
    missed = half + _distinct(random, n_users, RELEVANT, half)
    n_hits = random.binomial(RELEVANT, _HIT_SHARE, (n_users, 1))
    is_hit = np.arange(RELEVANT) < n_hits
    relevant = np.where(is_hit, lists[:, :RELEVANT], missed)
    np.save(folder / "lists.npy", random.permuted(lists, axis=1))
    np.save(folder / "relevant.npy", np.sort(relevant, axis=1))


def _distinct(random: np.random.Generator, n_users: int, n: int, n_items: int) -> NDArray[np.int32]:
    """Draw n distinct items for each user, (n_users, n), ascending.

    One from each of n equal ranges of the catalogue.
    """
    width = n_items // n
    offsets: IntArray = random.integers(0, width, (n_users, n))
    return (np.arange(n) * width + offsets).astype(np.int32)


def save(path: Path, positives: csr_matrix) -> None:
    """Write where a CSR of ones has them: `indptr`, `indices`, `shape`."""
    np.savez(
        path, indptr=positives.indptr, indices=positives.indices, shape=np.array(positives.shape)
    )
