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
        most_factors = min(self.words.items.shape) - 1
        if most_factors > 0:
            n_factors = max(1, min(factors, most_factors))
            self.svd = TruncatedSVD(n_factors, algorithm="arpack", random_state=0)
            self.vectors = _unit(self.svd.fit_transform(self.words.items))
        else:  # of one word there is nothing to reduce
            self.svd = None
            self.vectors = self._reduced(self.words.items)
        self.candidates = _by_positives(train.positives)
        self.neighbours = neighbours
        self.weights = self._nearest(self.vectors, np.arange(train.n_items))

    def add(self, features: csr_matrix) -> None:
        """Append a column of weights for each new item, by its features; CSR (n, n_features)."""
        weighed = self.words.weigh(features)
        vectors = self._reduced(weighed)
        nowhere = np.full(len(vectors), -1)  # a new item is no other's neighbour, nor its own
        columns = self._nearest(vectors, nowhere)
        self.weights = hstack([self.weights, columns], format="csr")

    def _reduced(self, weighed: csr_matrix) -> FloatArray:
        return _unit(weighed.toarray() if self.svd is None else self.svd.transform(weighed))

    def _nearest(self, vectors: FloatArray, own: IntArray) -> csr_matrix:
        """Return each vector's cosines to the nearest other items with positives, in its column.

        Those not above 0 are left out.

        own : the item that each vector is

        Cosines count to five decimals, and of equal ones those to items with more positives come
        first: many items are alike in content, and which of them are near must not depend on the
        last digit, which differs between processors.
        """
        step = max(1, _SIMILARITIES_PER_BLOCK // max(len(self.candidates), 1))
        starts = range(0, len(vectors), step)
        blocks = [slice(start, start + step) for start in starts]
        parts = [self._nearest_of_block(vectors[block], own[block]) for block in blocks]
        return csr_matrix(vstack(parts, format="csr").T)

    def _nearest_of_block(self, vectors: FloatArray, own: IntArray) -> csr_matrix:
        """Return the cosines to the nearest items, (len(vectors), n_items)."""
        cosines = (vectors @ self.vectors[self.candidates].T).round(_DECIMALS)
        is_itself = own[:, None] == self.candidates
        cosines[is_itself] = 0.0
        is_near = _highest(cosines, self.neighbours) & (cosines > 0)
        kept = csr_matrix(np.where(is_near, cosines, 0.0))
        items = self.candidates[kept.indices]
        shape = (len(vectors), len(self.vectors))
        return csr_matrix((kept.data, items, kept.indptr), shape=shape)


def _unit(vectors: FloatArray) -> FloatArray:
    """Return vectors scaled to length 1, in single precision."""
    return np.asarray(normalize(vectors), dtype=np.float32)


def _highest(values: FloatArray, n: int) -> BoolArray:
    """Tell which are the n highest values of each row; of equal ones at the end the first."""
    n = min(n, values.shape[1])
    if not n:
        return np.zeros(values.shape, dtype=bool)
    partitioned = np.partition(values, -n, axis=1)
    last = partitioned[:, [-n]]
    is_higher = values > last
    is_tied = values == last
    room = n - is_higher.sum(axis=1, keepdims=True)
    is_first = is_tied.cumsum(axis=1) <= room
    kept: BoolArray = is_higher | (is_tied & is_first)
    return kept


def _by_positives(positives: csr_matrix) -> IntArray:
    """Return the items that have positives, those with most first; equals in the order of codes."""
    n_positives = np.diff(positives.tocsc().indptr)
    order: IntArray = np.argsort(-n_positives, kind="stable").astype(np.int32)
    return order[n_positives[order] > 0]
