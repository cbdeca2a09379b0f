"""Why an item is in a list: what the fitted baseline itself says, and what the data says whatever the baseline.

A baseline says why if its scores are a sum over the user's history or over other users. The
contract asks for nothing: a model that keeps `history` (CSR, users x items) and `weights` is taken
at its word only where their product is what `scores` returns; so is one that keeps a vector of each
item in `items`, whose scores are cosines to the history's sum.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, issparse

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training

_NAMED = 3  # items of the history that a reason names
_Share = Callable[[int], tuple[IntArray, FloatArray]]


def reasons(
    model: Any, train: Training, user: int, items: IntArray, fallback: bool, titles: Sequence[str]
) -> list[str | None]:
    """Return a sentence for each item, in the words of what its score is made of; None where nobody can say."""
    if fallback:
        return [
            "It could not tell items apart for this user: this is the order of popularity."
        ] * len(items)
    if not model.personalized:
        return ["Not personal: everybody gets this list, but for what each has already."] * len(
            items
        )
    own = train.positives.indices[train.positives.indptr[user] : train.positives.indptr[user + 1]]
    scores = np.asarray(model.scores(np.array([user], dtype=np.int32)))[0]
    parts = _from_history(model, train, user, scores)
    if parts is not None:
        return [_because_of_items(*_within(parts(item), own), titles) for item in items]
    people = _from_people(model, train, user, scores)
    if people is not None:
        return [_because_of_people(train, people, item) for item in items]
    return [None] * len(items)


def _from_history(model: Any, train: Training, user: int, scores: FloatArray) -> _Share | None:
    """Return what each item of the history adds to an item's score, if scores are such a sum."""
    history, weights = getattr(model, "history", None), getattr(model, "weights", None)
    square = getattr(weights, "shape", None) == (train.n_items, train.n_items)
    if square and _is_matrix(history, train) and _equal(_row(history[[user]] @ weights), scores):
        return lambda item: _column(weights, item)
    vectors = getattr(model, "items", None)
    if issparse(vectors) and vectors.shape[0] == train.n_items:
        alike = _row(train.positives[[user]] @ vectors @ vectors.T)
        length = np.linalg.norm(_row(train.positives[[user]] @ vectors))
        if length and _equal(alike / length, scores):
            return lambda item: _column(csr_matrix(vectors @ vectors[[item]].T), 0)
    return None


def _from_people(model: Any, train: Training, user: int, scores: FloatArray) -> FloatArray | None:
    """Return the weight of every other user in the user's scores, if scores are a sum over users."""
    history, weights = getattr(model, "history", None), getattr(model, "weights", None)
    square = getattr(weights, "shape", None) == (train.n_users, train.n_users)
    if square and _is_matrix(history, train) and _equal(_row(weights[[user]] @ history), scores):
        return _row(weights[[user]])
    return None


def _is_matrix(history: Any, train: Training) -> bool:
    return issparse(history) and history.shape == (train.n_users, train.n_items)


def _row(matrix: Any) -> FloatArray:
    return np.asarray(matrix.todense() if issparse(matrix) else matrix).ravel()


def _column(weights: Any, item: int) -> tuple[IntArray, FloatArray]:
    """Return the places and values of one column."""
    column = _row(weights[:, [item]])
    places = np.flatnonzero(column)
    return places, column[places]


def _equal(one: FloatArray, other: FloatArray) -> bool:
    return one.shape == other.shape and np.allclose(
        one, other, rtol=1e-4, atol=1e-5 * np.abs(other).max(initial=0)
    )


def _within(parts: tuple[IntArray, FloatArray], own: IntArray) -> tuple[IntArray, FloatArray]:
    """Keep what the history holds and what speaks for the item, the strongest first."""
    places, values = parts
    kept = np.isin(places, own) & (values > 0)
    order = np.argsort(-values[kept], kind="stable")
    return places[kept][order], values[kept][order]


def _because_of_items(places: IntArray, values: FloatArray, titles: Sequence[str]) -> str:
    if not len(places):
        return "Nothing in the history speaks for it: nothing better was left."
    shares = values / values.sum()
    named = [
        f"{titles[place]} {100 * share:.0f} %" for place, share in zip(places[:_NAMED], shares)
    ]
    rest = len(places) - len(named)
    return f"Because of: {', '.join(named)}{f' and {rest} more' if rest else ''}."


def _because_of_people(train: Training, people: FloatArray, item: int) -> str:
    neighbours = np.flatnonzero(people > 0)
    having = _row(train.positives[:, [item]])[neighbours] > 0
    share = people[neighbours][having].sum() / people[neighbours].sum() if len(neighbours) else 0.0
    return f"{having.sum()} of the {len(neighbours)} nearest users have it; they carry {100 * share:.0f} % of the weight."


def evidence(
    train: Training, own: IntArray, items: IntArray, titles: Sequence[str], verb: str
) -> list[str]:
    """Return for each item what the data alone says: who has it, beside what, and of what kind; no baseline is asked.

    own : the history's items; verb : what users did, `liked` or `bought`
    """
    columns = train.positives.tocsc()
    counts = np.diff(columns.indptr)
    both = (
        (columns[:, own].T @ columns[:, items]).toarray() if len(own) else np.zeros((0, len(items)))
    )
    return [
        " ".join(
            filter(
                None,
                (_rank(counts, item, verb), _beside(row, own, item, counts, titles, verb), kind),
            )
        )
        for row, item, kind in zip(both.T, items, _kinds(train, own, items), strict=True)
    ]


def _rank(counts: NDArray[Any], item: int, verb: str) -> str:
    rank = int((counts > counts[item]).sum()) + 1
    return f"{verb.capitalize()} by {counts[item]:,} users, number {rank:,} of {len(counts):,}."


def _beside(
    both: FloatArray,
    own: IntArray,
    item: int,
    counts: NDArray[Any],
    titles: Sequence[str],
    verb: str,
) -> str:
    """Name the item of the history that shares the most users with this one, by cosine."""
    others = own != item
    if not both[others].any():
        return ""
    alike = both[others] / np.sqrt(np.maximum(counts[own[others]], 1) * max(counts[item], 1))
    nearest = int(np.argmax(alike))
    near, shared = own[others][nearest], int(both[others][nearest])
    return f"Of the {counts[near]:,} who {verb} {titles[near]}, {shared:,} also {verb} this."


def _kinds(train: Training, own: IntArray, items: IntArray) -> list[str]:
    """Name the category of each item that most of the history shares; nothing where there is none."""
    if train.item_categories is None or not len(own):
        return [""] * len(items)
    members, names = train.item_categories.matrix, train.item_categories.names
    counts = _row(members[own].sum(axis=0))
    shares = members[items].toarray() * counts
    best = shares.argmax(axis=1)
    return [
        f"{plain(names[column])}: {row[column]:.0f} of the {len(own)} in the history."
        if row[column]
        else ""
        for row, column in zip(shares, best, strict=True)
    ]


def plain(word: str) -> str:
    """Return a category as a person reads it: without the family's name, not in capitals.

    >>> plain("category=FRZN ICE")
    'Frzn ice'
    """
    text = word.partition("=")[2] or word
    return text.capitalize() if text.isupper() else text
