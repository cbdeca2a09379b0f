"""Popularity as RecBole counts it."""

from dataclasses import dataclass

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training

BATCH = 2048  # RecBole's default; half of it are sampled negatives


@dataclass
class PopularByBatch:
    """Popularity as RecBole 1.2.1 counts it: a batch adds one to each film it has.

    As a positive or a negative.
    """

    seed: int

    def fit(self, train: Training) -> "PopularByBatch":
        """Count over one epoch."""
        random = np.random.default_rng(self.seed)
        items = random.permutation(train.items)
        self.counts = np.zeros(train.n_items)
        for start in range(0, len(items), BATCH // 2):
            positives = items[start : start + BATCH // 2]
            negatives = random.integers(0, train.n_items, len(positives))
            self.counts[np.union1d(positives, negatives)] += 1
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the counts for each user, (len(users), n_items)."""
        return np.broadcast_to(self.counts, (len(users), len(self.counts)))
