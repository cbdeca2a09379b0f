"""The network of `gru4rec`, in JAX. No other baseline imports this."""

import jax
import jax.numpy as jnp
from jax import Array

from baselines.shared import adam
from baselines.shared.adam import Arrays

# items (rows, length), targets (rows, length), sources (rows, length), a key of the dropout
Batch = tuple[Array, Array, Array, Array]


def initial(n_items: int, factors: int, seed: int) -> Arrays:
    """Return random embeddings of length about 1, and a cell of gated recurrent units.

    The columns of `input` and `recurrent` are those of the update, the reset and the candidate.
    """
    keys = jax.random.split(jax.random.key(seed), 3)
    parts = jax.random.split(keys[1], 3), jax.random.split(keys[2], 3)
    from_input, recurrent = (
        jnp.concatenate([adam.glorot(key, factors, factors) for key in of_part], axis=1)
        for of_part in parts
    )
    return {
        "item": jax.random.normal(keys[0], (n_items, factors)) * factors**-0.5,
        "item_bias": jnp.zeros(n_items),
        "input": from_input,
        "recurrent": recurrent,
        "offset": jnp.zeros(3 * factors),
    }


def cell(weights: Arrays, state: Array, given: Array) -> Array:
    """Return the state after one more input, (rows, factors) (Cho et al. 2014).

    given : (rows, 3 * factors), the input times its weights, plus the offset
    """
    factors = state.shape[-1]
    of_gates, of_candidate = jnp.split(weights["recurrent"], [2 * factors], axis=1)
    for_gates, for_candidate = jnp.split(given, [2 * factors], axis=1)
    update, reset = jnp.split(jax.nn.sigmoid(for_gates + state @ of_gates), 2, axis=1)
    candidate = jnp.tanh(for_candidate + (reset * state) @ of_candidate)
    return (1 - update) * state + update * candidate


def states(weights: Arrays, items: Array, dropout: Array, key: Array) -> Array:
    """Return the state after each place, (rows, length, factors); gaps leave it as it is.

    items : (rows, length), -1 in gaps; dropout : of what goes in, 0 where nothing is learned
    """
    rows, _ = items.shape
    factors = weights["item"].shape[1]
    embedded = adam.dropped(weights["item"][items] * factors**0.5, dropout, key)
    given = embedded @ weights["input"] + weights["offset"]

    def step(state: Array, place: tuple[Array, Array]) -> tuple[Array, Array]:
        of_place, is_there = place
        after = jnp.where(is_there[:, None], cell(weights, state, of_place), state)
        return after, after

    places = given.swapaxes(0, 1), (items >= 0).T
    return jax.lax.scan(step, jnp.zeros((rows, factors)), places)[1].swapaxes(0, 1)


def _loss(weights: Arrays, data: Arrays, batch: Batch, options: Arrays) -> Array:  # noqa: ARG001
    """Return the mean cross-entropy of a batch, by a softmax over all items.

    batch : items that are given, targets and the place that each is predicted from, all (rows,
    length), -1 where there is none; a key of the dropout
    """
    items, targets, sources, key = batch
    for_input, for_output = jax.random.split(key)
    at_places = states(weights, items, options["dropout"], for_input)
    at_sources = jnp.take_along_axis(at_places, jnp.maximum(sources, 0)[..., None], axis=1)
    kept = adam.dropped(at_sources, options["dropout"], for_output)
    logits = kept @ weights["item"].T + weights["item_bias"]
    of_targets = jnp.take_along_axis(logits, jnp.maximum(targets, 0)[..., None], axis=2)[..., 0]
    losses = jax.nn.logsumexp(logits, axis=2) - of_targets
    is_there = sources >= 0
    return (losses * is_there).sum() / jnp.maximum(is_there.sum(), 1)


epoch = adam.epoch_of(_loss)


@jax.jit
def last_states(weights: Arrays, items: Array) -> Array:
    """Return the state at the end of each row, (batches, rows, factors).

    items : (batches, rows, length)
    """
    key = jax.random.key(0)  # drops nothing

    def of_batch(batch: Array) -> Array:
        return states(weights, batch, jnp.zeros(()), key)[:, -1]

    return jax.lax.map(of_batch, items)
