"""Turn scores into lists, for every baseline alike: mask, take the top N, break ties, fall back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, KeyArray
from benchmarks.contract.errors import UserError
from benchmarks.protocol import answers, costs, top
from benchmarks.protocol.costs import NOTHING, Seconds
from benchmarks.protocol.lending import undisturbed

LIST_LENGTH = 100  # what a fit keeps of each ranking; cut-offs are at most this
SCORES_PER_BLOCK = 4_000_000  # 32 MB in float64: memory is bounded by this, not by users x items
SCORES_AT_A_TIME = 800_000  # 3 MB in float32: what is read again and again stays in a core's cache


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
class Ranked:
    """Lists, and what they would have taken alone: to score and to rank."""

    lists: Lists
    seconds: Seconds


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

    def keys(self, users: IntArray) -> top.Keys:
        """Return what ties are broken by for a block of users."""
        return top.Keys(self.user_keys[users], self.item_keys)


def rank(
    scores_of: Callable[[IntArray], FloatArray], users: IntArray, rules: Rules, n: int, who: str
) -> Lists:
    """Rank the catalogue for each user and keep the top `n`.

    scores_of : a baseline's `scores`; called with blocks of users
    who : the baseline's name, for errors

    Raises UserError for scores that are no numbers, of the wrong shape, NaN or infinite.
    """
    (ranked,) = rank_by_each(scores_of, users, [rules], n, who)
    return ranked.lists


def rank_by_each(
    scores_of: Callable[[IntArray], FloatArray],
    users: IntArray,
    every: Sequence[Rules],
    n: int,
    who: str,
) -> list[Ranked]:
    """Return what `rank` does by each of some rules, from the same scores.

    every : of the same catalogue, one at least; the others as in `rank`
    """
    n_items = len(every[0].popularity)
    n = min(n, n_items)
    parts: list[list[Lists]] = [[] for _ in every]
    seconds = [NOTHING for _ in every]
    for block in blocks(users, n_items):
        start = costs.now()
        scores = checked_scores(scores_of, block, n_items, who)
        to_score = costs.since(start)
        for place, rules in enumerate(every):
            start = costs.now()
            parts[place] += _rank_block(scores, block, rules, n)
            seconds[place] += to_score + costs.since(start)
    return [Ranked(_joined(of_rules), took) for of_rules, took in zip(parts, seconds, strict=True)]


def _joined(parts: Sequence[Lists]) -> Lists:
    """Return the lists of some users below those of others."""
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
    """Return a baseline's scores for a block of users: real numbers, of the right shape, finite."""
    with undisturbed():
        given = scores_of(users.copy())  # which a baseline may change
    scores = answers.numbers(given, (len(users), n_items), f"{who}: scores()")
    with np.errstate(over="ignore", invalid="ignore"):
        if scores.dtype == np.longdouble:  # what is too large for a double is not finite below
            scores = scores.astype(np.float64)
        total = scores.sum()
    if not np.isfinite(total):  # of large scores as well; then each is looked at
        _check_each(scores, users, who)
    return scores


def _check_each(scores: FloatArray, users: IntArray, who: str) -> None:
    """Raise UserError for the first score that is not finite."""
    bad = ~np.isfinite(scores)
    if bad.any():
        row, item = np.argwhere(bad)[0]
        raise UserError(
            f"{who}: score of item {item} for user {users[row]} is {scores[row, item]}; "
            "scores must be finite."
        )


def _rank_block(scores: FloatArray, users: IntArray, rules: Rules, n: int) -> Iterator[Lists]:
    """Rank the catalogue for a block of users, a few of them at a time."""
    size = max(1, SCORES_AT_A_TIME // len(rules.popularity))
    for start in range(0, max(len(users), 1), size):
        few = slice(start, start + size)
        yield _rank_few(scores[few], users[few], rules, n)


def _rank_few(scores: FloatArray, users: IntArray, rules: Rules, n: int) -> Lists:
    """Rank the catalogue by scores, (n_users, n_items)."""
    # float32 stays as it is: nearly all the work is to read what lies in memory
    kind = np.float32 if np.can_cast(scores.dtype, np.float32) else np.float64
    values: FloatArray = np.array(scores, kind, order="C")  # a copy: they may be the model's own
    _leave_out(values, -np.inf, users, rules)
    maxima = top.maxima_of_groups(values, n)
    fallback = top.is_constant(values, maxima)
    items: IntArray = np.full((len(users), n), -1, dtype=np.int32)
    stored = np.full((len(users), n), np.nan, dtype=np.float32)
    if not fallback.all():
        maxima[fallback] = np.inf  # no score reaches it
        chosen = top.candidates(values, maxima, n)
        items, listed = top.first(chosen, rules.keys(users), n)
        stored = _stored(listed)
    if fallback.any():
        items[fallback], listed = _by_popularity(users[fallback], rules, n)
        stored[fallback] = _stored(listed)
    return Lists(items, stored, fallback)


def _stored(values: FloatArray) -> FloatArray:
    """Return values as float32, finite ones finite."""
    largest = np.finfo(np.float32).max
    stored: FloatArray = np.clip(values, -largest, largest).astype(np.float32)
    return stored


def _leave_out(table: FloatArray | BoolArray, mark: float, users: IntArray, rules: Rules) -> None:
    """Put a mark where an item may not be recommended to a user; table : (n_users, n_items)."""
    if rules.excluded is not None:
        table[:, rules.excluded] = mark
    if rules.masked is not None:
        table[_masked(rules.masked, users)] = mark


def _masked(masked: csr_matrix, users: IntArray) -> tuple[IntArray, IntArray]:
    """Return what is masked: (n,) places among the users, and (n,) items.

    As `masked[users].nonzero()`, which makes a matrix first and takes four times as long.
    """
    starts = masked.indptr[users]
    counts = masked.indptr[users + 1] - starts
    rows = np.repeat(np.arange(len(users)), counts)
    first_of_row = np.cumsum(counts) - counts
    places = np.arange(len(rows)) + (starts - first_of_row)[rows]
    is_set = masked.data[places] != 0
    return rows[is_set], masked.indices[places[is_set]]


def by_popularity(users: IntArray, rules: Rules, n: int) -> IntArray:
    """Return the items that popularity alone recommends, (n_users, n), -1 beyond a short list."""
    n_items = len(rules.popularity)
    n = min(n, n_items)
    return np.concatenate([_by_popularity(block, rules, n)[0] for block in blocks(users, n_items)])


def _by_popularity(users: IntArray, rules: Rules, n: int) -> tuple[IntArray, FloatArray]:
    """Return items and their popularity, (n_users, n) each.

    Of the most popular items, n are looked at and one more for each that is left out.
    """
    popularity = np.asarray(rules.popularity, dtype=np.float64)
    left_out = np.zeros((len(users), len(popularity)), dtype=bool)
    _leave_out(left_out, True, users, rules)
    n_needed = n + left_out.sum(axis=1, dtype=np.int32)
    falling = np.sort(popularity)[::-1]
    bounds = falling[np.minimum(n_needed, len(falling)) - 1]
    looked_at = np.flatnonzero(popularity >= bounds.min(initial=np.inf))
    reaches = popularity[looked_at] >= bounds[:, None]
    rows, places = np.nonzero(reaches & ~left_out[:, looked_at])
    items = looked_at[places]
    chosen = top.Candidates(rows, items, popularity[items])
    return top.first(chosen, rules.keys(users), n)
