"""Team draft interleaving: two lists become one, and the clicks say whose items a user prefers."""

import numpy as np

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.online.clicks import counts


def team_draft(
    first: IntArray, second: IntArray, random: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Interleave two lists of each user: in each round both pick their best item left.

    Who goes first is chance.
    first, second : (n, length) item codes, -1 beyond the end of a short list

    Returns the items shown and the team that picked each, 0 or 1, both (n, length), -1 where both
    lists have ended.
    Source: Radlinski, Kurup and Joachims 2008, algorithm 2, https://doi.org/10.1145/1458082.1458092
    """
    lists = np.stack([first, second])
    n, length = first.shape
    used = lists < 0
    users = np.arange(n)
    picks = np.zeros((2, n), dtype=np.int64)
    items = np.full((n, length), -1, dtype=first.dtype)
    teams = np.full((n, length), -1)
    for place in range(length):
        turn = _turns(picks, used, random)
        own = used[turn, users]
        left = ~own.all(axis=1)
        best = own.argmin(axis=1)
        item = lists[turn, users, best]
        picked = np.where(left, item, -1)
        used |= lists == picked[None, :, None]
        items[left, place] = item[left]
        teams[left, place] = turn[left]
        picks[turn[left], users[left]] += 1
    return items, teams


def _turns(picks: IntArray, used: BoolArray, random: np.random.Generator) -> IntArray:
    """Return the team that picks next for each user, (n,): the one behind, or by a coin.

    picks : (2, n) how often each team has picked
    used : (2, n, length) the places of each list that are shown already or empty
    """
    n_users = picks.shape[1]
    users = np.arange(n_users)
    coin = random.random(n_users) < 0.5
    even = picks[0] == picks[1]
    first_ahead = picks[0] > picks[1]
    turn = np.where(even, coin, first_ahead).astype(np.int64)
    ended = used[turn, users].all(axis=1)
    return np.where(ended, 1 - turn, turn)  # a list that has ended gives its turn away


def preferences(chance: FloatArray, teams: IntArray) -> FloatArray:
    """Return the exact probabilities that the second team gets more clicks, as many, fewer, (n, 3).

    chance : (n, length) of a click on each place; teams : (n, length), 0 or 1, -1 where nothing is
    shown
    """
    first = counts(np.where(teams == 0, chance, 0.0))
    second = counts(np.where(teams == 1, chance, 0.0))
    below = np.cumsum(first, axis=1) - first
    more = (second * below).sum(axis=1)
    same = (second * first).sum(axis=1)
    return np.column_stack([more, same, 1 - more - same])


def shown_hits(
    items: IntArray, lists: tuple[IntArray, IntArray], hits: tuple[BoolArray, BoolArray]
) -> BoolArray:
    """Return which items shown are hits, (n, length), from what is known of the two lists."""
    relevant = np.zeros(items.shape, dtype=bool)
    for list_items, list_hits in zip(lists, hits, strict=True):
        same = items[:, :, None] == list_items[:, None, :]
        same_hit = same & list_hits[:, None, :]
        relevant |= same_hit.any(axis=2)
    has_item = items >= 0
    return relevant & has_item
