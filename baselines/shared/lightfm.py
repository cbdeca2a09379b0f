"""Train LightFM on one thread and take from it factors whose products are its predictions."""

from typing import Any

import numpy as np
from lightfm import LightFM
from scipy.sparse import csr_matrix, diags_array, hstack

from baselines.shared import check
from benchmarks.shared.arrays import BoolArray, FloatArray
from benchmarks.shared.training import Features, Training


def options(
    factors: int, learning_rate: float, item_alpha: float, user_alpha: float, epochs: int, seed: int
) -> dict[str, Any]:
    """Return LightFM's names for a baseline's parameters, after checking them."""
    check.at_least(1, factors=factors, epochs=epochs)
    check.above(0, learning_rate=learning_rate)
    check.at_least(0, item_alpha=item_alpha, user_alpha=user_alpha)
    return {
        "no_components": factors,
        "learning_rate": learning_rate,
        "item_alpha": item_alpha,
        "user_alpha": user_alpha,
        "random_state": seed,
        "loss": "warp",
    }


def trained(
    train: Training, user_features: csr_matrix, item_features: csr_matrix, options: dict[str, Any], epochs: int
) -> LightFM:
    """Train on one thread: LightFM's updates race on more, and the result would not repeat."""
    return LightFM(**options).fit(
        train.positives.tocoo(),
        user_features=user_features,
        item_features=item_features,
        epochs=epochs,
        num_threads=1,
    )


def factors(model: LightFM, user_features: csr_matrix, item_features: csr_matrix) -> tuple[FloatArray, FloatArray]:
    """Return (n_users, n) and (n_items, n) factors; the last two columns hold the biases beside ones."""
    user_bias, users = model.get_user_representations(user_features)
    item_bias, items = model.get_item_representations(item_features)
    return (
        np.column_stack([users, user_bias, np.ones_like(user_bias)]),
        np.column_stack([items, np.ones_like(item_bias), item_bias]),
    )


def with_identity(features: Features | None, known: BoolArray) -> csr_matrix:
    """Return one column per entity beside its features; each row sums to 1, as in LightFM's own datasets.

    known : whether an entity has positives; the others get no column of their own, as nothing would train it
    """
    own = diags_array(known.astype(np.float32), format="csr")
    both = csr_matrix(own if features is None else hstack([own, features.matrix]), dtype=np.float32)
    both.eliminate_zeros()
    sizes = np.asarray(both.sum(axis=1)).ravel()
    both.data /= np.repeat(sizes, np.diff(both.indptr)).astype(np.float32)
    return both
