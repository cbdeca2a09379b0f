"""Two towers: a network for users, a network for items.

Yi et al. 2019, https://doi.org/10.1145/3298689.3346996
"""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from scipy.sparse import csr_matrix

from baselines.shared import adam, check, epochs, minibatches, towers
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

ROWS, WIDTH = 16, 32  # of a batch: rows, and positives in a row at most


class Model:
    """The cosine of a user's and an item's vector over a temperature, plus the item's bias.

    Each tower adds up its inputs and a small network of them, and scales to length 1. Inputs of the
    item tower are the embeddings of the item and of its features; those of the user tower are the
    embeddings of the user, of the user's features, and of the history, the mean of what the item
    tower takes in for the user's positives.

    A row of a batch holds a user and some of its positives, all of them where they are not many,
    in a few groups. The history of a group is the mean of the row's other groups, so a target is
    never part of its own history. The loss is the softmax over the items of the batch, corrected by
    how often each is drawn (equation 3); other positives of the same user are no negatives.

    The share `dropout` of the examples lacks the item's own embedding and bias, as items without
    positives do, and the same share lacks the user's own embedding and history: features learn to
    stand alone. So an item without positives is ranked by its features, and so is a user without; a
    user without features as well gets a constant row.

    The same seed gives the same bits on any number of cores, as XLA is held to one thread.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "Two-tower"
    family = "neural"
    search = {
        "factors": Integers(16, 64, log=True),
        "learning_rate": Floats(0.0005, 0.02, log=True),
        "temperature": Floats(0.05, 0.6, log=True),
        "dropout": Floats(0.0, 0.6),
        "weight_decay": Floats(0.0, 5.0),
    }

    def __init__(
        self,
        *,
        factors: int = 32,
        epochs: int = 8,
        learning_rate: float = 0.003,
        temperature: float = 0.3,
        dropout: float = 0.1,
        weight_decay: float = 0.0,
        seed: int = 0,
    ) -> None:
        check.at_least(1, factors=factors, epochs=epochs)
        check.above(0, learning_rate=learning_rate, temperature=temperature)
        check.at_least(0, dropout=dropout, weight_decay=weight_decay)
        check.below(1, dropout=dropout)
        self.factors, self.epochs, self.temperature, self.seed = factors, epochs, temperature, seed
        self.options = {
            "learning_rate": learning_rate,
            "temperature": temperature,
            "dropout": dropout,
            "weight_decay": weight_decay,
        }

    weights: dict[str, Any]  # arrays, of JAX or numpy
    moments: Any  # the state of Adam
    item_vectors: FloatArray

    def fit(self, train: Training) -> "Model":
        """Train for `epochs` epochs with Adam, its weight decay decoupled."""
        epochs.train_all(self, train)
        return self

    def fit_until(self, train: Training, validate: Callable[[], float]) -> dict[str, int]:
        """Train until `validate` no longer rises; return the number of the best epoch."""
        return epochs.train_until(self, train, validate)

    def scores(self, users: IntArray) -> FloatArray:
        """Return the scores, (len(users), n_items) float32."""
        return self.user_vectors[users] @ self.item_vectors.T

    def add_items(self, features: csr_matrix) -> None:
        """Append new items, by the item tower without an own embedding; CSR (n, n_features)."""
        n_new = features.shape[0]
        weights = self.weights | {"item": np.zeros((n_new, self.factors), dtype=np.float32)}
        data = {
            "item_features": minibatches.codes(features),
            "known_items": np.zeros((n_new, 1), dtype=bool),
        }
        _, items = towers.all_items(weights, data)
        no_bias = np.zeros((n_new, 1), dtype=np.float32)
        self.item_vectors = np.vstack([self.item_vectors, self._scored(items, no_bias)])

    def start(self, train: Training) -> None:
        """Set the weights to random ones."""
        adam.use_one_thread()
        self.positives = train.positives
        counts = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        self.data = {
            "user_features": minibatches.padded(train.user_features, train.n_users),
            "item_features": minibatches.padded(train.item_features, train.n_items),
            "known_users": (np.diff(train.positives.indptr) > 0)[:, None],
            "known_items": (counts > 0)[:, None],
            "log_share": np.log(np.maximum(counts, 1) / max(counts.sum(), 1)).astype(np.float32),
        }
        sizes = {
            "user": train.n_users,
            "item": train.n_items,
            "user_feature": len(train.user_features.names) if train.user_features else 1,
            "item_feature": len(train.item_features.names) if train.item_features else 1,
        }
        self.weights = towers.initial(sizes, self.factors, self.seed)
        self.moments = adam.ADAM.init(self.weights)

    def train_epoch(self, epoch: int) -> None:
        """Go through all positives once."""
        random = np.random.default_rng([self.seed, epoch])
        users, items = minibatches.epoch(self.positives, ROWS, WIDTH, random)
        keys = adam.keys(self.seed, epoch, len(users))
        state = (self.weights, self.moments)
        self.weights, self.moments = towers.epoch(
            state, self.data, (users, items, keys), self.options
        )

    def embed(self) -> None:
        """Compute all users' and items' vectors; the last column adds the item's bias."""
        inputs, items = towers.all_items(self.weights, self.data)
        sizes = np.maximum(np.diff(self.positives.indptr), 1)[:, None].astype(np.float32)
        users = towers.all_users(
            self.weights, self.data, (self.positives @ np.asarray(inputs)) / sizes
        )
        bias = np.asarray(self.weights["item_bias"] * self.data["known_items"])
        self.item_vectors = self._scored(items, bias)
        self.user_vectors = np.hstack(
            [np.asarray(users), np.ones((len(users), 1), dtype=np.float32)]
        )
        unknown = ~self.data["known_users"].ravel() & (self.data["user_features"] < 0).all(axis=1)
        self.user_vectors[unknown] = 0.0

    def finish(self) -> None:
        """Drop what only training needs: twice as large as the weights."""
        del self.moments

    def _scored(self, items: jax.Array, bias: FloatArray) -> FloatArray:
        """Return what to multiply users' vectors with, (n, factors + 1); biases are (n, 1)."""
        return np.hstack([np.asarray(items) / np.float32(self.temperature), bias])
