"""TIFU-KNN: how often and how lately, of the user and of its neighbours (Hu et al. 2020, https://doi.org/10.1145/3397271.3401066)."""

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.preprocessing import normalize

from baselines.shared import baskets, check
from baselines.shared import neighbours as knn
from baselines.shared.baskets import Baskets
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

_PAIRS_PER_BLOCK = 8_000_000  # bounds the memory of a block of distances


class Model:
    """Score by own_weight x the user's vector + (1 - own_weight) x the mean of its neighbours'.

    A user's baskets, oldest first, are cut into m = `groups` groups of equal size; where they do
    not divide, the later groups have one more, and who has fewer baskets has as many groups. In a
    group of k baskets the j-th counts `within_decay`^(k - j) / k, and of m groups the i-th counts
    `group_decay`^(m - i) / m. The vector of a user adds its baskets up, as zeros and ones, with
    both factors. Neighbours are other users, the nearest by the Euclidean distance of vectors.

    The authors' program differs from their text: it counts the decay within groups over all of a
    user's baskets.
    """

    needs = frozenset({"baskets"})
    personalized = True
    title = "TIFU-KNN"
    family = "repeat consumption"
    search = {
        "neighbours": Integers(5, 1000, log=True),
        "within_decay": Floats(0.1, 1.0),
        "group_decay": Floats(0.1, 1.0),
        "own_weight": Floats(0.0, 1.0),
        "groups": Integers(1, 30),
    }

    def __init__(
        self,
        *,
        neighbours: int = 300,
        within_decay: float = 0.9,
        group_decay: float = 0.7,
        own_weight: float = 0.5,
        groups: int = 7,
    ) -> None:
        check.at_least(1, neighbours=neighbours, groups=groups)
        check.within(0, 1, own_weight=own_weight)
        check.above(0, within_decay=within_decay, group_decay=group_decay)
        check.within(0, 1, within_decay=within_decay, group_decay=group_decay)
        self.neighbours, self.groups = neighbours, groups
        self.within_decay, self.group_decay = within_decay, group_decay
        self.own_weight = own_weight

    def fit(self, train: Training) -> "Model":
        """Make the vectors of the users, and find the nearest of each."""
        of_users = baskets.of(train)
        shares = csr_matrix(
            (self._weights(of_users), (of_users.users, np.arange(len(of_users.users)))),
            shape=(train.n_users, len(of_users.users)),
        )
        self.vectors = csr_matrix(shares @ of_users.items)
        self.neighbour_shares = _neighbour_shares(self.vectors, self.neighbours)
        return self

    def _weights(self, of_users: Baskets) -> FloatArray:
        """Return what each basket counts in its user's vector, (n_baskets,)."""
        n_baskets = of_users.counts[of_users.users]
        groups = np.minimum(self.groups, n_baskets)
        group, place, size = grouped(of_users.places, n_baskets, groups)
        within = self.within_decay ** (size - 1 - place) / size
        weights: FloatArray = within * self.group_decay ** (groups - 1 - group) / groups
        return weights

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items); all 0 for a user without positives."""
        own = self.own_weight * self.vectors[users]
        of_neighbours = self.neighbour_shares[users] @ self.vectors
        scores: FloatArray = (own + (1 - self.own_weight) * of_neighbours).toarray()
        return scores


def grouped(places: IntArray, n_baskets: IntArray, groups: IntArray) -> tuple[IntArray, ...]:
    """Return the group of each basket, its place in there, and the size of the group.

    places : (n,) places of baskets among those of their user; n_baskets : (n,) how many these are;
    groups : (n,) how many groups they make

    >>> [part.tolist() for part in grouped(np.arange(5), np.full(5, 5), np.full(5, 2))]
    [[0, 0, 1, 1, 1], [0, 1, 0, 1, 2], [2, 2, 3, 3, 3]]
    """
    smaller, n_larger = np.divmod(n_baskets, groups)
    n_smaller = groups - n_larger
    in_smaller = n_smaller * smaller  # baskets in the smaller groups, which come first
    is_later = places >= in_smaller
    size = np.where(is_later, smaller + 1, smaller)
    first = np.where(is_later, in_smaller, 0)
    skipped, place = np.divmod(places - first, size)
    return np.where(is_later, n_smaller, 0) + skipped, place, size


def _neighbour_shares(vectors: csr_matrix, neighbours: int) -> csr_matrix:
    """Return 1 / n where a user is among the n nearest others of another, CSR (n_users, n_users).

    vectors : CSR (n_users, n_items); a user whose vector is empty has no neighbours and is nobody's
    """
    squares = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    n_users = len(squares)
    step = max(1, _PAIRS_PER_BLOCK // n_users)
    parts = []
    for start in range(0, n_users, step):
        block = slice(start, min(start + step, n_users))
        products = (vectors[block] @ vectors.T).toarray()
        distances = np.maximum(squares[block, None] + squares - 2 * products, 0.0)
        closeness = 1 / (1 + distances)  # of squares: in the order of the distances
        closeness[np.arange(len(closeness)), np.arange(block.start, block.stop)] = 0.0
        closeness[squares[block] == 0] = 0.0
        closeness[:, squares == 0] = 0.0
        parts.append(csr_matrix(knn.largest(closeness, neighbours), dtype=np.float64))
    return normalize(vstack(parts, format="csr"), norm="l1")
