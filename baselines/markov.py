"""A Markov chain of items, from a step of a user to the next (Rendle et al. 2010, https://doi.org/10.1145/1772690.1772773)."""

import numpy as np
from scipy.sparse import csr_array, csr_matrix, diags_array

from baselines.shared import baskets, check
from baselines.shared.baskets import Baskets
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.spaces import Floats
from benchmarks.protocol.training import Training

_FARTHEST = 20  # steps ahead that a transition may lead
_LEAST = 0.01  # what a transition must count
_ENTRY_BYTES = 12  # of a sparse matrix: a float64 and an int32


class Model:
    """Score an item by how often it followed what the user had last.

    The chain of the paper before it is factorised: a[l, i], the share of the steps with item l
    after which item i was in the next one, averaged over the items l of a step (equations 2 and 3).
    To it come `shrinkage`, added to the number of steps with l, so that rare items tell less; a
    transition to the step after the next, which counts `skip`, to the one after that, skip^2, and
    so on (Shani et al. 2005, https://www.jmlr.org/papers/v6/shani05a.html); earlier steps of the
    user, each of which counts `decay` times the one after it; and division by the number of users
    of the scored item to the power of `beta`, as in `rp3beta`.

    A basket is one step, in which nothing follows anything; where none is named, what a user has
    at one time.
    """

    needs = frozenset({"baskets"})
    personalized = True
    title = "Markov chain"
    family = "sequential"
    search = {
        "decay": Floats(0.5, 1.0),
        "skip": Floats(0.0, 0.95),
        "shrinkage": Floats(0.1, 1000.0, log=True),
        "beta": Floats(0.0, 0.5),
    }

    def __init__(
        self,
        *,
        decay: float = 0.9,
        skip: float = 0.7,
        shrinkage: float = 20.0,
        beta: float = 0.2,
    ) -> None:
        check.within(0, 1, decay=decay, skip=skip)
        check.at_least(0, shrinkage=shrinkage, beta=beta)
        self.decay, self.skip, self.shrinkage, self.beta = decay, skip, shrinkage, beta

    @staticmethod
    def gigabytes(train: Training) -> float:
        """Return how large the transitions are at most: from all of a user's items to all."""
        n_pairs = int((np.diff(train.positives.indptr).astype(np.int64) ** 2).sum())
        return min(n_pairs, train.n_items**2) * _ENTRY_BYTES / 1e9

    def fit(self, train: Training) -> "Model":
        """Count the transitions, and weigh each user's steps by their age."""
        steps = baskets.of(train)
        ahead, items = self._ahead(steps), steps.items.astype(np.float64)
        leaves = items.T @ ahead.sum(axis=1) + self.shrinkage
        n_users = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        before = diags_array(1 / np.where(leaves > 0, leaves, 1.0)) @ items.T
        after = ahead @ items @ diags_array(np.maximum(n_users, 1) ** -self.beta)
        self.weights = csr_matrix(before @ after)  # row l, column i: i after l
        self.recent = self._recent(steps, train.n_users)
        return self

    def _ahead(self, steps: Baskets) -> csr_array:
        """Return what the transition from each step to each other counts, (n_steps, n_steps)."""
        n_steps = len(steps.users)
        before, distances = [], []
        for distance in range(1, _FARTHEST + 1):
            if self.skip ** (distance - 1) < _LEAST:
                break
            of_same_user = steps.users[distance:] == steps.users[:-distance]
            before.append(np.flatnonzero(of_same_user).astype(np.int32))  # as all products then are
            distances.append(np.full(len(before[-1]), distance, dtype=np.int32))
        starts, lengths = np.concatenate(before), np.concatenate(distances)
        counts = self.skip ** (lengths - 1.0)
        return csr_array((counts, (starts, starts + lengths)), shape=(n_steps, n_steps))

    def _recent(self, steps: Baskets, n_users: int) -> csr_matrix:
        """Return what each user's items count: the mean over a step's, by its age.

        CSR (n_users, n_items)
        """
        counts = self.decay**steps.following / np.maximum(np.diff(steps.items.indptr), 1)
        n_steps = len(steps.users)
        of_users = csr_matrix((counts, (steps.users, np.arange(n_steps))), (n_users, n_steps))
        return csr_matrix(of_users @ steps.items)

    def scores(self, users: IntArray) -> FloatArray:
        """Return the sum over the user's steps, (len(users), n_items)."""
        return (self.recent[users] @ self.weights).toarray()
