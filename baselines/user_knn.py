"""User-based collaborative filtering of positives (Resnick et al. 1994; Herlocker et al. 1999)."""

from baselines.shared import neighbours as knn
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Score an item by the similarity of the nearest users who have it."""

    needs: frozenset[str] = frozenset()
    personalized = True
    family = "neighbourhood"
    search = {
        "neighbours": Integers(5, 500, log=True),
        "shrinkage": Floats(0.0, 100.0),
        "similarity": Choices(("cosine", "jaccard", "dice")),
    }

    def __init__(
        self, *, neighbours: int = 100, shrinkage: float = 10.0, similarity: str = "cosine"
    ) -> None:
        knn.check(neighbours, shrinkage, similarity)
        self.neighbours, self.shrinkage, self.similarity = neighbours, shrinkage, similarity

    def fit(self, train: Training) -> "Model":
        """Find the neighbours of each user by the items they share."""
        self.history = train.positives
        self.weights = knn.nearest(
            train.positives, self.neighbours, self.shrinkage, self.similarity
        )
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Sum the similarities, (len(users), n_items)."""
        return (self.weights[users] @ self.history).toarray()
