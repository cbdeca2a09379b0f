"""Mult-VAE: a variational autoencoder with a multinomial likelihood.

Liang et al. 2018, https://doi.org/10.1145/3178876.3186150
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from baselines.shared import adam, check, epochs, variational
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

BATCH = 64  # users
WARM_UP = 10  # epochs after which the divergence has its full weight


class Model:
    """Encode a user's positives as a normal distribution of factors, and decode its mean.

    The loss of a user is the negative log-likelihood of the positives, drawn from a softmax over
    all items, plus `kl_weight` times the divergence of the factors from the standard normal
    (equation 4); this weight rises from 0 in the first `WARM_UP` epochs, by equal steps. The share
    `dropout` of what goes into the encoder is set to 0. Encoder and decoder have a hidden layer of
    `hidden` units (tanh) each.

    A user without positives gets a constant row. The same seed gives the same bits on any number
    of cores, as XLA is held to one thread.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "Mult-VAE"
    family = "neural"
    search = {
        "factors": Integers(16, 256, log=True),
        "hidden": Integers(50, 400, log=True),
        "learning_rate": Floats(0.0003, 0.01, log=True),
        "dropout": Floats(0.2, 0.8),
        "kl_weight": Floats(0.005, 0.5, log=True),
        "weight_decay": Floats(0.0, 5.0),
    }

    def __init__(
        self,
        *,
        factors: int = 64,
        hidden: int = 200,
        epochs: int = 25,
        learning_rate: float = 0.002,
        dropout: float = 0.6,
        kl_weight: float = 0.05,
        weight_decay: float = 0.0,
        seed: int = 0,
    ) -> None:
        check.at_least(1, factors=factors, hidden=hidden, epochs=epochs)
        check.above(0, learning_rate=learning_rate)
        check.at_least(0, dropout=dropout, kl_weight=kl_weight, weight_decay=weight_decay)
        check.below(1, dropout=dropout)
        self.factors, self.hidden, self.epochs, self.seed = factors, hidden, epochs, seed
        self.learning_rate, self.dropout = learning_rate, dropout
        self.kl_weight, self.weight_decay = kl_weight, weight_decay

    weights: dict[str, Any]  # arrays, of JAX or numpy
    moments: Any  # the state of Adam

    @staticmethod
    def gigabytes(train: Training) -> float:
        """Return how large the dense array of all users' positives is."""
        return train.n_users * train.n_items * np.float32().itemsize / 1e9

    def fit(self, train: Training) -> "Model":
        """Train for `epochs` epochs with Adam, its weight decay decoupled."""
        epochs.train_all(self, train)
        return self

    def fit_until(self, train: Training, validate: Callable[[], float]) -> dict[str, int]:
        """Train until `validate` no longer rises; return the number of the best epoch."""
        return epochs.train_until(self, train, validate)

    def scores(self, users: IntArray) -> FloatArray:
        """Return the logits, (len(users), n_items) float32."""
        logits = self.user_vectors[users] @ self.item_vectors + self.item_bias
        logits[~self.has_positives[users]] = 0.0
        return logits

    def start(self, train: Training) -> None:
        """Set the weights to random ones."""
        adam.use_one_thread()
        self.data = {"positives": train.positives.toarray()}
        self.has_positives = np.diff(train.positives.indptr) > 0
        self.weights = variational.initial(train.n_items, self.hidden, self.factors, self.seed)
        self.moments = adam.ADAM.init(self.weights)

    def train_epoch(self, epoch: int) -> None:
        """Go through all users with positives once."""
        random = np.random.default_rng([self.seed, epoch])
        users = adam.shuffled(np.flatnonzero(self.has_positives), BATCH, random)
        keys = adam.keys(self.seed, epoch, len(users))
        options = {
            "learning_rate": self.learning_rate,
            "weight_decay": self.weight_decay,
            "dropout": self.dropout,
            "kl_weight": self.kl_weight * min(1.0, epoch / WARM_UP),
        }
        state = (self.weights, self.moments)
        self.weights, self.moments = variational.epoch(state, self.data, (users, keys), options)

    def embed(self) -> None:
        """Compute the last hidden layer of all users."""
        hidden = variational.reconstructed(self.weights, self.data["positives"])
        self.user_vectors: FloatArray = np.asarray(hidden)
        self.item_vectors: FloatArray = np.asarray(self.weights["decoder_out"])
        self.item_bias: FloatArray = np.asarray(self.weights["decoder_out_offset"])

    def finish(self) -> None:
        """Drop what only training needs."""
        del self.moments, self.data
