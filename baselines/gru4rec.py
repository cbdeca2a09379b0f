"""GRU4Rec: gated recurrent units over a user's sequence, full softmax.

Hidasi et al. 2016, https://arxiv.org/abs/1511.06939
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from baselines.shared import adam, check, epochs, recurrent, sequences
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

BATCH = 32  # users


class Model:
    """Predict a user's next positive by the state of a GRU after the latest `length`.

    A user's whole history is one session. Scores are products of the state with the items'
    embeddings, which are also what goes in ("constrained embeddings", Hidasi and Karatzoglou 2018,
    https://doi.org/10.1145/3269206.3271761), plus the item's bias. The loss is the softmax over all
    items, instead of over those of a sample.

    Positives at the same time are one step: they go in one after the other, and each is predicted
    from the last place of the step before, which has seen none of them.

    A user without positives gets a constant row. The same seed gives the same bits on any number
    of cores, as XLA is held to one thread.
    """

    needs = frozenset({"baskets"})
    personalized = True
    title = "GRU4Rec"
    family = "sequential"
    search = {
        "factors": Integers(32, 128, log=True),
        "learning_rate": Floats(0.0005, 0.02, log=True),
        "dropout": Floats(0.0, 0.7),
        "weight_decay": Floats(0.0, 5.0),
    }

    def __init__(
        self,
        *,
        factors: int = 64,
        length: int = 50,
        epochs: int = 20,
        learning_rate: float = 0.005,
        dropout: float = 0.4,
        weight_decay: float = 0.0,
        seed: int = 0,
    ) -> None:
        check.at_least(1, factors=factors, length=length, epochs=epochs)
        check.above(0, learning_rate=learning_rate)
        check.at_least(0, dropout=dropout, weight_decay=weight_decay)
        check.below(1, dropout=dropout)
        self.factors, self.length, self.epochs, self.seed = factors, length, epochs, seed
        self.options = {
            "learning_rate": learning_rate,
            "dropout": dropout,
            "weight_decay": weight_decay,
        }

    weights: dict[str, Any]  # arrays, of JAX or numpy
    moments: Any  # the state of Adam

    def fit(self, train: Training) -> "Model":
        """Train for `epochs` epochs with Adam, its weight decay decoupled."""
        epochs.train_all(self, train)
        return self

    def fit_until(self, train: Training, validate: Callable[[], float]) -> dict[str, int]:
        """Train until `validate` no longer rises; return the number of the best epoch."""
        return epochs.train_until(self, train, validate)

    def scores(self, users: IntArray) -> FloatArray:
        """Return the logits, (len(users), n_items) float32; 0 for a user without positives."""
        logits: FloatArray = self.user_vectors[users] @ self.item_vectors.T
        return logits

    def start(self, train: Training) -> None:
        """Set the weights to random ones."""
        adam.use_one_thread()
        self.known = sequences.of_positives(train, self.length)
        self.taught = sequences.of_positives(train, self.length + 1)  # with what comes after
        self.weights = recurrent.initial(train.n_items, self.factors, self.seed)
        self.moments = adam.ADAM.init(self.weights)

    def train_epoch(self, epoch: int) -> None:
        """Go through the sequences of all users with two steps or more once."""
        random = np.random.default_rng([self.seed, epoch])
        items, sources = self.taught.items, self.taught.sources
        has_targets = (sources >= 0).any(axis=1)
        users = adam.shuffled(np.flatnonzero(has_targets), BATCH, random)
        is_user = (users >= 0)[..., None]
        parts = items[:, :-1], items[:, 1:], sources[:, 1:]
        given = [np.where(is_user, part[users], sequences.GAP) for part in parts]
        keys = adam.keys(self.seed, epoch, len(users))
        state = (self.weights, self.moments)
        self.weights, self.moments = recurrent.epoch(state, {}, (*given, keys), self.options)

    def embed(self) -> None:
        """Compute all users' and items' vectors; the last column adds the item's bias."""
        items = self.known.items
        n_users = len(items)
        n_batches = -(-n_users // BATCH)
        given = np.full((n_batches * BATCH, self.length), sequences.GAP, dtype=np.int32)
        given[:n_users] = items
        ends = recurrent.last_states(self.weights, given.reshape(n_batches, BATCH, -1))
        states = np.asarray(ends).reshape(-1, self.factors)[:n_users]
        has_history = self.known.present.any(axis=1).astype(np.float32)
        self.user_vectors: FloatArray = np.column_stack([states, has_history])
        of_items = self.weights["item"], self.weights["item_bias"]
        self.item_vectors: FloatArray = np.column_stack([np.asarray(part) for part in of_items])

    def finish(self) -> None:
        """Drop what only training needs."""
        del self.moments, self.known, self.taught
