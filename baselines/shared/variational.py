"""The network of `multvae`, in JAX. No other baseline imports this."""

import jax
import jax.numpy as jnp
from jax import Array

from baselines.shared import adam
from baselines.shared.adam import Arrays


def initial(n_items: int, hidden: int, factors: int, seed: int) -> Arrays:
    """Return the random weights of an encoder and a decoder with a hidden layer each."""
    keys = jax.random.split(jax.random.key(seed), 4)
    return {
        "encoder_in": adam.glorot(keys[0], n_items, hidden),
        "encoder_in_offset": jnp.zeros(hidden),
        "encoder_out": adam.glorot(keys[1], hidden, 2 * factors),  # means, then log variances
        "encoder_out_offset": jnp.zeros(2 * factors),
        "decoder_in": adam.glorot(keys[2], factors, hidden),
        "decoder_in_offset": jnp.zeros(hidden),
        "decoder_out": adam.glorot(keys[3], hidden, n_items),
        "decoder_out_offset": jnp.zeros(n_items),
    }


def unit(positives: Array) -> Array:
    """Scale rows to length 1; a row of zeros stays."""
    squares = (positives**2).sum(axis=1, keepdims=True)
    return positives / jnp.sqrt(jnp.maximum(squares, 1.0))  # ones and zeros: below 1 is none


def encoded(weights: Arrays, inputs: Array) -> tuple[Array, Array]:
    """Return means and log variances of the latent factors, (n, factors) each."""
    hidden = jnp.tanh(inputs @ weights["encoder_in"] + weights["encoder_in_offset"])
    both = hidden @ weights["encoder_out"] + weights["encoder_out_offset"]
    means, log_variances = jnp.split(both, 2, axis=1)
    return means, log_variances


def decoder_hidden(weights: Arrays, latent: Array) -> Array:
    """Return the hidden layer of the decoder, (n, hidden)."""
    return jnp.tanh(latent @ weights["decoder_in"] + weights["decoder_in_offset"])


def loss_at(
    weights: Arrays, positives: Array, inputs: Array, noise: Array, kl_weight: Array
) -> Array:
    """Return the negative evidence bound of each row, its second term weighted, (n,).

    positives : (n, n_items) of ones and zeros; inputs : the same as the encoder sees it
    noise : (n, factors), standard normal
    """
    means, log_variances = encoded(weights, inputs)
    latent = means + noise * jnp.exp(log_variances / 2)
    hidden = decoder_hidden(weights, latent)
    logits = hidden @ weights["decoder_out"] + weights["decoder_out_offset"]
    n_positives = positives.sum(axis=1)
    log_likelihood = (positives * logits).sum(axis=1) - n_positives * jax.nn.logsumexp(logits, 1)
    divergence = 0.5 * (jnp.exp(log_variances) + means**2 - 1 - log_variances).sum(axis=1)
    return kl_weight * divergence - log_likelihood


def _loss(weights: Arrays, data: Arrays, batch: tuple[Array, Array], options: Arrays) -> Array:
    """Return the mean loss of a batch: users (rows,), a key of the dropout and the noise."""
    users, key = batch
    of_dropout, of_noise = jax.random.split(key)
    positives = data["positives"][users] * (users >= 0)[:, None]
    inputs = adam.dropped(unit(positives), options["dropout"], of_dropout)
    n_factors = weights["decoder_in"].shape[0]
    noise = jax.random.normal(of_noise, (len(users), n_factors))
    losses = loss_at(weights, positives, inputs, noise, options["kl_weight"])
    is_there = users >= 0
    return (losses * is_there).sum() / is_there.sum()


epoch = adam.epoch_of(_loss)


@jax.jit
def reconstructed(weights: Arrays, positives: Array) -> Array:
    """Return the hidden layer of the decoder at the means, nothing dropped, (n, hidden)."""
    means, _ = encoded(weights, unit(positives))
    return decoder_hidden(weights, means)
