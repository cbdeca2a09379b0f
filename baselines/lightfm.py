"""LightFM: a hybrid of factors and features (Kula 2015, https://arxiv.org/abs/1507.08439), trained with WARP."""

import numpy as np
from lightfm import LightFM
from scipy.sparse import csr_matrix, diags_array, hstack

from benchmarks.shared.arrays import BoolArray, FloatArray, IntArray
from benchmarks.shared.training import Features, Training


class Model:
    """A user or item is the sum of the embeddings of its features and of its own identity; WARP ranks positives.

    A user or item without history is served by its features.
    """

    needs = frozenset({"item_features"})
    personalized = True

    def __init__(
        self,
        *,
        factors: int = 32,
        epochs: int = 30,
        learning_rate: float = 0.05,
        item_alpha: float = 0.0,
        user_alpha: float = 0.0,
        seed: int = 0,
    ) -> None:
        self.epochs = epochs
        self.options = {
            "no_components": factors,
            "learning_rate": learning_rate,
            "item_alpha": item_alpha,
            "user_alpha": user_alpha,
            "random_state": seed,
            "loss": "warp",
        }

    def fit(self, train: Training) -> "Model":
        """Train on one thread: LightFM's updates race on more, and the result would not repeat."""
        self.user_features = _with_identity(train.user_features, np.diff(train.positives.indptr) > 0)
        self.item_features = _with_identity(train.item_features, np.diff(train.positives.tocsc().indptr) > 0)
        self.model = LightFM(**self.options)
        self.model.fit(
            train.positives.tocoo(),
            user_features=self.user_features,
            item_features=self.item_features,
            epochs=self.epochs,
            num_threads=1,
        )
        self.user_bias, self.user_vectors = self.model.get_user_representations(self.user_features)
        self.item_bias, self.item_vectors = self.model.get_item_representations(self.item_features)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return LightFM's predictions for the whole catalogue, (len(users), n_items)."""
        return self.user_vectors[users] @ self.item_vectors.T + self.user_bias[users, None] + self.item_bias


def _with_identity(features: Features | None, known: BoolArray) -> csr_matrix:
    """Return one column per entity beside its features; each row sums to 1, as in LightFM's own datasets.

    known : whether an entity has positives; the others get no column of their own, as nothing would train it
    """
    own = diags_array(known.astype(np.float32), format="csr")
    both = csr_matrix(own if features is None else hstack([own, features.matrix]), dtype=np.float32)
    both.eliminate_zeros()
    sizes = np.asarray(both.sum(axis=1)).ravel()
    both.data /= np.repeat(sizes, np.diff(both.indptr)).astype(np.float32)
    return both
