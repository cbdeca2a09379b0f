"""Turn scores into lists, for every baseline alike: mask, take the top N, break ties, fall back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, KeyArray
from benchmarks.contract.errors import UserError
from benchmarks.protocol.ties import pair_hash

LIST_LENGTH = 100  # what a fit keeps of each ranking; cut-offs are at most this
# Ties in ranking must not follow the hash that ordered ties in time when the split was made (its
# seed is small).
TIE_SEED = 0x72616E6B696E67
SCORES_PER_BLOCK = 4_000_000  # 32 MB in float64: memory is bounded by this, not by users x items


@dataclass(frozen=True)
class Lists:
    """Ranked lists, one row per user.

    items : (n_users, n) codes, best first, -1 beyond the end of a short list
    scores : (n_users, n) float32, NaN beyond the end
    fallback : (n_users,) True where the baseline could not tell and popularity ranked instead
    """

    items: IntArray
    scores: FloatArray
    fallback: BoolArray


@dataclass(frozen=True)
class Rules:
    """What the harness needs beside the scores.

    masked : CSR (all users, n_items), non-zero where an item must not be recommended to a user, or
    None
    popularity : (n_items,) number of positives in training, the fallback's order
    user_keys, item_keys : keys of the tie-breaking hash
    excluded : (n_items,) True where an item must not be recommended to anybody, or None
    """

    masked: csr_matrix | None
    popularity: FloatArray
    user_keys: KeyArray
    item_keys: KeyArray
    excluded: BoolArray | None = None


def rank(
    scores_of: Callable[[IntArray], FloatArray], users: IntArray, rules: Rules, n: int, who: str
) -> Lists:
    """Rank the catalogue for each user and keep the top `n`.

    scores_of : a baseline's `scores`; called with blocks of users
    who : the baseline's name, for errors

    Raises UserError for scores of the wrong shape, NaN or infinite.
    """
    n_items = len(rules.popularity)
    n = min(n, n_items)
    parts = [_rank_block(scores_of, block, rules, n, who) for block in blocks(users, n_items)]
    return Lists(
        items=np.concatenate([part.items for part in parts]),
        scores=np.concatenate([part.scores for part in parts]),
        fallback=np.concatenate([part.fallback for part in parts]),
    )


def blocks(users: IntArray, n_items: int) -> Iterator[IntArray]:
    """Cut users into blocks whose score matrix stays within `SCORES_PER_BLOCK`."""
    size = max(1, SCORES_PER_BLOCK // n_items)
    for start in range(0, max(len(users), 1), size):
        yield users[start : start + size]


def checked_scores(
    scores_of: Callable[[IntArray], FloatArray], users: IntArray, n_items: int, who: str
) -> FloatArray:
    """Return a baseline's scores for a block of users after checking shape and finiteness."""
    scores = np.asarray(scores_of(users))
    if scores.shape != (len(users), n_items):
        raise UserError(
            f"{who}: scores() returned shape {scores.shape}, expected {(len(users), n_items)}."
        )
    bad = ~np.isfinite(scores)
    if bad.any():
        row, item = np.argwhere(bad)[0]
        raise UserError(
            f"{who}: score of item {item} for user {users[row]} is {scores[row, item]}; "
            "scores must be finite."
        )
    return scores


def _rank_block(
    scores_of: Callable[[IntArray], FloatArray], users: IntArray, rules: Rules, n: int, who: str
) -> Lists:
    scores = checked_scores(scores_of, users, len(rules.popularity), who)
    allowed = np.ones(scores.shape, dtype=bool)
    if rules.excluded is not None:
        allowed[:, rules.excluded] = False
    if rules.masked is not None:
        rows, items = rules.masked[users].nonzero()
        allowed[rows, items] = False
    fallback = _is_constant(scores, allowed)
    values = np.where(allowed, scores.astype(np.float64), -np.inf)
    values[fallback] = np.where(allowed[fallback], rules.popularity, -np.inf)
    items, top = _top(values, users, rules, n)
    largest = np.finfo(np.float32).max
    return Lists(items, np.clip(top, -largest, largest).astype(np.float32), fallback)


def _is_constant(scores: FloatArray, allowed: BoolArray) -> BoolArray:
    """Tell which rows give their candidates, at least two, the same score, (n_users,).

    There the baseline cannot tell the candidates apart.
    """
    low = np.where(allowed, scores, np.inf).min(axis=1, initial=np.inf)
    high = np.where(allowed, scores, -np.inf).max(axis=1, initial=-np.inf)
    constant: BoolArray = (low >= high) & (allowed.sum(axis=1) > 1)
    return constant


def _top(values: FloatArray, users: IntArray, rules: Rules, n: int) -> tuple[IntArray, FloatArray]:
    """Take the n highest finite values of each row, equal values in the order of the hash."""
    rows, items = np.nonzero(_chosen(values, users, rules, n))
    hashes = pair_hash(rules.user_keys[users[rows]], rules.item_keys[items], TIE_SEED)
    order = np.lexsort((hashes, -values[rows, items], rows))
    rows, items = rows[order], items[order]
    position = np.arange(len(rows)) - np.searchsorted(rows, rows)
    top_items = np.full((len(users), n), -1, dtype=np.int32)
    top_values = np.full((len(users), n), np.nan)
    top_items[rows, position] = items
    top_values[rows, position] = values[rows, items]
    return top_items, top_values


def _chosen(values: FloatArray, users: IntArray, rules: Rules, n: int) -> BoolArray:
    """Tell which items are among the n of each row, (n_users, n_items)."""
    threshold = -np.partition(-values, n - 1, axis=1)[:, [n - 1]]
    finite = np.isfinite(values)
    chosen: BoolArray = (values > threshold) & finite
    tied = (values == threshold) & finite
    room = n - chosen.sum(axis=1)
    crowded = tied.sum(axis=1) > room
    chosen |= tied & ~crowded[:, None]
    for row in np.flatnonzero(crowded):  # only rows that tie across the end of the list
        candidates = np.flatnonzero(tied[row])
        user_key = rules.user_keys[users[[row]]]
        hashes = pair_hash(user_key, rules.item_keys[candidates], TIE_SEED)
        order = np.argsort(hashes, kind="stable")
        chosen[row, candidates[order[: room[row]]]] = True
    return chosen
