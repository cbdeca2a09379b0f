"""LightGCN: embeddings passed along the graph of positives (He et al. 2020, https://doi.org/10.1145/3397271.3401063)."""

from collections.abc import Callable

import numpy as np

from baselines.shared import check, epochs, propagation, triples
from baselines.shared.descent import Adam
from baselines.shared.factors import Factors
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

BATCH = 2048  # triples of a step
_START = 0.1  # standard deviation of the embeddings at the start


class Model:
    """Products of embeddings averaged over 0 to `layers` steps along the normalized graph.

    A step gives each user the sum of the items' embeddings and the other way round, each over the
    root of both numbers of positives (equation 3). Only the embeddings before the first step are
    learned, by Adam from the BPR loss of a user, a positive, and an item drawn from all that are
    none, plus `regularization` / 2 times the squared lengths of what a triple holds.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "LightGCN"
    family = "neural"
    search = {
        "factors": Integers(16, 128, log=True),
        "layers": Integers(1, 4),
        "learning_rate": Floats(0.001, 0.05, log=True),
        "regularization": Floats(1e-6, 0.1, log=True),
    }

    def __init__(
        self,
        *,
        factors: int = 64,
        layers: int = 3,
        epochs: int = 20,
        learning_rate: float = 0.02,
        regularization: float = 0.0001,
        seed: int = 0,
    ) -> None:
        check.at_least(1, factors=factors, layers=layers, epochs=epochs)
        check.above(0, learning_rate=learning_rate)
        check.at_least(0, regularization=regularization)
        self.n_factors, self.layers, self.epochs, self.seed = factors, layers, epochs, seed
        self.learning_rate, self.regularization = learning_rate, regularization

    def fit(self, train: Training) -> "Model":
        """Train for `epochs` epochs."""
        epochs.train_all(self, train)
        return self

    def fit_until(self, train: Training, validate: Callable[[], float]) -> dict[str, int]:
        """Train until `validate` no longer rises; return the number of the best epoch."""
        return epochs.train_until(self, train, validate)

    def scores(self, users: IntArray) -> FloatArray:
        """Return the products of propagated embeddings, (len(users), n_items)."""
        return self.factors.scores(users)

    def start(self, train: Training) -> None:
        """Make the graph, and set the embeddings of users, then items, to random ones."""
        self.train = train
        self.graph = propagation.normalized(train.positives)
        shape = train.n_users + train.n_items, self.n_factors
        random = np.random.default_rng(self.seed)
        self.weights: FloatArray = random.normal(0.0, _START, shape).astype(np.float32)
        self.moments = Adam(self.weights)

    def train_epoch(self, epoch: int) -> None:
        """Go through all positives once."""
        random = np.random.default_rng([self.seed, epoch])
        drawn = triples.epoch(self.train.positives, random)
        nodes = drawn + np.array([[0], [self.train.n_users], [self.train.n_users]])
        for start in range(0, nodes.shape[1], BATCH):
            gradient = self._gradient(nodes[:, start : start + BATCH])
            self.weights = self.moments.stepped(self.weights, gradient, self.learning_rate)

    def embed(self) -> None:
        """Pass the embeddings along the graph: scores are their products."""
        propagated = propagation.averaged_layers(self.graph, self.weights, self.layers)
        users, items = np.split(propagated, [self.train.n_users])
        self.factors = Factors.of(self.train, users, items)

    def finish(self) -> None:
        """Drop what only training needs."""
        del self.train, self.graph, self.moments

    def _gradient(self, nodes: IntArray) -> FloatArray:
        """Return the gradient of a batch's mean loss in the embeddings; nodes are (3, n)."""
        propagated = propagation.averaged_layers(self.graph, self.weights, self.layers)
        pull = propagation.pairwise_pull(propagated, nodes)
        gradient = propagation.averaged_layers(self.graph, pull @ propagated, self.layers)
        occurrences = np.bincount(nodes.ravel(), minlength=len(self.weights))
        decay = self.regularization * occurrences / nodes.shape[1]
        return gradient + decay.astype(np.float32)[:, None] * self.weights
