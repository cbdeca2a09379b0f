"""What is popular among people like the user: of the same age, occupation or kind of household."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from baselines.shared import check, given
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training


class Model:
    """Score by the mean of (n(i, f) + smoothing n(i) / n) / (n(f) + smoothing) over features f.

    n(i, f) and n(f) count the positives on the item, and all, of users with the feature f, such as
    `age=25-34`; n(i) and n those of all users. So each of the user's groups has its own popularity,
    mixed with `smoothing` positives spread like those of everybody; as the smoothing grows, this
    becomes `popular`. A new user is served like all others with the same features.
    """

    needs = frozenset({"user_features"})
    personalized = True
    title = "Popular in group"
    family = "popularity"
    cheap = True
    search = {
        "smoothing": Floats(1.0, 100000.0, log=True),
    }

    def __init__(self, *, smoothing: float = 100.0) -> None:
        check.above(0, smoothing=smoothing)
        self.smoothing = smoothing

    def fit(self, train: Training) -> "Model":
        """Share the positives of each group out among the items."""
        features = given.user_features(train).matrix.astype(np.float64)
        of_groups = (features.T @ train.positives).toarray()
        counts = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        general = counts / max(counts.sum(), 1.0)
        totals = of_groups.sum(axis=1, keepdims=True)
        self.popularity = (of_groups + self.smoothing * general) / (totals + self.smoothing)
        self.groups = csr_matrix(normalize(features, norm="l1"))
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the means, (len(users), n_items); all 0 for a user without features."""
        scores: FloatArray = self.groups[users] @ self.popularity
        return scores
