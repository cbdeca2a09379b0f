"""Weights of positives that halve with age."""

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import FloatArray
from benchmarks.protocol.training import Training

SECONDS_PER_DAY = 86_400.0
DAYS_PER_MONTH = 30.0


def decayed(train: Training, half_life_days: float, once: bool) -> csr_matrix:
    """Return for each positive the sum of 2^(-age / half_life_days) over its interactions.

    CSR (n_users, n_items)
    age : days from the interaction to `train.cut_time`
    once : count only the latest interaction of a user with an item, not each
    """
    if train.times is None or train.cut_time is None:
        raise ValueError("ages need times")
    positive = np.asarray(train.positives[train.users, train.items]).ravel() > 0
    users, items, times = train.users[positive], train.items[positive], train.times[positive]
    if once:  # rows are sorted by user, item, time: the last of a run is the latest
        last = np.append((np.diff(users) != 0) | (np.diff(items) != 0), True)[: len(users)]
        users, items, times = users[last], items[last], times[last]
    ages = (train.cut_time - times) / SECONDS_PER_DAY
    weights = csr_matrix(
        (np.exp2(-ages / half_life_days), (users, items)), shape=train.positives.shape
    )
    weights.sum_duplicates()
    return weights


def popularity(train: Training, halvings: float) -> FloatArray:
    """Return the users with a positive on each item, each by its latest, as it decays, (n_items,).

    halvings : how often a user's weight halves in 30 days; 0 counts all alike, as `popular` does
    """
    if halvings == 0:
        return np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
    weights = decayed(train, DAYS_PER_MONTH / halvings, once=True)
    return np.asarray(weights.sum(axis=0), dtype=np.float64).ravel()
