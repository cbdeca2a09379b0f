"""Which places of lists hold a relevant item; for score, search, replication and online alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, distinct


@dataclass(frozen=True)
class Pairs:
    """Distinct pairs of user and item, such as those that are relevant in a test part.

    codes : (n_pairs,) user * n_items + item, ascending
    n_items : more than the code of any item
    """

    codes: NDArray[np.int64]
    n_items: int

    @staticmethod
    def of(users: IntArray, items: IntArray, n_items: int) -> "Pairs":
        """Make pairs of (n,) users and (n,) items; a pair may be named more than once."""
        return Pairs(distinct(pair_codes(users, items, n_items)), n_items)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def users(self) -> IntArray:
        """Codes of the users, (n_pairs,), ascending."""
        return self.codes // self.n_items

    @property
    def items(self) -> IntArray:
        """Codes of the items, (n_pairs,)."""
        return self.codes % self.n_items

    def where(self, kept: BoolArray) -> "Pairs":
        """Return some of the pairs; kept : (n_pairs,)."""
        return Pairs(self.codes[kept], self.n_items)

    def places(self, users: IntArray, items: IntArray) -> IntArray:
        """Return where pairs that are among these stand, (n,)."""
        return np.searchsorted(self.codes, pair_codes(users, items, self.n_items))

    def find(self, users: IntArray, lists: IntArray) -> "Located":
        """Look lists up.

        users : (n_users,) codes; lists : (n_users, length) item codes, -1 beyond the end of one
        """
        if not len(self):
            nowhere = np.zeros(lists.shape, dtype=np.int64)
            return Located(np.zeros(lists.shape, dtype=bool), nowhere)
        codes = pair_codes(users[:, None], lists, self.n_items)
        at = np.minimum(np.searchsorted(self.codes, codes), len(self) - 1)
        return Located((self.codes[at] == codes) & (lists >= 0), at)

    def hits(self, users: IntArray, lists: IntArray) -> BoolArray:
        """Tell which places of lists hold one of these pairs, (n_users, length); see `find`.

        >>> relevant = Pairs.of(np.array([0, 7]), np.array([2, 0]), n_items=3)
        >>> relevant.hits(np.array([0, 7]), np.array([[1, 2], [0, -1]]))
        array([[False,  True],
               [ True, False]])
        """
        return self.find(users, lists).hits


@dataclass(frozen=True)
class Located:
    """Where lists hold one of some pairs.

    hits : (n_users, length)
    at : (n_users, length) the place of that pair among the pairs; without meaning where no hit is
    """

    hits: BoolArray
    at: IntArray

    def look_up(self, of_pairs: FloatArray | BoolArray) -> FloatArray | BoolArray:
        """Return what (n_pairs,) values say of each hit, and 0 elsewhere, (n_users, length)."""
        if not len(of_pairs):
            return np.zeros(self.hits.shape)
        return np.where(self.hits, of_pairs[self.at], 0)


def pair_codes(users: IntArray, items: IntArray, n_items: int) -> NDArray[np.int64]:
    """Return a number for each pair of user and item, the same for the same pair, (n,).

    n_items : more than the code of any item
    """
    return users.astype(np.int64) * n_items + items
