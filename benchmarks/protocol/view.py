"""A view: which items a ranking of a fit may hold. No other module has rules of its own."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.contract.settings import ViewRules


class View(ViewRules):
    """One ranking of a fit; `contract.settings.ViewRules` says what its settings mean."""

    @classmethod
    def of(cls, rules: ViewRules) -> "View":
        """Return the view with the rules of a document."""
        return cls.model_validate(rules.model_dump())


@dataclass(frozen=True)
class Limits:
    """What lists may not hold, and what therefore cannot be relevant.

    masked : CSR (all users, n_items), non-zero where a user may not get an item, or None
    excluded : (n_items,) True where nobody may get an item, or None
    """

    masked: csr_matrix | None
    excluded: BoolArray | None

    def allow(self, users: IntArray, items: IntArray) -> BoolArray:
        """Tell which pairs lists may hold, (n_pairs,).

        users, items : (n_pairs,) codes
        """
        allowed = np.ones(len(users), dtype=bool)
        if self.masked is not None:
            allowed &= absent(self.masked, users, items)
        if self.excluded is not None:
            allowed &= ~self.excluded[items]
        return allowed


def limits(view: ViewRules, seen: csr_matrix) -> Limits:
    """Return what the lists of a view may not hold.

    seen : CSR (all users, n_items), what users are known to have before the part that is judged
    """
    return Limits(
        masked=seen if view.leaves_out_seen else None,
        excluded=~is_cold(seen) if view.only_cold else None,
    )


def is_cold(seen: csr_matrix) -> BoolArray:
    """Tell which items nobody has, (n_items,).

    >>> is_cold(csr_matrix([[1.0, 0.0], [1.0, 0.0]]))
    array([False,  True])
    """
    cold: BoolArray = np.asarray(seen.sum(axis=0)).ravel() == 0
    return cold


def absent(matrix: csr_matrix, rows: IntArray, columns: IntArray) -> BoolArray:
    """Tell at which places a matrix has nothing, (n_places,).

    rows, columns : (n_places,)

    >>> absent(csr_matrix([[1.0, 0.0]]), np.array([0, 0]), np.array([0, 1]))
    array([False,  True])
    """
    if not len(rows):  # scipy's answer to an empty question is of another kind
        return np.zeros(0, dtype=bool)
    nothing: BoolArray = np.asarray(matrix[rows, columns]).ravel() == 0
    return nothing
