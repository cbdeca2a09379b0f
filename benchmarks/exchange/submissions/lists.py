"""From the rows of a file to ranked lists as a fit writes them, by the rules of the benchmark."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import pyarrow as pa

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, distinct
from benchmarks.contract.errors import UserError
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.codes import Identified, identify, mistakes
from benchmarks.exchange.submissions.counted import Counted, Served
from benchmarks.exchange.submissions.labels import Labels, labels
from benchmarks.protocol.hits import pair_codes
from benchmarks.protocol.queries import Queries
from benchmarks.protocol.ranking import LIST_LENGTH
from benchmarks.protocol.ties import pair_hash
from benchmarks.protocol.top import TIE_SEED
from benchmarks.protocol.view import Limits, limits

_ROWS_PER_BLOCK = 1_000_000  # bounds memory


@dataclass(frozen=True)
class Lists:
    """What a file holds once the rules are applied.

    table : columns as in `tables.LISTS`; views : those that there are lists for
    """

    table: pa.Table
    views: list[str]
    n_seeds: int
    counted: Counted


@dataclass(frozen=True)
class _Places:
    """Rows of one fold, view and seed, each (n,): codes, what orders them (rising), and scores.

    by_rank : whether ranks order them, else scores
    """

    users: IntArray
    items: IntArray
    order: FloatArray
    scores: FloatArray
    by_rank: bool

    def __len__(self) -> int:
        return len(self.users)

    def take(self, chosen: BoolArray | IntArray) -> "_Places":
        """Return some of the rows."""
        users, items = self.users[chosen], self.items[chosen]
        return _Places(users, items, self.order[chosen], self.scores[chosen], self.by_rank)


def of_table(table: pa.Table, asked: Asked, where: str) -> Lists:
    """Apply the rules to the rows of a file.

    table : as `reading.read` returns it; where : the file's name, for errors
    Raises UserError where nothing of it can be scored.
    """
    if not table.num_rows:
        raise UserError(f"{where}: has no rows.")
    users = identify(table["user"], asked.user_ids)
    items = identify(table["item"], asked.item_ids)
    label = labels(table, asked, where)
    order, scores = _ordering(table, where)
    counted = Counted(rows=table.num_rows)
    counted.notes += mistakes(users.unknown(), asked.user_ids, "users")
    counted.notes += mistakes(items.unknown(), asked.item_ids, "items")
    served = _served(users, label, asked)
    counted.unknown_users = users.count(~served)
    counted.unknown_items = int(np.count_nonzero(served & (items.codes < 0)))
    known = served & (items.codes >= 0)
    rows = _Places(users.codes, items.codes, order, scores, _has_ranks(table))
    label.check_seeds(known, where)
    parts = _parts(rows, known, label, asked, counted)
    if not parts:
        raise UserError(f"{where}: {_nothing(users, items, asked, counted)}")
    return Lists(pa.concat_tables(parts), label.present, label.n_seeds, counted)


def _ordering(table: pa.Table, where: str) -> tuple[FloatArray, FloatArray]:
    """Return what orders the rows, rising, and their scores; each (n_rows,).

    A rank counts before a score. Raises UserError for a number that is none.
    """
    if not _has_ranks(table):
        scores = finite(table, "score", where)
        return -scores, _storable(scores)
    ranks = _ranks(table, where)
    scores = -ranks
    if "score" in table.column_names:
        given = table["score"].to_numpy()
        scores = given if np.isfinite(given).all() else scores
    return ranks, _storable(scores)


def _ranks(table: pa.Table, where: str) -> FloatArray:
    """Return the ranks; UserError for one that is none, as where the column holds scores."""
    ranks = finite(table, "rank", where)
    wrong = np.flatnonzero((ranks < 0) | ((ranks > 0) & (ranks < 1)))
    if len(wrong):
        said = f"rank of row {wrong[0] + 1} is {ranks[wrong[0]]:g}"
        raise UserError(f"{where}: {said}; 1 is the top. If higher is better, call it score.")
    return ranks


def _has_ranks(table: pa.Table) -> bool:
    """Tell whether ranks order a file: not where scores do, and one rank stands in every row."""
    if "rank" not in table.column_names:
        return False
    is_one = table.num_rows > 1 and len(table["rank"].unique()) == 1  # some run files write 0
    return not (is_one and "score" in table.column_names)


def _storable(scores: FloatArray) -> FloatArray:
    largest = np.finfo(np.float32).max
    return np.clip(scores, -largest, largest).astype(np.float32)


def finite(table: pa.Table, name: str, where: str) -> FloatArray:
    """Return a column of numbers; UserError that names the first row without one."""
    numbers: FloatArray = table[name].to_numpy()
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if len(wrong):
        first = wrong[0]
        value = table[name][first].as_py()
        is_what = "empty or no number" if value is None or np.isnan(value) else str(value)
        raise UserError(f"{where}: {name} of row {first + 1} is {is_what}; each must be finite.")
    return numbers


def _served(users: Identified, label: Labels, asked: Asked) -> BoolArray:
    """Tell which rows are of a user whom the row's fold serves, (n_rows,)."""
    served = np.zeros((len(label.folds), len(asked.user_ids)), dtype=bool)
    for number, fold in enumerate(label.folds):
        served[number, asked.folds[fold].users] = True
    known: BoolArray = served[label.fold, users.codes] & (users.codes >= 0)
    return known


def _parts(
    rows: _Places, known: BoolArray, label: Labels, asked: Asked, counted: Counted
) -> list[pa.Table]:
    """Return the lists of each fold, view and seed that has any; count on the way."""
    served = Served.of(len(asked.user_ids))
    parts = []
    for fold, view, seed in product(label.folds, label.present, range(label.n_seeds)):
        queries = asked.folds[fold]
        kept_out = limits(asked.views[view], queries.seen)
        lengths = np.zeros(len(asked.user_ids), dtype=np.int64)
        for chosen in _blocks(rows.users, known & label.rows(fold, view, seed)):
            places, ranks = _ranked(rows.take(chosen), kept_out, queries, counted)
            lengths += np.bincount(places.users, minlength=len(lengths))
            if len(places):
                parts.append(_table(places, ranks, fold, view, seed))
        served.add(queries.users, lengths, asked.longest)
    counted.users = int(np.count_nonzero(served.with_list))
    counted.missing_users = int(np.count_nonzero(served.missing))
    counted.short_lists = int(np.count_nonzero(served.short))
    return parts


def _blocks(users: IntArray, chosen: BoolArray) -> Iterator[IntArray]:
    """Yield the places of the chosen rows, some users at a time, in the order of their codes."""
    count = 1 + int(np.count_nonzero(chosen)) // _ROWS_PER_BLOCK
    bounds = np.linspace(0, 1 + users.max(initial=0), count + 1).astype(np.int64)
    for low, high in pairwise(bounds):
        yield np.flatnonzero(chosen & (users >= low) & (users < high))


def _ranked(
    rows: _Places, kept_out: Limits, queries: Queries, counted: Counted
) -> tuple[_Places, IntArray]:
    """Return the rows that stay, in order, and their ranks from 1."""
    rows = _sorted(rows, queries)
    if rows.by_rank:
        counted.holes += _with_holes(rows)
        counted.contrary += _contrary(rows)
    rows = _once(rows, len(queries.item_keys), counted)
    same_user = np.diff(rows.users, prepend=-1) == 0
    equal = same_user & (np.diff(rows.order, prepend=np.nan) == 0)
    counted.tied += int(np.count_nonzero(equal | np.append(equal[1:], False)))
    allowed = kept_out.allow(rows.users, rows.items)
    counted.forbidden += int(np.count_nonzero(~allowed))
    rows = rows.take(allowed)
    ranks = 1 + np.arange(len(rows)) - np.searchsorted(rows.users, rows.users)
    inside = ranks <= LIST_LENGTH
    counted.cut += int(np.count_nonzero(~inside))
    return rows.take(inside), ranks[inside]


def _with_holes(rows: _Places) -> int:
    """Count the lists that do not begin at the top, or whose ranks leave places out."""
    same_user = np.diff(rows.users, prepend=-1) == 0
    step = np.diff(rows.order, prepend=0.0)
    jumps = np.where(same_user, step > 1, rows.order > 1)
    return len(distinct(rows.users[jumps]))


def _contrary(rows: _Places) -> int:
    """Count the lists in which a later place has a higher score."""
    same_user = np.diff(rows.users, prepend=-1) == 0
    rises = np.diff(rows.order, prepend=0.0) > 0
    higher = np.diff(rows.scores, prepend=0.0) > 0
    return len(distinct(rows.users[same_user & rises & higher]))


def _sorted(rows: _Places, queries: Queries) -> _Places:
    """Put rows in the order of user and rank, equals in the order of the protocol's hash."""
    user_keys, item_keys = queries.user_keys[rows.users], queries.item_keys[rows.items]
    hashes = pair_hash(user_keys, item_keys, TIE_SEED)
    return rows.take(np.lexsort((hashes, rows.order, rows.users)))


def _once(rows: _Places, n_items: int, counted: Counted) -> _Places:
    """Keep the first row of each user and item."""
    pairs = pair_codes(rows.users, rows.items, n_items)
    _, first = np.unique(pairs, return_index=True)
    counted.duplicates += len(rows) - len(first)
    return rows.take(np.sort(first))


def _table(places: _Places, ranks: IntArray, fold: str, view: str, seed: int) -> pa.Table:
    n_rows = len(places)
    columns = {
        "fold": pa.repeat(fold, n_rows),
        "seed": pa.repeat(pa.scalar(seed, pa.int32()), n_rows),
        "view": pa.repeat(view, n_rows),
        "user": places.users,
        "rank": ranks.astype(np.int16),
        "item": places.items,
        "score": places.scores,
        "fallback": pa.repeat(False, n_rows),
    }
    return pa.table(columns).select(tables.LISTS.names).cast(tables.LISTS)


def _nothing(users: Identified, items: Identified, asked: Asked, counted: Counted) -> str:
    """Say why no row is left."""
    first = f"user {users.words[users.places[0]]} and item {items.words[items.places[0]]}"
    ours = f"user {asked.user_ids[0]} and item {asked.item_ids[0]}"
    reasons = "; ".join(counted.lines(asked.longest)[1:])
    return f"no row is left to score: {reasons}. The first is of {first}; the data has {ours}."
