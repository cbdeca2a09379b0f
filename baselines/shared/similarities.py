"""Similarities between the rows of a binary matrix: each counts what two rows share, and divides.

Dice 1945; Salton 1975 (cosine, TF-IDF); Tversky 1977, https://doi.org/10.1037/0033-295X.84.4.327;
Robertson and Zaragoza 2009 (BM25), https://doi.org/10.1561/1500000019; Aiolli 2013 (asymmetric
cosine), https://doi.org/10.1145/2507157.2507189
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags_array

from baselines.shared.check import at_least, within
from benchmarks.contract.arrays import FloatArray

NAMES = ("cosine", "jaccard", "dice", "asymmetric", "tversky", "tfidf", "bm25")
_K1 = 1.2  # of BM25; a row holds a column once or not at all, so that it acts as `length` does


@dataclass(frozen=True)
class Similarity:
    """A similarity with its parameters; a ValueError for one out of range.

    name : one of `NAMES`
    shrinkage : added to the denominator, so that pairs with little evidence count less (Bell and
    Koren 2007); BM25 has no denominator
    asymmetry : from 0 to 1, how much the size of the row counts whose neighbours are sought, and 1
    less that the size of the other; of `asymmetric` and `tversky`, which are cosine and Jaccard at
    0.5
    length : from 0 to 1, the b of BM25: how much of a row's size is divided out
    """

    name: str = "cosine"
    shrinkage: float = 0.0
    asymmetry: float = 0.5
    length: float = 0.75

    def __post_init__(self) -> None:
        at_least(0, shrinkage=self.shrinkage)
        within(0, 1, asymmetry=self.asymmetry, length=self.length)
        if self.name not in NAMES:
            raise ValueError(f"similarity is '{self.name}'; one of {', '.join(NAMES)}")

    def weighted(self, matrix: csr_matrix) -> csr_matrix:
        """Return the rows with what their entries weigh, CSR (n, m).

        `tfidf` and `bm25` weigh a column by log(n / (1 + its rows)), as implicit does.
        """
        if self.name not in ("tfidf", "bm25"):
            return matrix
        n_rows = np.bincount(matrix.indices, minlength=matrix.shape[1])
        weighted = matrix @ diags_array(np.log(matrix.shape[0]) - np.log1p(n_rows))
        if self.name == "bm25":
            sizes = np.diff(matrix.indptr)
            relative = sizes / (sizes.mean() or 1.0)
            kept = (_K1 + 1) / (_K1 * (1 - self.length + self.length * relative) + 1)
            weighted = diags_array(kept) @ weighted
        return csr_matrix(weighted)

    def of(self, shared: FloatArray, size: FloatArray, sizes: FloatArray) -> FloatArray:
        """Return the similarities of a block of rows to all, (n_block, n).

        shared : (n_block, n) products of weighted rows
        size, sizes : (n_block, 1), (n,) products of each row with itself
        """
        if self.name == "bm25":
            return shared
        total = self._total(shared, size, sizes) + self.shrinkage
        similarity: FloatArray = shared / np.where(total > 0, total, 1.0)
        return similarity

    def _total(self, shared: FloatArray, size: FloatArray, sizes: FloatArray) -> FloatArray:
        own, other = self.asymmetry, 1 - self.asymmetry
        if self.name == "jaccard":
            return size + sizes - shared
        if self.name == "dice":
            return (size + sizes) / 2
        if self.name == "tversky":
            return shared + 2 * own * (size - shared) + 2 * other * (sizes - shared)
        if self.name == "asymmetric":
            return size**own * sizes**other
        return np.sqrt(size * sizes)
