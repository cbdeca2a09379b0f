"""The network of `sasrec`, in JAX. No other baseline imports this."""

import jax
import jax.numpy as jnp
from jax import Array

from baselines.shared import adam
from baselines.shared.adam import Arrays

_HIDDEN = -1e9  # the logit of what a place must not see
Batch = tuple[Array, Array, Array, Array, Array]


def initial(n_items: int, length: int, factors: int, blocks: int, seed: int) -> Arrays:
    """Return random embeddings of length about 1, and blocks of layers, the first axis of each."""
    keys = jax.random.split(jax.random.key(seed), 6)
    scale = factors**-0.5
    layers = {"query": 2, "key": 3, "value": 4, "inner": 5}
    weights = {
        "item": jax.random.normal(keys[0], (n_items, factors)) * scale,
        "position": jax.random.normal(keys[1], (length, factors)) * scale,
        "outer": jnp.zeros((blocks, factors, factors)),  # a block begins as its attention alone
        "inner_offset": jnp.zeros((blocks, factors)),
        "outer_offset": jnp.zeros((blocks, factors)),
        "norm": jnp.ones((2 * blocks + 1, factors)),
        "norm_offset": jnp.zeros((2 * blocks + 1, factors)),
    }
    for name, place in layers.items():
        of_blocks = jax.random.split(keys[place], blocks)
        made = [adam.glorot(key, factors, factors) for key in of_blocks]
        weights[name] = jnp.stack(made)
    return weights


def states(weights: Arrays, items: Array, steps: Array, dropout: Array, key: Array) -> Array:
    """Return what is known at each place, (rows, length, factors): its own and earlier steps.

    items, steps : (rows, length), as in `Sequences`; dropout : 0 where nothing is to be learned
    """
    blocks, factors, _ = weights["query"].shape
    keys = jax.random.split(key, 2 * blocks + 1)
    present = (items >= 0)[..., None]
    embedded = weights["item"][items] * factors**0.5 + weights["position"][steps]
    values = adam.dropped(embedded, dropout, keys[-1]) * present
    is_seen = (steps[:, None, :] <= steps[:, :, None]) & (items >= 0)[:, None, :]
    for block in range(blocks):
        attended = _attention(weights, block, _normed(weights, 2 * block, values), values, is_seen)
        values = values + adam.dropped(attended, dropout, keys[2 * block])
        fed = _feed_forward(weights, block, _normed(weights, 2 * block + 1, values))
        values = values + adam.dropped(fed, dropout, keys[2 * block + 1])
    return _normed(weights, 2 * blocks, values) * present


def _attention(weights: Arrays, block: int, queries: Array, values: Array, is_seen: Array) -> Array:
    """Return for each place the mean of the values that it sees, weighted by a softmax."""
    query = queries @ weights["query"][block]
    key = values @ weights["key"][block]
    products = jnp.einsum("rqf,rkf->rqk", query, key) * query.shape[-1] ** -0.5
    shares = jax.nn.softmax(jnp.where(is_seen, products, _HIDDEN), axis=-1)
    return jnp.einsum("rqk,rkf->rqf", shares, values @ weights["value"][block])


def _feed_forward(weights: Arrays, block: int, values: Array) -> Array:
    """Return two layers of each place by itself."""
    inner = jax.nn.relu(values @ weights["inner"][block] + weights["inner_offset"][block])
    return inner @ weights["outer"][block] + weights["outer_offset"][block]


def _normed(weights: Arrays, norm: int, values: Array) -> Array:
    """Scale each place to mean 0 and variance 1, then by learned weights."""
    centred = values - values.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    scaled = centred / jnp.sqrt(variance + 1e-6)
    return scaled * weights["norm"][norm] + weights["norm_offset"][norm]


def _loss(weights: Arrays, data: Arrays, batch: Batch, options: Arrays) -> Array:  # noqa: ARG001
    """Return the mean cross-entropy of a batch, by a softmax over all items.

    batch : items and steps that are given, (rows, length); targets and the place that each is
    predicted from, (rows, length), -1 where there is none; a key of the dropout
    """
    items, steps, targets, sources, key = batch
    at_places = states(weights, items, steps, options["dropout"], key)
    at_sources = jnp.take_along_axis(at_places, jnp.maximum(sources, 0)[..., None], axis=1)
    logits = at_sources @ weights["item"].T
    of_targets = jnp.take_along_axis(logits, jnp.maximum(targets, 0)[..., None], axis=2)[..., 0]
    losses = jax.nn.logsumexp(logits, axis=2) - of_targets
    is_there = sources >= 0
    return (losses * is_there).sum() / jnp.maximum(is_there.sum(), 1)


epoch = adam.epoch_of(_loss)


@jax.jit
def last_states(weights: Arrays, items: Array, steps: Array) -> Array:
    """Return what is known at the end of each row, (batches, rows, factors).

    items, steps : (batches, rows, length)
    """
    key = jax.random.key(0)  # drops nothing

    def of_batch(batch: tuple[Array, Array]) -> Array:
        return states(weights, *batch, jnp.zeros(()), key)[:, -1]

    return jax.lax.map(of_batch, (items, steps))
