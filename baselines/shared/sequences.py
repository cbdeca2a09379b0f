"""Users' positives in the order of time, as arrays of one width; a basket is one step."""

from dataclasses import dataclass

import numpy as np

from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.protocol.training import Training

GAP = -1  # where a sequence has not begun


@dataclass(frozen=True)
class Sequences:
    """The latest positives of each user, the last one in the last column, gaps on the left.

    Positives of a basket, or at the same time where none is named, share a step: nothing tells
    which of them was first, so a model of what comes next must not see some to predict the others.
    Within a step they stand by their codes, and an item that a step repeats is there once.

    items : (n_users, length) int32, codes, `GAP` on the left
    steps : (n_users, length) int32, 0 for the first step that is kept, then rising by 1; `GAP` too
    """

    items: IntArray
    steps: IntArray

    @property
    def present(self) -> BoolArray:
        """Where there is an item, (n_users, length)."""
        return self.items != GAP

    @property
    def sources(self) -> IntArray:
        """For each place the last place of the step before its own, `GAP` in the first step.

        What is known when an item is to be predicted ends there.
        """
        places = np.arange(self.items.shape[1], dtype=np.int32)
        is_first = np.diff(self.steps, axis=1, prepend=GAP) != 0
        begins = np.maximum.accumulate(np.where(is_first, places, 0), axis=1)
        return np.where(self.steps > 0, begins - 1, GAP).astype(np.int32)


def of_positives(train: Training, length: int) -> Sequences:
    """Return the latest `length` positives of each user, each interaction with an item for itself.

    Where that cuts a step, its items of the highest codes are kept.

    Raises ValueError where the data has neither baskets nor times.
    """
    users, items, baskets = _in_order(train)
    is_later = np.diff(baskets, prepend=0) != 0
    is_next_user = np.diff(users, prepend=-1) != 0
    step = np.cumsum(is_later | is_next_user)
    ends = np.cumsum(np.bincount(users, minlength=train.n_users))
    from_end = ends[users] - np.arange(len(users))  # 1 for the last of a user
    kept = from_end <= length
    users, step, column = users[kept], step[kept], length - from_end[kept]
    first_kept = np.zeros(train.n_users, dtype=step.dtype)
    first_kept[users[::-1]] = step[::-1]
    sequences = Sequences(*np.full((2, train.n_users, length), GAP, dtype=np.int32))
    sequences.items[users, column] = items[kept]
    sequences.steps[users, column] = step - first_kept[users]
    return sequences


def _in_order(train: Training) -> tuple[IntArray, IntArray, IntArray]:
    """Return users, items and baskets of the positives by user, basket and item, each once."""
    if train.baskets is None:
        raise ValueError("the order of positives needs times, or names of baskets")
    is_positive = np.asarray(train.positives[train.users, train.items]).ravel() > 0
    users, items = train.users[is_positive], train.items[is_positive]
    baskets = train.baskets[is_positive]
    order = np.lexsort((items, baskets, users))
    ordered = np.stack([users[order], baskets[order], items[order]]).astype(np.int64)
    is_new = (np.diff(ordered, axis=1, prepend=-1) != 0).any(axis=0)
    users, baskets, items = ordered[:, is_new]
    return users, items, baskets
