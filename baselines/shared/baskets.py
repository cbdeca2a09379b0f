"""What users took at one time: their baskets, in the order of time."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import IntArray
from benchmarks.protocol.hits import pair_codes
from benchmarks.protocol.training import Training, binary


@dataclass(frozen=True)
class Baskets:
    """All baskets with a positive in them, sorted by user, then time.

    items : CSR (n_baskets, n_items) of ones
    users : (n_baskets,) whose basket it is, ascending
    places : (n_baskets,) how many earlier baskets the same user has
    counts : (n_users,) how many baskets each user has
    """

    items: csr_matrix
    users: IntArray
    places: IntArray
    counts: IntArray

    @property
    def following(self) -> IntArray:
        """How many later baskets the same user has, (n_baskets,)."""
        return self.counts[self.users] - 1 - self.places


@dataclass(frozen=True)
class Latest:
    """The last basket of each user that holds an item; sorted by user, then item.

    users, items : (n_positives,) codes
    following : (n_positives,) how many later baskets the user has, 0 where it is the latest
    """

    users: IntArray
    items: IntArray
    following: IntArray


def of(train: Training) -> Baskets:
    """Return the baskets of all users; a ValueError where the data has none."""
    positive = np.asarray(train.positives[train.users, train.items]).ravel() > 0
    labels = _labels(train)[positive]
    users, items = train.users[positive], train.items[positive]
    order = np.lexsort((labels, users))
    users, labels, items = users[order], labels[order], items[order]
    is_first = np.append(True, (np.diff(users) != 0) | (np.diff(labels) != 0))[: len(users)]
    numbers = np.cumsum(is_first) - 1
    owners = users[is_first]
    counts = np.bincount(owners, minlength=train.n_users)
    before = np.cumsum(counts) - counts  # baskets of the users before
    contents = binary(numbers, items, (len(owners), train.n_items))
    return Baskets(contents, owners, np.arange(len(owners)) - before[owners], counts)


def latest(of_users: Baskets) -> Latest:
    """Return the last basket of each user with each item."""
    n_items = of_users.items.shape[1]
    numbers, items = of_users.items.tocoo().coords
    users = of_users.users[numbers]
    codes = pair_codes(users, items, n_items)
    _, from_end = np.unique(codes[::-1], return_index=True)  # the first there is the last here
    kept = len(codes) - 1 - from_end
    return Latest(users[kept], items[kept], of_users.following[numbers[kept]])


def _labels(train: Training) -> IntArray:
    """Return which of its user's baskets each row is in, (n_interactions,), ascending with time."""
    labels = train.baskets
    if labels is None:
        raise ValueError("baskets need times, or names of baskets")
    return labels
