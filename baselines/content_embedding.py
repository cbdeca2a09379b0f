"""Latent content: truncated SVD of TF-IDF (Deerwester et al. 1990), and what is nearest there."""

from scipy.sparse import csr_matrix

from baselines.shared import check
from baselines.shared.embedding import NearestContent
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Integers
from benchmarks.protocol.training import Training


class Model:
    """Score an item by its cosines to those of the user's positives that are nearest to it.

    Neighbours are taken among the items that have positives, so an item without any is served like
    all others. On MovieLens 100K this beats the cosine to the user's mean vector, and the nearest
    of the user's own positives.
    """

    needs = frozenset({"item_features"})
    personalized = True
    title = "Content embedding"
    family = "content"
    search = {
        "factors": Integers(8, 128, log=True),
        "neighbours": Integers(5, 500, log=True),
    }

    def __init__(self, *, factors: int = 32, neighbours: int = 50) -> None:
        check.at_least(1, factors=factors, neighbours=neighbours)
        self.factors, self.neighbours = factors, neighbours

    def fit(self, train: Training) -> "Model":
        """Embed the items and find the neighbours of each."""
        self.history = train.positives
        self.content = NearestContent(train, self.factors, self.neighbours)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Sum the cosines, (len(users), n_items); 0 for a user without positives."""
        return (self.history[users] @ self.content.weights).toarray()

    def add_items(self, features: csr_matrix) -> None:
        """Find the neighbours of new items, known by features alone; CSR (n, n_features)."""
        self.content.add(features)
