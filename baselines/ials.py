"""iALS with frequency-scaled regularization (Rendle et al. 2022, https://doi.org/10.1145/3523227.3548486)."""

import numpy as np
from scipy.linalg.lapack import sposv
from scipy.sparse import csr_matrix

from baselines.shared import check
from baselines.shared.factors import Factors
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats, Integers
from benchmarks.protocol.training import Training

_START = 0.1  # standard deviation of the products' parts at the start, as in the paper's code


class Model:
    """Factors W and H whose products approach 1 at positives and 0 everywhere, positives included.

    They minimise the sum over positives of (1 - w'h)^2, plus `unobserved_weight` times that over
    all pairs of (w'h)^2, plus `regularization` times the sum over users of (n + unobserved_weight
    n_items)^`frequency_exponent` |w|^2, with n positives, and over items likewise. Each half of
    an iteration is the exact minimum over one side.

    The exponent is 1 as the paper has it; 0 gives everybody the same regularization.
    """

    needs: frozenset[str] = frozenset()
    personalized = True
    title = "iALS"
    family = "matrix factorization"
    search = {
        "factors": Integers(16, 256, log=True),
        "iterations": Integers(6, 24, log=True),
        "regularization": Floats(1e-5, 1.0, log=True),
        "unobserved_weight": Floats(0.01, 10.0, log=True),
        "frequency_exponent": Floats(0.0, 1.0),
    }

    def __init__(
        self,
        *,
        factors: int = 128,
        iterations: int = 12,
        regularization: float = 0.015,
        unobserved_weight: float = 0.2,
        frequency_exponent: float = 1.0,
        seed: int = 0,
    ) -> None:
        check.at_least(1, factors=factors, iterations=iterations)
        check.above(0, regularization=regularization, unobserved_weight=unobserved_weight)
        check.within(0, 1, frequency_exponent=frequency_exponent)
        self.n_factors, self.iterations, self.seed = factors, iterations, seed
        self.regularization = regularization
        self.unobserved_weight = unobserved_weight
        self.frequency_exponent = frequency_exponent

    def fit(self, train: Training) -> "Model":
        """Start at random, then solve for users and for items in turn."""
        random = np.random.default_rng(self.seed)
        by_user, by_item = train.positives, train.positives.T.tocsr()
        scale = _START / np.sqrt(self.n_factors)
        items = random.normal(0.0, scale, (train.n_items, self.n_factors)).astype(np.float32)
        for _ in range(self.iterations):
            users = self._solved(by_user, items)
            items = self._solved(by_item, users)
        self.factors = Factors.of(train, users, items)
        return self

    def scores(self, users: IntArray) -> FloatArray:
        """Return the products of factors, (len(users), n_items)."""
        return self.factors.scores(users)

    def _solved(self, positives: csr_matrix, others: FloatArray) -> FloatArray:
        """Return the factors of one side that are best beside those of the other side.

        positives : CSR (n, n_others), the side that is solved for in rows
        others : (n_others, n_factors) float32

        That is (X'X + unobserved_weight others'others + penalty I) w = X'1, where X holds the
        others that are positive. Solved along the axes of others'others, where all but X'X is
        diagonal. Without positives the factors are zeros.
        """
        squares, axes = np.linalg.eigh(others.T @ others)
        shared = np.float32(self.unobserved_weight) * np.maximum(squares, 0)
        rotated = others @ axes
        penalties = self._penalties(positives)
        solved = np.zeros((positives.shape[0], self.n_factors), dtype=np.float32)
        for row in np.flatnonzero(np.diff(positives.indptr)):
            start, end = positives.indptr[row : row + 2]
            chosen = rotated[positives.indices[start:end]]
            solved[row] = _towards_ones(chosen, shared + penalties[row])
        return solved @ axes.T

    def _penalties(self, positives: csr_matrix) -> FloatArray:
        """Return the weight of each row's squared length, (n,) float32."""
        n_others = positives.shape[1]
        frequency = np.diff(positives.indptr) + self.unobserved_weight * n_others
        scaled = self.regularization * frequency**self.frequency_exponent
        return scaled.astype(np.float32)


def _towards_ones(chosen: FloatArray, diagonal: FloatArray) -> FloatArray:
    """Return (X'X + D)^-1 X'1 of X (n, n_factors) and D's diagonal, through the smaller system.

    With Z = X D^-1/2 it is D^-1/2 (Z'Z + I)^-1 Z'1, and also D^-1/2 Z'(ZZ' + I)^-1 1.
    """
    scale = diagonal**-0.5
    scaled = chosen * scale
    n, n_factors = chosen.shape
    if n < n_factors:
        along_rows = _solve(scaled @ scaled.T, np.ones(n, dtype=np.float32))
        return scale * (along_rows @ scaled)
    return scale * _solve(scaled.T @ scaled, scaled.sum(axis=0))


def _solve(products: FloatArray, right: FloatArray) -> FloatArray:
    """Return (products + I)^-1 right by Cholesky's factors; `products` is symmetric, float32.

    Raises np.linalg.LinAlgError where rounding leaves no positive definite matrix.
    """
    np.einsum("ii->i", products)[:] += 1
    _, solution, failed = sposv(products.T, right, overwrite_a=True)
    if failed:
        raise np.linalg.LinAlgError(
            f"not positive definite at row {failed}; raise regularization or unobserved_weight"
        )
    solved: FloatArray = solution
    return solved
