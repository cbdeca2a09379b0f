"""Rank scores by the rules of an export, and judge lists: what every library is measured by."""

from collections.abc import Iterator

import numpy as np

from tools.peers.exported import Part, Searched

CUTOFF = 10
_USERS_AT_A_TIME = 1000


def top(scores: np.ndarray, part: Part, length: int) -> np.ndarray:
    """Return the best items of the asked users, best first, (n_asked, length); -1 is nothing.

    scores : (n_users, n_items). Who has no history, or whose scores are all equal, gets the most
    popular items, as a baseline's user gets; equal scores of a list are in the catalogue's order
    """
    popularity = np.asarray(part.learned.sum(axis=0)).ravel()
    length = min(length, scores.shape[1])
    lists = np.empty((len(part.asked), length), dtype=np.int64)
    for rows, users in _blocks(part.asked):
        block = np.array(scores[users], dtype=np.float64)
        has_history = np.diff(part.learned.indptr)[users] > 0
        is_constant = block.max(axis=1) == block.min(axis=1)
        block[is_constant | ~has_history] = popularity
        block[part.known[users].toarray() > 0] = -np.inf
        best = _best(block, length)
        allowed = np.isfinite(np.take_along_axis(block, best, axis=1))
        lists[rows] = np.where(allowed, best, -1)
    return lists


def _best(scores: np.ndarray, length: int) -> np.ndarray:
    """Return the places of each row's highest scores, (n_rows, length), without sorting all."""
    falling = -scores
    chosen = np.argpartition(falling, length - 1, axis=1)[:, :length]
    chosen.sort(axis=1)
    order = np.argsort(np.take_along_axis(falling, chosen, axis=1), axis=1, kind="stable")
    return np.take_along_axis(chosen, order, axis=1)


def _blocks(users: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield some users at a time, which bounds the memory."""
    for start in range(0, len(users), _USERS_AT_A_TIME):
        rows = slice(start, start + _USERS_AT_A_TIME)
        yield rows, users[rows]


def ndcg(lists: np.ndarray, searched: Searched) -> float:
    """Return nDCG at 10 of binary relevance, the mean over the asked users.

    lists : (n_asked, n); the ideal list has min(10, relevant) hits at its head
    """
    lists = lists[:, :CUTOFF]
    discounts = 1 / np.log2(np.arange(2, lists.shape[1] + 2))
    ideals = np.cumsum(1 / np.log2(np.arange(2, CUTOFF + 2)))
    relevant = searched.relevant[searched.part.asked]
    rows = np.arange(len(lists))[:, None]
    is_hit = np.asarray(relevant[rows, np.maximum(lists, 0)].todense()) > 0
    gains = ((is_hit & (lists >= 0)) * discounts).sum(axis=1)
    n_relevant = np.diff(relevant.indptr)
    return float(np.mean(gains / ideals[np.minimum(n_relevant, CUTOFF) - 1]))
