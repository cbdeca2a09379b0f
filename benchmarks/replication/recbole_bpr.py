"""BPR as RecBole trains it by default: negatives drawn evenly, Adam, stopped early."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from baselines.shared.adam import use_one_thread
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.protocol.training import Training

FACTORS, BATCH, RATE, MOST_EPOCHS, PATIENCE = 64, 2048, 0.001, 300, 10  # RecBole's default values
OPTIMIZER = optax.adam(RATE)
Batches = tuple[IntArray, IntArray, IntArray]  # users, positives and negatives


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
        self.factors = {
            "users": _initial(train.n_users, random),
            "items": _initial(train.n_items, random),
        }
        state = OPTIMIZER.init(self.factors)
        has = train.positives.toarray() > 0
        best_value = -np.inf
        best_epoch = 0
        best_factors = self.factors
        for epoch in range(MOST_EPOCHS):
            for batches in _epoch(train, has, random):
                self.factors, state = _steps(self.factors, state, batches)
            value = self.judge(self)
            if value > best_value:
                best_value = value
                best_epoch = epoch
                best_factors = self.factors
            elif epoch - best_epoch >= PATIENCE:
                break
        self.factors = best_factors
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the products of factors, (len(users), n_items)."""
        of_users = self.factors["users"][users]
        of_items = self.factors["items"]
        return np.asarray(of_users @ of_items.T)


def _initial(n: int, random: np.random.Generator) -> Any:
    """Draw factors, (n, FACTORS), scaled as Glorot does."""
    scale = np.sqrt(2 / (n + FACTORS))
    return jnp.asarray(random.normal(0, scale, (n, FACTORS)))


def _epoch(train: Training, has: BoolArray, random: np.random.Generator) -> Iterator[Batches]:
    """Yield all positives in random order, each with an item that the user lacks.

    In batches of about the same size; those of one size together, (n_batches, n) each.
    has : (n_users, n_items)
    """
    order = random.permutation(len(train.users))
    n_batches = -(-len(order) // BATCH)
    for _, of_one_size in groupby(np.array_split(order, n_batches), len):
        rows = np.array(list(of_one_size))
        users = train.users[rows]
        negatives = np.array([_negatives(of_batch, has, random) for of_batch in users])
        yield users, train.items[rows], negatives


def _negatives(users: IntArray, has: BoolArray, random: np.random.Generator) -> IntArray:
    """Draw an item for each user, all alike likely but those that the user has.

    has : (n_users, n_items)
    """
    n_items = has.shape[1]
    items = random.integers(0, n_items, len(users))
    owned = np.flatnonzero(has[users, items])
    while len(owned):
        items[owned] = random.integers(0, n_items, len(owned))
        owned = owned[has[users[owned], items[owned]]]
    return items


def _loss(factors: dict[str, Any], users: Any, positives: Any, negatives: Any) -> Any:
    """Return the mean loss of a batch: how little positives score above negatives."""
    items = factors["items"]
    gap = items[positives] - items[negatives]
    products = factors["users"][users] * gap
    return -jax.nn.log_sigmoid(products.sum(axis=1)).mean()


@jax.jit
def _steps(factors: Any, state: Any, batches: Batches) -> Any:
    """Return factors and state after some batches; compiled once, for all fits of the process."""

    def step(before: Any, batch: Any) -> Any:
        factors, state = before
        gradient = jax.grad(_loss)(factors, *batch)
        updates, state = OPTIMIZER.update(gradient, state)
        return (optax.apply_updates(factors, updates), state), None

    after, _ = jax.lax.scan(step, (factors, state), batches)
    return after
