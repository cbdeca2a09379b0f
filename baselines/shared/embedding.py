"""Latent dimensions of the content, and the items that are near in them."""

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from baselines.shared.documents import TfIdf
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training

_SIMILARITIES_PER_BLOCK = 4_000_000  # bounds the memory of a block of similarities


class NearestContent:
    """For each item, the nearest items that have positives, by truncated SVD of the TF-IDF.

    vectors : (n_items, factors) float32 of length 1, the items of the catalogue
    weights : CSR (n_items, n_items), in the column of each item its cosine to the nearest others
    """

    def __init__(self, train: Training, factors: int, neighbours: int) -> None:
        self.words = TfIdf(train)
        factors = max(1, min(factors, min(self.words.items.shape) - 1))
        self.svd = TruncatedSVD(factors, algorithm="arpack", random_state=0)
        self.vectors = normalize(self.svd.fit_transform(self.words.items)).astype(np.float32)
        self.known = np.flatnonzero(np.diff(train.positives.tocsc().indptr)).astype(np.int32)
        self.neighbours = neighbours
        self.weights = self._nearest(self.vectors, np.arange(train.n_items))

    def add(self, features: csr_matrix) -> None:
        """Append a column of weights for each new item, by its features; CSR (n, n_features)."""
        vectors = normalize(self.svd.transform(self.words.weigh(features))).astype(np.float32)
        nowhere = np.full(len(vectors), -1)  # a new item is no other's neighbour, nor its own
        self.weights = hstack([self.weights, self._nearest(vectors, nowhere)], format="csr")

    def _nearest(self, vectors: FloatArray, own: IntArray) -> csr_matrix:
        """Return each vector's cosines to the nearest of the other known items, one per column.

        Those not above 0 are left out.

        own : the item that each vector is

        Of equal cosines at the cut, any are kept, but always the same ones.
        """
        known, n_items = self.known, len(self.vectors)
        step = max(1, _SIMILARITIES_PER_BLOCK // max(len(known), 1))
        parts = []
        for start in range(0, len(vectors), step):
            block = slice(start, start + step)
            cosines = vectors[block] @ self.vectors[known].T
            cosines[own[block, None] == known] = 0.0
            nearest = np.argpartition(-cosines, min(self.neighbours, len(known)) - 1, axis=1)[
                :, : self.neighbours
            ]
            values = np.maximum(np.take_along_axis(cosines, nearest, axis=1), 0.0)
            ends = np.arange(0, values.size + 1, values.shape[1])
            part = csr_matrix(
                (values.ravel(), known[nearest].ravel(), ends), shape=(len(cosines), n_items)
            )
            part.eliminate_zeros()
            parts.append(part)
        return csr_matrix(vstack(parts, format="csr").T)
