"""Item-based collaborative filtering (Sarwar et al. 2001; Deshpande and Karypis 2004)."""

from baselines.shared import check, similarities
from baselines.shared import neighbours as knn
from baselines.shared.similarities import Similarity
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Choices, Floats, Integers
from benchmarks.protocol.training import Training


class Model:
    """Score an item by its similarity to those of the user's items that are nearest to it."""

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "Item kNN"
    family = "neighbourhood"
    search = {
        "neighbours": Integers(5, 500, log=True),
        "shrinkage": Floats(0.0, 100.0),
        "similarity": Choices(similarities.NAMES),
        "asymmetry": Floats(0.0, 1.0),
        "length": Floats(0.0, 1.0),
    }

    def __init__(
        self,
        *,
        neighbours: int = 100,
        shrinkage: float = 10.0,
        similarity: str = "cosine",
        asymmetry: float = 0.5,
        length: float = 0.75,
    ) -> None:
        check.at_least(1, neighbours=neighbours)
        self.neighbours = neighbours
        self.similarity = Similarity(similarity, shrinkage, asymmetry, length)

    def fit(self, train: Training) -> "Model":
        """Find the neighbours of each item by the users they share."""
        self.history = train.positives
        nearest = knn.nearest(train.positives.T.tocsr(), self.neighbours, self.similarity)
        self.weights = nearest.T.tocsr()  # column j: the neighbours of the scored item j
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Sum the similarities, (len(users), n_items)."""
        return (self.history[users] @ self.weights).toarray()
