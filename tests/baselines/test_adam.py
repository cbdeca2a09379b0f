"""Epochs of Adam: each batch in turn, and compiled once for nearly equal numbers of them."""

import jax.numpy as jnp
import numpy as np
from jax import Array

from baselines.shared import adam

OPTIONS = {"learning_rate": np.float32(0.1), "weight_decay": np.float32(0.0)}
NO_DATA: dict[str, Array] = {}


def test_epochs_of_nearly_equal_length_go_through_all_their_batches_and_are_compiled_once() -> None:
    compiled = []

    def loss(weights: adam.Arrays, data: adam.Arrays, batch: Array, options: adam.Arrays) -> Array:
        compiled.append(batch.shape)
        return ((weights["w"] - batch) ** 2).sum()

    epoch = adam.epoch_of(loss)
    batches = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    weights = {"w": jnp.zeros(3)}
    start = (weights, adam.ADAM.init(weights))
    (at_once, _) = epoch(start, NO_DATA, batches, OPTIONS)
    in_turn = start
    for place in range(len(batches)):
        in_turn = epoch(in_turn, NO_DATA, batches[place : place + 1], OPTIONS)
    np.testing.assert_array_equal(at_once["w"], in_turn[0]["w"])
    assert (np.asarray(at_once["w"]) != 0).all()
    assert compiled == [(3,)]
