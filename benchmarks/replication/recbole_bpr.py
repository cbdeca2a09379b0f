"""BPR as RecBole trains it by default: negatives drawn evenly, Adam, stopped early."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from baselines.shared.towers import use_one_thread
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training

FACTORS, BATCH, RATE, MOST_EPOCHS, PATIENCE = 64, 2048, 0.001, 300, 10  # RecBole's default values


@dataclass
class Bpr:
    """Factors without biases; an epoch sees each positive once, with an item the user lacks.

    judge : returns a number that rises with the quality of a model on the validation part
    """

    seed: int
    judge: Callable[["Bpr"], float]
    factors: dict[str, Any] = field(default_factory=dict)

    def fit(self, train: Training) -> "Bpr":
        """Train until `judge` has not risen for ten epochs; keep the best factors."""
        use_one_thread()
        random = np.random.default_rng(self.seed)
        sizes = {"users": train.n_users, "items": train.n_items}
        scales = {name: np.sqrt(2 / (n + FACTORS)) for name, n in sizes.items()}  # Glorot's
        self.factors = {
            name: jnp.asarray(random.normal(0, scales[name], (n, FACTORS)))
            for name, n in sizes.items()
        }
        optimizer = optax.adam(RATE)
        state, step = optimizer.init(self.factors), _step(optimizer)
        best, at, kept = -np.inf, 0, self.factors
        for epoch in range(MOST_EPOCHS):
            for rows in np.array_split(
                random.permutation(len(train.users)), -(-len(train.users) // BATCH)
            ):
                users = train.users[rows]
                triple = users, train.items[rows], _negatives(users, train, random)
                self.factors, state = step(self.factors, state, *triple)
            value = self.judge(self)
            if value > best:
                best, at, kept = value, epoch, self.factors
            elif epoch - at >= PATIENCE:
                break
        self.factors = kept
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the products of factors, (len(users), n_items)."""
        return np.asarray(self.factors["users"][users] @ self.factors["items"].T, dtype=np.float64)


def _negatives(users: IntArray, train: Training, random: np.random.Generator) -> IntArray:
    """Draw an item for each user, all alike likely but those that the user has."""
    items = random.integers(0, train.n_items, len(users))
    owned = np.flatnonzero(np.asarray(train.positives[users, items]).ravel())
    while len(owned):
        items[owned] = random.integers(0, train.n_items, len(owned))
        owned = owned[np.asarray(train.positives[users[owned], items[owned]]).ravel() > 0]
    return items


def _loss(factors: dict[str, Any], users: Any, positives: Any, negatives: Any) -> Any:
    gap = factors["items"][positives] - factors["items"][negatives]
    return -jax.nn.log_sigmoid((factors["users"][users] * gap).sum(axis=1)).mean()


def _step(optimizer: optax.GradientTransformation) -> Callable[..., Any]:
    @jax.jit
    def step(factors: Any, state: Any, *triple: Any) -> Any:
        updates, state = optimizer.update(jax.grad(_loss)(factors, *triple), state)
        return optax.apply_updates(factors, updates), state

    return step
