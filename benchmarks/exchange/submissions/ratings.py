"""From the rows of a file to predicted ratings as a fit writes them."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pyarrow as pa

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray, distinct
from benchmarks.contract.errors import UserError
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.codes import identify, mistakes
from benchmarks.exchange.submissions.labels import labels
from benchmarks.exchange.submissions.lists import finite
from benchmarks.protocol.hits import pair_codes
from benchmarks.protocol.queries import Queries


@dataclass(frozen=True)
class Ratings:
    """What a file of ratings holds: columns as in `PREDICTIONS`, and sentences on what was done."""

    table: pa.Table
    n_seeds: int
    notes: list[str]


def of_table(table: pa.Table, asked: Asked, where: str) -> Ratings:
    """Return the predicted rating of every pair that is judged.

    table : as `reading.read` returns it; where : the file's name, for errors
    Of several ratings of a pair the first counts; what is not asked for is left out; ratings are
    clipped to the scale.
    Raises UserError for a pair without a rating.
    """
    if asked.rating_scale is None:
        raise UserError(f"{where}: {asked.benchmark} has no ratings to predict.")
    if not table.num_rows:
        raise UserError(f"{where}: has no rows.")
    n_items = len(asked.item_ids)
    given = finite(table, "rating", where)
    ratings = np.clip(given, *asked.rating_scale)
    users = identify(table["user"], asked.user_ids)
    items = identify(table["item"], asked.item_ids)
    known = (users.codes >= 0) & (items.codes >= 0)
    pairs = np.where(known, pair_codes(users.codes, items.codes, n_items), -1)
    notes = mistakes(users.unknown(), asked.user_ids, "users")
    notes += mistakes(items.unknown(), asked.item_ids, "items")
    label = labels(table, asked, where)
    parts, repeats = [], 0
    for fold, seed in product(label.folds, range(label.n_seeds)):
        queries = asked.folds[fold]
        chosen = label.rows(fold, label.present[0], seed) if len(label.present) else known
        repeats += _repeats(pairs[chosen & known])
        predicted = _of_pairs(pairs[chosen], ratings[chosen], queries, asked, where, notes)
        parts.append(_table(queries, predicted, fold, seed))
    notes += [f"{repeats:,} rows repeat a pair: the first is kept"] * bool(repeats)
    notes += _moved(int(np.count_nonzero(given != ratings)), *asked.rating_scale)
    return Ratings(pa.concat_tables(parts), label.n_seeds, notes)


def _repeats(pairs: IntArray) -> int:
    return len(pairs) - len(distinct(pairs))


def _moved(count: int, low: float, high: float) -> list[str]:
    return [f"{count:,} ratings lie outside {low:g} to {high:g}: moved to its ends"] * bool(count)


def _of_pairs(
    pairs: IntArray,
    ratings: FloatArray,
    queries: Queries,
    asked: Asked,
    where: str,
    notes: list[str],
) -> FloatArray:
    """Return the ratings of the pairs of a fold, in their order."""
    wanted = pair_codes(queries.pair_users, queries.pair_items, len(asked.item_ids))
    rated, first = np.unique(pairs, return_index=True)
    at = np.minimum(np.searchsorted(rated, wanted), max(len(rated) - 1, 0))
    found = rated[at] == wanted if len(rated) else np.zeros(len(wanted), dtype=bool)
    if not found.all():
        place = int(np.argmin(found))
        user, item = asked.user_ids[queries.pair_users[place]], queries.pair_items[place]
        n_missing = np.count_nonzero(~found)
        raise UserError(
            f"{where}: {n_missing:,} of the pairs to rate have no rating, such as user {user} "
            f"and item {'; '.join([f'{asked.item_ids[item]}', *notes])}; rate every pair of the "
            "export."
        )
    return ratings[first[at]]


def _table(queries: Queries, ratings: FloatArray, fold: str, seed: int) -> pa.Table:
    n_rows = len(ratings)
    columns = {
        "fold": pa.repeat(fold, n_rows),
        "seed": pa.repeat(pa.scalar(seed, pa.int32()), n_rows),
        "user": queries.pair_users,
        "item": queries.pair_items,
        "rating": ratings.astype(np.float32),
    }
    return pa.table(columns).select(tables.PREDICTIONS.names).cast(tables.PREDICTIONS)
