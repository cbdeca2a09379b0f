"""Train LightFM on one thread and take from it factors whose products are its predictions."""

from typing import Any

import numpy as np
from lightfm import LightFM
from scipy.sparse import csr_matrix, diags_array, hstack

from baselines.shared import check
from benchmarks.contract.arrays import BoolArray, FloatArray
from benchmarks.protocol.training import Features, Training


def options(
    factors: int,
    learning_rate: float,
    item_alpha: float,
    user_alpha: float,
    epochs: int,
    seed: int,
    loss: str = "warp",
) -> dict[str, Any]:
    """Return LightFM's names for a baseline's parameters, after checking them."""
    check.at_least(1, factors=factors, epochs=epochs)
    check.above(0, learning_rate=learning_rate)
    check.at_least(0, item_alpha=item_alpha, user_alpha=user_alpha)
    if loss not in ("warp", "bpr"):
        raise ValueError(f"loss is '{loss}'; warp or bpr")
    return {
        "no_components": factors,
        "learning_rate": learning_rate,
        "item_alpha": item_alpha,
        "user_alpha": user_alpha,
        "random_state": seed,
        "loss": loss,
    }


def trained(
    train: Training,
    user_features: csr_matrix,
    item_features: csr_matrix,
    options: dict[str, Any],
    epochs: int,
) -> LightFM:
    """Train on one thread: LightFM's updates race on more, and the result would not repeat."""
    return LightFM(**options).fit(
        train.positives.copy().tocoo(),  # LightFM takes no arrays that cannot be written
        user_features=user_features,
        item_features=item_features,
        epochs=epochs,
        num_threads=1,
    )


def user_factors(model: LightFM, features: csr_matrix) -> FloatArray:
    """Return (n_users, n) factors; the last two columns are the bias and one."""
    bias, users = model.get_user_representations(features)
    return np.column_stack([users, bias, np.ones_like(bias)])


def item_factors(model: LightFM, features: csr_matrix) -> FloatArray:
    """Return (n_items, n) factors; the last two columns are one and the bias."""
    bias, items = model.get_item_representations(features)
    return np.column_stack([items, np.ones_like(bias), bias])


def with_identity(features: Features | None, known: BoolArray) -> csr_matrix:
    """Return a column per entity beside its features; rows sum to 1, as in LightFM's datasets.

    known : whether an entity has positives; the others get no column of their own, as nothing would
    train it
    """
    own = diags_array(known.astype(np.float32), format="csr")
    return _shared_out(
        csr_matrix(own if features is None else hstack([own, features.matrix]), dtype=np.float32)
    )


def without_identity(features: csr_matrix, n_known: int) -> csr_matrix:
    """Return what `with_identity` makes of new entities: features, and no column of their own."""
    own = csr_matrix((features.shape[0], n_known))
    return _shared_out(csr_matrix(hstack([own, features]), dtype=np.float32))


def _shared_out(columns: csr_matrix) -> csr_matrix:
    """Let each row sum to 1, in place."""
    columns.eliminate_zeros()
    sizes = np.asarray(columns.sum(axis=1)).ravel()
    columns.data /= np.repeat(sizes, np.diff(columns.indptr)).astype(np.float32)
    return columns
