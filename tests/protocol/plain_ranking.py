"""Ranking by the plain path: every score in float64, every row partitioned, every tie hashed."""

import numpy as np

from benchmarks.protocol.ranking import Lists, Rules
from benchmarks.protocol.ties import pair_hash
from benchmarks.protocol.top import TIE_SEED


def rank(scores: np.ndarray, users: np.ndarray, rules: Rules, n: int) -> Lists:
    """Rank the catalogue for each user; scores : (n_users, n_items)."""
    n = min(n, scores.shape[1])
    allowed = _allowed(users, rules)
    fallback = _is_constant(scores, allowed)
    values = np.where(allowed, scores.astype(np.float64), -np.inf)
    values[fallback] = np.where(allowed[fallback], rules.popularity, -np.inf)
    items, top = _top(values, users, rules, n)
    largest = np.finfo(np.float32).max
    return Lists(items, np.clip(top, -largest, largest).astype(np.float32), fallback)


def _allowed(users, rules):
    allowed = np.ones((len(users), len(rules.popularity)), dtype=bool)
    if rules.excluded is not None:
        allowed[:, rules.excluded] = False
    if rules.masked is not None:
        rows, items = rules.masked[users].nonzero()
        allowed[rows, items] = False
    return allowed


def _is_constant(scores, allowed):
    low = np.where(allowed, scores, np.inf).min(axis=1, initial=np.inf)
    high = np.where(allowed, scores, -np.inf).max(axis=1, initial=-np.inf)
    return (low >= high) & (allowed.sum(axis=1) > 1)


def _top(values, users, rules, n):
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


def _chosen(values, users, rules, n):
    threshold = -np.partition(-values, n - 1, axis=1)[:, [n - 1]]
    finite = np.isfinite(values)
    chosen = (values > threshold) & finite
    tied = (values == threshold) & finite
    room = n - chosen.sum(axis=1)
    crowded = tied.sum(axis=1) > room
    chosen |= tied & ~crowded[:, None]
    for row in np.flatnonzero(crowded):
        candidates = np.flatnonzero(tied[row])
        hashes = pair_hash(rules.user_keys[users[[row]]], rules.item_keys[candidates], TIE_SEED)
        order = np.argsort(hashes, kind="stable")
        chosen[row, candidates[order[: room[row]]]] = True
    return chosen
