"""V-SkNN: what those have who share the user's latest items (Ludewig and Jannach 2018, https://doi.org/10.1007/s11257-018-9209-6)."""

import numpy as np
from scipy.sparse import csr_matrix, vstack

from baselines.shared import baskets, check
from baselines.shared import neighbours as knn
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.protocol.training import Training

_PAIRS_PER_BLOCK = 8_000_000  # bounds the memory of a block of similarities
_DECAYS = ("linear", "inverse", "logarithmic", "none")


class Model:
    """Score by the similarity of the nearest users who have the item, for rare items more.

    The running session is the user's last `steps` steps, where a step is what it had at one time.
    An item p steps before the last weighs w(p), by its latest occurrence: 1 - p / steps (linear),
    1 / (1 + p) (inverse), 1 / log10(p + 1.7) (logarithmic) or 1 (none). A neighbour is another
    user with its whole history, a set; its similarity is the sum of the weights of the items
    shared, over the size of the history to the power of `size_exponent`. The paper compares whole
    sessions, which are alike in size, and has 0 there; users are not.

    The sum over neighbours is multiplied by 1 + idf_weight log(n / n(i)), where n counts users and
    n(i) those with the item, as in the authors' program.
    """

    needs = frozenset({"times"})
    personalized = True
    title = "V-SkNN"
    family = "neighbourhood"
    cheap = True
    search = {
        "neighbours": Integers(5, 500, log=True),
        "steps": Integers(1, 200, log=True),
        "decay": Choices(_DECAYS),
        "size_exponent": Floats(0.0, 1.0),
        "idf_weight": Floats(0.0, 3.0),
    }

    def __init__(
        self,
        *,
        neighbours: int = 100,
        steps: int = 10,
        decay: str = "linear",
        size_exponent: float = 0.5,
        idf_weight: float = 0.5,
    ) -> None:
        check.at_least(1, neighbours=neighbours, steps=steps)
        check.within(0, 1, size_exponent=size_exponent)
        check.at_least(0, idf_weight=idf_weight)
        if decay not in _DECAYS:
            raise ValueError(f"decay is '{decay}'; one of {', '.join(_DECAYS)}")
        self.neighbours, self.steps, self.decay = neighbours, steps, decay
        self.size_exponent, self.idf_weight = size_exponent, idf_weight

    def fit(self, train: Training) -> "Model":
        """Find who is nearest to each user's running session."""
        sessions = self._sessions(train)
        self.histories = train.positives.astype(np.float64)
        self.similarity = self._nearest(sessions)
        counts = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        n_users = np.count_nonzero(np.diff(train.positives.indptr))
        self.rarity = 1 + self.idf_weight * np.log(max(n_users, 1) / np.maximum(counts, 1))
        return self

    def _sessions(self, train: Training) -> csr_matrix:
        """Return what items count in each user's running session, CSR (n_users, n_items)."""
        latest = baskets.latest(baskets.of(train))
        is_running = latest.following < self.steps
        weights = _weights(latest.following[is_running], self.steps, self.decay)
        places = latest.users[is_running], latest.items[is_running]
        return csr_matrix((weights, places), shape=train.positives.shape)

    def _nearest(self, sessions: csr_matrix) -> csr_matrix:
        """Return how similar each user's session is to its neighbours, CSR (n_users, n_users)."""
        n_users = sessions.shape[0]
        sizes = np.maximum(np.diff(self.histories.indptr), 1) ** self.size_exponent
        step = max(1, _PAIRS_PER_BLOCK // n_users)
        parts = []
        for start in range(0, n_users, step):
            block = slice(start, min(start + step, n_users))
            similarity = (sessions[block] @ self.histories.T).toarray() / sizes
            similarity[np.arange(len(similarity)), np.arange(block.start, block.stop)] = 0.0
            is_near = knn.largest(similarity, self.neighbours)
            parts.append(csr_matrix(np.where(is_near, similarity, 0.0)))
        return vstack(parts, format="csr")

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items); all 0 for a user without positives."""
        scores: FloatArray = (self.similarity[users] @ self.histories).toarray() * self.rarity
        return scores


def _weights(steps_before: IntArray, steps: int, decay: str) -> FloatArray:
    """Return what items count in a session, by how many steps they were before its last."""
    before = steps_before.astype(np.float64)
    if decay == "linear":
        return 1 - before / steps
    if decay == "inverse":
        return 1 / (1 + before)
    if decay == "logarithmic":
        return 1 / np.log10(before + 1.7)
    return np.ones(len(before))
