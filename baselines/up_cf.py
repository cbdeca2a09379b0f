"""UP-CF@r: what similar users bought in their last baskets (Faggioli et al. 2020, https://doi.org/10.1145/3340631.3394850)."""

import numpy as np
from scipy.sparse import csr_matrix

from baselines.shared import baskets, check
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Sum s(u, v)^locality over users v, each x the share of its last baskets that hold the item.

    `recency` says how many of its last baskets those are; who has fewer is represented by all.
    s(u, v) is the asymmetric cosine |u and v| / (|u|^asymmetry |v|^(1 - asymmetry)) of the sets of
    items that the users have had (Aiolli 2013), with s(u, u) = 1. As the locality grows, the user's
    own baskets are all that counts.
    """

    needs = frozenset({"baskets"})
    personalized = True
    title = "UP-CF"
    family = "repeat consumption"
    cheap = True
    search = {
        "recency": Integers(1, 200, log=True),
        "locality": Floats(1.0, 100.0, log=True),
        "asymmetry": Floats(0.0, 1.0),
    }

    def __init__(
        self, *, recency: int = 50, locality: float = 5.0, asymmetry: float = 0.75
    ) -> None:
        check.at_least(1, recency=recency)
        check.above(0, locality=locality)
        check.within(0, 1, asymmetry=asymmetry)
        self.recency, self.locality, self.asymmetry = recency, locality, asymmetry

    def fit(self, train: Training) -> "Model":
        """Count the items of each user's last baskets."""
        of_users = baskets.of(train)
        is_recent = of_users.following < self.recency
        shares = is_recent / np.minimum(self.recency, of_users.counts)[of_users.users]
        by_user = csr_matrix(
            (shares, (of_users.users, np.arange(len(shares)))), shape=(train.n_users, len(shares))
        )
        self.popularity = csr_matrix(by_user @ of_users.items)
        self.positives = train.positives.astype(np.float64)
        self.sizes = np.maximum(np.diff(train.positives.indptr), 1).astype(np.float64)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the sums, (len(users), n_items); all 0 for a user without positives."""
        shared = (self.positives[users] @ self.positives.T).toarray()
        own = self.sizes[users, None] ** self.asymmetry
        similarity = shared / (own * self.sizes ** (1 - self.asymmetry))
        scores: FloatArray = similarity**self.locality @ self.popularity
        return scores
