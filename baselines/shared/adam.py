"""Training in JAX that gives the same bits on any number of cores: one thread, steps of Adam."""

import os
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from benchmarks.contract.arrays import IntArray

ADAM = optax.scale_by_adam()
_BATCHES = 64  # an epoch has room for a multiple: for folds of nearly one size it is compiled once

Arrays = dict[str, Array]
State = tuple[Arrays, optax.OptState]  # weights, and what Adam remembers
# the mean loss of a batch, from weights, data, the batch and options
Loss = Callable[[Arrays, Arrays, Any, Arrays], Array]
Epoch = Callable[[State, Any, Any, Any], State]


def use_one_thread() -> None:
    """Start JAX with one thread if it has not started: with more, XLA sums in another order.

    XLA reads NPROC once, when its client starts; the variable is then as before.
    """
    before = os.environ.get("NPROC")
    os.environ["NPROC"] = "1"
    try:
        jax.devices()
    finally:
        if before is None:
            del os.environ["NPROC"]
        else:
            os.environ["NPROC"] = before


def epoch_of(loss: Loss) -> Epoch:
    """Return what takes one step of Adam for each batch; all batches have the same shapes.

    Its options have `learning_rate` and `weight_decay`, which is decoupled from the loss.
    """

    @jax.jit
    def steps(state: State, data: Arrays, batches: Any, n_batches: int, options: Arrays) -> State:
        def step(place: Array, state: State) -> State:
            weights, moments = state
            batch = jax.tree.map(lambda of_all: of_all[place], batches)
            gradient = jax.grad(loss)(weights, data, batch, options)
            direction, moments = ADAM.update(gradient, moments)
            rate, decay = options["learning_rate"], options["weight_decay"]

            def stepped(old: Array, change: Array) -> Array:
                return old - rate * (change + decay * old)

            weights = jax.tree.map(stepped, weights, direction)
            return weights, moments

        return jax.lax.fori_loop(0, n_batches, step, state)

    def epoch(state: State, data: Arrays, batches: Any, options: Arrays) -> State:
        n_batches = len(jax.tree.leaves(batches)[0])
        return steps(state, data, jax.tree.map(_with_room, batches), n_batches, options)

    return epoch


def _with_room(of_batches: Any) -> Any:
    """Return what all batches have, with zeros behind it up to a multiple of `_BATCHES`."""
    if jax.dtypes.issubdtype(of_batches.dtype, jax.dtypes.prng_key):
        of_keys = _with_room(jax.random.key_data(of_batches))
        return jax.random.wrap_key_data(of_keys)
    room = -len(of_batches) % _BATCHES
    return np.pad(of_batches, [(0, room), *[(0, 0)] * (of_batches.ndim - 1)])


def keys(seed: int, epoch: int, n: int) -> Array:
    """Return random keys for the n batches of an epoch."""
    of_epoch = jax.random.fold_in(jax.random.key(seed), epoch)
    return jax.random.split(of_epoch, n)


def dropped(values: Array, share: Array, key: Array) -> Array:
    """Set a random share of the values to 0, the others over what is kept: the mean stays."""
    kept = jax.random.bernoulli(key, 1 - share, values.shape)
    return jnp.where(kept, values / (1 - share), 0.0)


def glorot(key: Array, n_inputs: int, n_outputs: int) -> Array:
    """Return random weights of a layer (n_inputs, n_outputs) (Glorot and Bengio 2010)."""
    scale = (2 / (n_inputs + n_outputs)) ** 0.5
    return jax.random.normal(key, (n_inputs, n_outputs)) * scale


def shuffled(codes: IntArray, size: int, random: np.random.Generator) -> IntArray:
    """Deal shuffled codes to batches, (n_batches, size); -1 where the last one is not full."""
    n_batches = -(-len(codes) // size)
    dealt = np.full(n_batches * size, -1, dtype=np.int32)
    dealt[: len(codes)] = random.permutation(codes)
    return dealt.reshape(n_batches, size)
