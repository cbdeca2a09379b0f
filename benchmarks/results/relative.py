"""The intervals of relative differences between baselines, from what their tests say."""

import numpy as np

from benchmarks import metrics
from benchmarks.contract.arrays import FloatArray
from benchmarks.results.differing import Pairs
from benchmarks.results.family import Family
from benchmarks.results.tested import Tested
from benchmarks.stats import relative


def bounds(family: Family, pairs: Pairs, of_users: Tested) -> FloatArray:
    """Return the bounds of the relative difference of each pair, (2, n_pairs).

    NaN where the test has no such interval of the difference, as few users tell the two apart;
    where either number is not told apart from 0; and of a metric that may be negative.
    """
    if metrics.of_column(family.first.metric).low != 0:
        return np.full((2, len(pairs)), np.nan)
    places = np.array(pairs).T
    numbers = family.finish(*family.totals())[places]
    errors = family.errors()[places]
    return relative.bounds(numbers, errors, of_users.errors, of_users.reaches)
