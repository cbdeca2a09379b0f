"""How new the recommended items are at the cut, the time of the latest interaction in training.

Arguments by name: `items` is (n_users, k) item codes, -1 beyond the end of a short list; `age_days`
is (n_items,), days from an item's release to the cut (0 for a later release, NaN where unknown), or
from its first interaction where the data knows no releases (0 for an item without any); `is_fresh`
is (n_items,) bool, True for items younger than the benchmark's `fresh_days`; `hits` as in
`ranking`; `n_fresh_relevant` is (n_users,), the number of relevant fresh items.
"""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.metrics.metric import metric
from benchmarks.metrics.places import mean_over_list


@metric(direction="neither", needs_relevant=False, low=0, high=None, unit="days", decimals=0)
def item_age(items: IntArray, age_days: FloatArray) -> FloatArray:
    """Mean age of the recommended items at the cut, in days; items of unknown age are left out.

    Range: from 0; users whose list has no item of known age are left out.
    Source: Vargas and Castells 2011 (time-based novelty), https://doi.org/10.1145/2043932.2043955
    Identifier: item-age/days-at-cut/mean-over-list/mean-over-users

    >>> item_age(np.array([[0, 1], [1, -1]]), np.array([10.0, 30.0]))
    array([20., 30.])
    """
    return mean_over_list(items, age_days)


@metric(direction="neither", needs_relevant=False, low=0, high=1, unit="share")
def fresh_share(items: IntArray, is_fresh: BoolArray) -> FloatArray:
    """Share of the recommended items that are younger than the benchmark's `fresh_days` at the cut.

    The plain share; items of unknown age count as not fresh.
    Range: 0 to 1; users with an empty list are left out.
    Source: Chakraborty et al. 2017 (recency of recommendations),
    https://doi.org/10.1145/3038912.3052656
    Identifier: fresh-share/younger-than-fresh-days/mean-over-users

    >>> fresh_share(np.array([[0, 1], [1, -1]]), np.array([True, False]))
    array([0.5, 0. ])
    """
    return mean_over_list(items, is_fresh)


@metric(direction="higher", needs_relevant=True, low=0, high=1, unit="share")
def fresh_recall(
    hits: BoolArray, items: IntArray, is_fresh: BoolArray, n_fresh_relevant: IntArray
) -> FloatArray:
    """Share of the user's relevant fresh items that are among the k.

    Range: 0 to 1; users without a relevant fresh item are left out.
    Source: recall (Herlocker et al. 2004, https://doi.org/10.1145/963770.963772) on the fresh items
    Identifier: recall/fresh-hits-over-fresh-relevant/mean-over-users

    >>> hits, items = np.array([[True, True]]), np.array([[0, 1]])
    >>> fresh_recall(hits, items, np.array([True, False]), np.array([2]))
    array([0.5])
    """
    fresh_hits = (hits & is_fresh[items]).sum(axis=1)
    share = fresh_hits / np.maximum(n_fresh_relevant, 1)
    return np.where(n_fresh_relevant > 0, share, np.nan)
