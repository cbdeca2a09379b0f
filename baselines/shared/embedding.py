"""Latent dimensions of the content, and the items that are near in them."""

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from baselines.shared.documents import tf_idf
from benchmarks.shared.arrays import FloatArray, IntArray
from benchmarks.shared.training import Training

_SIMILARITIES_PER_BLOCK = 4_000_000  # bounds the memory of a block of similarities


def vectors(train: Training, factors: int) -> FloatArray:
    """Embed the items by truncated SVD of their TF-IDF, (n_items, factors) float32 of length 1."""
    words = tf_idf(train, sublinear_tf=False, min_df=1)
    factors = max(1, min(factors, min(words.shape) - 1))
    embedded = TruncatedSVD(factors, algorithm="arpack", random_state=0).fit_transform(words)
    return normalize(embedded).astype(np.float32)


def weights(train: Training, embedded: FloatArray, neighbours: int) -> csr_matrix:
    """Return for each item, a column, its cosine to the nearest items that have positives, CSR (n_items, n_items)."""
    known = np.flatnonzero(np.diff(train.positives.tocsc().indptr)).astype(np.int32)
    return csr_matrix(_nearest(embedded, known, neighbours).T)


def _nearest(embedded: FloatArray, known: IntArray, neighbours: int) -> csr_matrix:
    """Return the cosine of each item to its nearest others among the known ones, where above 0, (n_items, n_items).

    Of equal cosines at the cut, any are kept, but always the same ones.
    """
    n_items, step = len(embedded), max(1, _SIMILARITIES_PER_BLOCK // max(len(known), 1))
    parts = []
    for start in range(0, n_items, step):
        rows = np.arange(start, min(start + step, n_items))
        cosines = embedded[rows] @ embedded[known].T
        cosines[rows[:, None] == known] = 0.0
        nearest = np.argpartition(-cosines, min(neighbours, len(known)) - 1, axis=1)[:, :neighbours]
        values = np.maximum(np.take_along_axis(cosines, nearest, axis=1), 0.0)
        ends = np.arange(0, values.size + 1, values.shape[1])
        part = csr_matrix((values.ravel(), known[nearest].ravel(), ends), shape=(len(rows), n_items))
        part.eliminate_zeros()
        parts.append(part)
    return vstack(parts, format="csr")
