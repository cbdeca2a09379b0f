"""Item-based collaborative filtering (Sarwar et al. 2001; Deshpande and Karypis 2004)."""

from baselines.shared import neighbours as knn
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Score an item by its similarity to those of the user's items that are nearest to it."""

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
        """Find the neighbours of each item by the users they share."""
        self.history = train.positives
        nearest = knn.nearest(
            train.positives.T.tocsr(), self.neighbours, self.shrinkage, self.similarity
        )
        self.weights = nearest.T.tocsr()  # column j: the neighbours of the scored item j
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Sum the similarities, (len(users), n_items)."""
        return (self.history[users] @ self.weights).toarray()
