"""Which places of lists hold a relevant item; for score, search, replication and online alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, distinct

_SIEVE_PER_PAIR = (
    8  # at most one place in so many passes the sieve by chance, where pairs are spread
)


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

    def part(self, places: slice) -> "Pairs":
        """Return the pairs that stand at some places."""
        return Pairs(self.codes[places], self.n_items)

    def places(self, users: IntArray, items: IntArray) -> IntArray:
        """Return where pairs that are among these stand, (n,)."""
        return np.searchsorted(self.codes, pair_codes(users, items, self.n_items))

    def span(self, users: IntArray) -> slice:
        """Return which of the pairs are of some users; users : (n,) neighbours, ascending."""
        if not len(users):
            return slice(0, 0)
        first = pair_codes(users[[0, -1]], np.array([0, self.n_items]), self.n_items)
        start, stop = np.searchsorted(self.codes, first)
        return slice(int(start), int(stop))

    def find(self, users: IntArray, lists: IntArray) -> "Located":
        """Look lists up.

        users : (n_users,) codes; lists : (n_users, length) item codes, -1 beyond the end of one

        Most places hold none of the pairs: a sieve leaves few of them to be searched for.
        """
        codes = pair_codes(users[:, None], lists, self.n_items).ravel()
        last = (1 << (_SIEVE_PER_PAIR * len(self)).bit_length()) - 1
        sieve = np.zeros(last + 1, dtype=bool)
        sieve[self.codes & last] = True
        left = np.flatnonzero(sieve[codes & last])
        at = np.searchsorted(self.codes, codes[left])
        at = np.minimum(at, len(self) - 1)
        is_pair = (self.codes[at] == codes[left]) & (lists.ravel()[left] >= 0)
        hits = np.zeros(lists.size, dtype=bool)
        hits[left[is_pair]] = True
        return Located(hits.reshape(lists.shape), at[is_pair])

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
    at : (n_hits,) the place of that pair among the pairs, in the order of users and ranks
    """

    hits: BoolArray
    at: IntArray

    def look_up(self, of_pairs: FloatArray | BoolArray) -> FloatArray | IntArray:
        """Return what (n_pairs,) values say of each hit, and 0 elsewhere, (n_users, length)."""
        values = np.zeros(self.hits.shape, np.result_type(of_pairs, 0))
        values[self.hits] = of_pairs[self.at]
        return values


def pair_codes(users: IntArray, items: IntArray, n_items: int) -> NDArray[np.int64]:
    """Return a number for each pair of user and item, the same for the same pair, (n,).

    n_items : more than the code of any item
    """
    return users.astype(np.int64) * n_items + items
