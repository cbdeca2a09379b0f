"""SASRec: self-attention over a user's sequence (Kang and McAuley 2018), full softmax.

Kang and McAuley 2018, https://doi.org/10.1109/ICDM.2018.00035
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from baselines.shared import adam, check, epochs, sequences, transformer
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

BATCH = 32  # users


class Model:
    """Predict a user's next positive by what attention makes of the latest `length`.

    Blocks of self-attention (one head) and two layers for each place, with normalization before
    each; scores are products with the items' embeddings, as in the paper. The loss is the softmax
    over all items, instead of one drawn negative (Klenitskiy and Vasilev 2023,
    https://doi.org/10.1145/3604915.3610644).

    Positives at the same time are one step: they have the position of the step, see the steps
    before and each other, and each is predicted from the last place of the step before, which has
    seen none of them. So what is in the same step is never part of what predicts it.

    A user without positives gets a constant row. The same seed gives the same bits on any number
    of cores, as XLA is held to one thread.
    """

    needs = frozenset({"baskets"})
    personalized = True
    title = "SASRec"
    family = "sequential"
    search = {
        "factors": Integers(32, 96, log=True),
        "blocks": Integers(1, 2),
        "learning_rate": Floats(0.0003, 0.01, log=True),
        "dropout": Floats(0.1, 0.7),
        "weight_decay": Floats(0.0, 5.0),
    }

    def __init__(
        self,
        *,
        factors: int = 64,
        blocks: int = 2,
        length: int = 50,
        epochs: int = 20,
        learning_rate: float = 0.002,
        dropout: float = 0.4,
        weight_decay: float = 0.0,
        seed: int = 0,
    ) -> None:
        check.at_least(1, factors=factors, blocks=blocks, length=length, epochs=epochs)
        check.above(0, learning_rate=learning_rate)
        check.at_least(0, dropout=dropout, weight_decay=weight_decay)
        check.below(1, dropout=dropout)
        self.factors, self.blocks, self.length = factors, blocks, length
        self.epochs, self.seed = epochs, seed
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
        return self.user_vectors[users] @ self.item_vectors.T

    def start(self, train: Training) -> None:
        """Set the weights to random ones."""
        adam.use_one_thread()
        self.known = sequences.of_positives(train, self.length)
        self.taught = sequences.of_positives(train, self.length + 1)  # with what comes after
        self.weights = transformer.initial(
            train.n_items, self.length, self.factors, self.blocks, self.seed
        )
        self.moments = adam.ADAM.init(self.weights)

    def train_epoch(self, epoch: int) -> None:
        """Go through the sequences of all users with two steps or more once."""
        random = np.random.default_rng([self.seed, epoch])
        has_targets = (self.taught.sources >= 0).any(axis=1)
        users = adam.shuffled(np.flatnonzero(has_targets), BATCH, random)
        is_user = (users >= 0)[..., None]
        items, steps = self.taught.items, self.taught.steps
        of_targets = items[:, 1:], self.taught.sources[:, 1:]
        parts = (items[:, :-1], steps[:, :-1], *of_targets)
        given = [np.where(is_user, part[users], sequences.GAP) for part in parts]
        keys = adam.keys(self.seed, epoch, len(users))
        state = (self.weights, self.moments)
        self.weights, self.moments = transformer.epoch(state, {}, (*given, keys), self.options)

    def embed(self) -> None:
        """Compute all users' and items' vectors; a user without positives has zeros."""
        n_users = len(self.known.items)
        n_batches = -(-n_users // BATCH)
        shape = (n_batches, BATCH, self.length)
        given = np.full((2, n_batches * BATCH, self.length), sequences.GAP, dtype=np.int32)
        given[:, :n_users] = self.known.items, self.known.steps
        items, steps = given.reshape(2, *shape)
        ends = transformer.last_states(self.weights, items, steps)
        self.user_vectors: FloatArray = np.asarray(ends).reshape(-1, self.factors)[:n_users]
        self.item_vectors: FloatArray = np.asarray(self.weights["item"])

    def finish(self) -> None:
        """Drop what only training needs."""
        del self.moments, self.known, self.taught
