"""Why an item is in a list, by what the fitted baseline itself says.

A baseline says why if its scores are a sum over the user's history or over other users. The
contract asks for nothing: a model that keeps `history` (CSR, users x items) and `weights` is taken
at its word only where their product is what `scores` returns; so is one that keeps a vector of each
item in `items`, whose scores are cosines to the history's sum.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, issparse

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.model import Model
from benchmarks.protocol.training import Training

FALLBACK = "It could not tell items apart for this user: this is the order of popularity."
NOT_PERSONAL = "Not personal: everybody gets this list, but for what each has already."
NOTHING_SPEAKS = "Nothing in the history speaks for it: nothing better was left."
_NAMED = 3  # items of the history that a reason names

Matrix = Any  # whatever a model keeps: dense or sparse, of any type, or nothing at all
_Share = Callable[[int], tuple[IntArray, FloatArray]]  # what each item of the history adds


@dataclass(frozen=True)
class Listed:
    """One user's list: items, best first, and whether the baseline could not tell them apart."""

    user: int
    items: IntArray
    fallback: bool


def reasons(
    model: Model, train: Training, listed: Listed, titles: Sequence[str]
) -> list[str | None]:
    """Return a sentence for each item, of what its score is made; None where nobody can say."""
    items = listed.items.tolist()
    if listed.fallback:
        return [FALLBACK for _ in items]
    if not getattr(model, "personalized", True):
        return [NOT_PERSONAL for _ in items]
    user = np.array([listed.user], dtype=np.int32)
    scores = np.asarray(model.scores(user))[0]
    share = _from_history(model, train, listed.user, scores)
    if share is not None:
        history = train.positives[user].indices
        return [_because_of_items(share(item), history, titles) for item in items]
    people = _from_people(model, train, listed.user, scores)
    if people is not None:
        return [_because_of_people(train, people, item) for item in items]
    return [None for _ in items]


def _from_history(model: Model, train: Training, user: int, scores: FloatArray) -> _Share | None:
    """Return what each item of the history adds to an item's score, if scores are such a sum."""
    history, weights = _kept(model, "history"), _kept(model, "weights")
    fits = _is_history(history, train) and _is_square(weights, train.n_items)
    if fits and _equal(_row(history[[user]] @ weights), scores):
        return lambda item: _column(weights, item)
    vectors = _kept(model, "items")
    if not issparse(vectors) or vectors.shape[0] != train.n_items:
        return None
    taste = train.positives[[user]] @ vectors
    length = np.linalg.norm(_row(taste))
    if length and _equal(_row(taste @ vectors.T) / length, scores):
        return lambda item: _column(csr_matrix(vectors @ vectors[[item]].T), 0)
    return None


def _from_people(model: Model, train: Training, user: int, scores: FloatArray) -> FloatArray | None:
    """Return every other user's weight in the user's scores, if scores are a sum over users."""
    history, weights = _kept(model, "history"), _kept(model, "weights")
    fits = _is_history(history, train) and _is_square(weights, train.n_users)
    if fits and _equal(_row(weights[[user]] @ history), scores):
        return _row(weights[[user]])
    return None


def _kept(model: Model, name: str) -> Matrix:
    return getattr(model, name, None)


def _is_history(matrix: Matrix, train: Training) -> bool:
    return bool(issparse(matrix)) and matrix.shape == (train.n_users, train.n_items)


def _is_square(matrix: Matrix, n: int) -> bool:
    return getattr(matrix, "shape", None) == (n, n)


def _row(matrix: Matrix) -> FloatArray:
    dense: FloatArray = np.asarray(matrix.todense() if issparse(matrix) else matrix).ravel()
    return dense


def _column(weights: Matrix, item: int) -> tuple[IntArray, FloatArray]:
    """Return the places and values of one column."""
    column = _row(weights[:, [item]])
    places = np.flatnonzero(column)
    return places, column[places]


def _equal(first: FloatArray, second: FloatArray) -> bool:
    if first.shape != second.shape:
        return False
    tolerance = 1e-5 * np.abs(second).max(initial=0)
    return np.allclose(first, second, rtol=1e-4, atol=tolerance)


def _within(parts: tuple[IntArray, FloatArray], own: IntArray) -> tuple[IntArray, FloatArray]:
    """Keep what the history holds and what speaks for the item, the strongest first."""
    places, values = parts
    kept = np.isin(places, own) & (values > 0)
    order = np.argsort(-values[kept], kind="stable")
    return places[kept][order], values[kept][order]


def _because_of_items(
    parts: tuple[IntArray, FloatArray], own: IntArray, titles: Sequence[str]
) -> str:
    """Return a sentence that names the items of the history that add most."""
    places, values = _within(parts, own)
    if not len(places):
        return NOTHING_SPEAKS
    percent = 100 * values / values.sum()
    strongest = [f"{titles[place]} {share:.0f} %" for place, share in zip(places[:_NAMED], percent)]
    named = ", ".join(strongest)
    rest = max(0, len(places) - _NAMED)
    more = f" and {rest} more" if rest else ""
    return f"Because of: {named}{more}."


def _because_of_people(train: Training, people: FloatArray, item: int) -> str:
    """Return a sentence that says how many of the nearest users have the item."""
    neighbours = np.flatnonzero(people > 0)
    n_neighbours = len(neighbours)
    of_everybody = _row(train.positives[:, [item]])
    having = of_everybody[neighbours] > 0
    weights = people[neighbours]
    percent = 100 * weights[having].sum() / weights.sum() if n_neighbours else 0.0
    have = f"{having.sum()} of the {n_neighbours} nearest users have it"
    return f"{have}; they carry {percent:.0f} % of the weight."
