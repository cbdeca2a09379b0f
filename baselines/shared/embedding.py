"""Latent dimensions of the content, and the items that are near in them."""

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from baselines.shared.documents import TfIdf
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.protocol.training import Training

_DECIMALS = 5  # of a cosine; the digits behind are rounding, and differ between processors
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
        self.known = _by_positives(train.positives)
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

        Cosines count to five decimals, and of equal ones those to items with more positives come
        first: many items are alike in content, and which of them are near must not depend on the
        last digit, which differs between processors.
        """
        known, n_items = self.known, len(self.vectors)
        step = max(1, _SIMILARITIES_PER_BLOCK // max(len(known), 1))
        parts = []
        for start in range(0, len(vectors), step):
            block = slice(start, start + step)
            cosines = (vectors[block] @ self.vectors[known].T).round(_DECIMALS)
            cosines[own[block, None] == known] = 0.0
            nearest = _highest(cosines, self.neighbours) & (cosines > 0)
            part = csr_matrix(np.where(nearest, cosines, 0.0))
            shape = (len(cosines), n_items)
            parts.append(csr_matrix((part.data, known[part.indices], part.indptr), shape=shape))
        return csr_matrix(vstack(parts, format="csr").T)


def _highest(values: FloatArray, n: int) -> BoolArray:
    """Tell which are the n highest values of each row; of equal ones at the end the first."""
    n = min(n, values.shape[1])
    last = np.partition(values, -n, axis=1)[:, [-n]]
    higher, tied = values > last, values == last
    room = n - higher.sum(axis=1, keepdims=True)
    kept: BoolArray = higher | (tied & (tied.cumsum(axis=1) <= room))
    return kept


def _by_positives(positives: csr_matrix) -> IntArray:
    """Return the items that have positives, those with most first; equals in the order of codes."""
    counts = np.diff(positives.tocsc().indptr)
    order: IntArray = np.argsort(-counts, kind="stable").astype(np.int32)
    return order[counts[order] > 0]
