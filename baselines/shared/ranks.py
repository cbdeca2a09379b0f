"""Ranks of scores, equal ones at their mean rank."""

import numpy as np

from benchmarks.contract.arrays import FloatArray


def mean_ranks(scores: FloatArray) -> FloatArray:
    """Return the rank of each score in its row, the highest first; equals share their mean rank.

    scores : (n_rows, n), none of them NaN; the ranks are from 1 to n

    The numbers are those of scipy's `rankdata(-scores, axis=1)`, which sorts stably and so takes
    several times as long; what is equal gets the same rank in any order.
    """
    ranks = np.empty(scores.shape)
    for row, ranks_of_row in zip(scores, ranks, strict=True):  # a row stays in the cache
        order = np.argsort(-row)
        ordered = row[order]
        starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(row)])
        counts = np.diff(starts, append=len(row))
        ranks_of_row[order] = np.repeat(starts + (counts + 1) / 2, counts)
    return ranks
