"""From the rows of a file to predicted ratings as a fit writes them."""

from itertools import product

import numpy as np
import pyarrow as pa

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.codes import identify
from benchmarks.exchange.submissions.labels import labels
from benchmarks.exchange.submissions.lists import finite
from benchmarks.protocol.hits import pair_codes
from benchmarks.protocol.queries import Queries


def of_table(table: pa.Table, asked: Asked, where: str) -> pa.Table:
    """Return the predicted rating of every pair that is judged, columns as in `PREDICTIONS`.

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
    ratings = np.clip(finite(table, "rating", where), *asked.rating_scale)
    users = identify(table["user"], asked.user_ids).codes
    items = identify(table["item"], asked.item_ids).codes
    known = (users >= 0) & (items >= 0)
    pairs = np.where(known, pair_codes(users, items, n_items), -1)
    label = labels(table, asked, where)
    parts = []
    for fold, seed in product(label.folds, range(label.n_seeds)):
        queries = asked.folds[fold]
        chosen = label.rows(fold, label.present[0], seed) if len(label.present) else known
        predicted = _of_pairs(pairs[chosen], ratings[chosen], queries, asked, where)
        parts.append(_table(queries, predicted, fold, seed))
    return pa.concat_tables(parts)


def _of_pairs(
    pairs: IntArray, ratings: FloatArray, queries: Queries, asked: Asked, where: str
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
            f"and item {asked.item_ids[item]}; rate every pair of the export."
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
