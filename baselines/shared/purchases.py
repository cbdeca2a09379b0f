"""What users bought, weighed: what `repeat` ranks by, and others build on."""

from scipy.sparse import csr_matrix

from baselines.shared import recency
from benchmarks.contract.arrays import FloatArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training

SEARCH = {
    "half_life_days": Floats(3.0, 1000.0, log=True),
    "popularity_weight": Floats(0.0, 3.0),
    "popularity_halvings": Floats(0.0, 3.0),
}


def popularity(train: Training, halvings: float) -> FloatArray:
    """Return popularity as `recency.popularity` counts it, from 0 to below 1, (n_items,)."""
    counts = recency.popularity(train, halvings)
    share: FloatArray = counts / (counts.max(initial=0.0) + 1.0)
    return share


def weighed(
    train: Training, half_life_days: float, popularity_weight: float, popular: FloatArray
) -> csr_matrix:
    """Return for each positive its interactions as they fade, and a share of its popularity.

    CSR (n_users, n_items): the sum of 2^(-age / half_life_days), plus popularity_weight x popular
    """
    own = recency.decayed(train, half_life_days, once=False)
    own.data += popularity_weight * popular[own.indices]
    return own
