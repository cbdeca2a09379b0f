"""What is known before the test: of items, and of users' histories; the same for all views."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray, KeyArray
from benchmarks.protocol.training import FINAL, binary, features_of, has_times

SECONDS_PER_DAY = 86_400


@dataclass(frozen=True)
class History:
    """What a fold knows before the test.

    seen, learned, positives : CSR (all users, n_items) of ones: what is masked, what a fit is
    given, what is relevant
    item_categories, item_features : CSR (n_items, n) of ones, or None
    age_days : (n_items,) at the cut, NaN where unknown
    """

    seen: csr_matrix
    learned: csr_matrix
    positives: csr_matrix
    item_categories: csr_matrix | None
    item_features: csr_matrix | None
    age_days: FloatArray
    user_keys: KeyArray
    item_keys: KeyArray

    @property
    def popularity(self) -> FloatArray:
        """Number of users with a positive on each item, (n_items,)."""
        return np.asarray(self.positives.sum(axis=0), dtype=np.float64).ravel()

    def of_items(self, fresh_days: float) -> dict[str, Any]:
        """Return what metrics ask about items, whoever gets them."""
        popularity = self.popularity
        held = held_by_more_popular(popularity)
        aged = bool(np.isfinite(self.age_days).any())
        users_with_positives = np.diff(self.positives.indptr) > 0
        return {
            "n_items": len(popularity),
            "popularity": popularity,
            "n_positive_users": int(users_with_positives.sum()),
            "in_tail": 5 * held >= 4 * popularity.sum(),
            "category_shares": _rows_of_sum_1(self.item_categories),
            "category_vectors": _rows_of_length_1(self.item_categories),
            "content_vectors": _rows_of_length_1(self.item_features),
            "age_days": self.age_days if aged else None,
            "is_fresh": self.age_days < fresh_days if aged else None,
        }

    def of_users(self, users: IntArray, of_items: dict[str, Any]) -> dict[str, Any]:
        """Return what metrics ask about the histories of users; their shares as CSR."""
        own = self.positives[users].astype(np.float64)
        counts = np.diff(own.indptr)
        totals = own @ of_items["popularity"]
        mean = np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)
        category_shares, shares = of_items["category_shares"], None
        if category_shares is not None:
            shares = _shares(own @ category_shares)
        return {"history_popularity": mean, "history_shares": shares}


def of_fold(rows: pa.Table, users: pa.Table, items: pa.Table) -> History:
    """Put together what the rows of a fold say, test rows excluded.

    rows : columns as in `tables.SPLIT`; users, items : as in the schemas of these names
    """
    shape = (users.num_rows, items.num_rows)
    final = tables.having(rows, "part", FINAL)
    liked = final.filter(pc.field("relevant"))
    categories, features = features_of(items["categories"]), features_of(items["features"])
    return History(
        seen=_pairs(rows, shape),
        learned=_pairs(final, shape),
        positives=_pairs(liked, shape),
        item_categories=categories.matrix if categories else None,
        item_features=features.matrix if features else None,
        age_days=_ages(items, final),
        user_keys=tables.column(users, "key"),
        item_keys=tables.column(items, "key"),
    )


def held_by_more_popular(popularity: FloatArray) -> FloatArray:
    """Return for each item how many positives the more popular items hold, (n_items,).

    >>> held_by_more_popular(np.array([5.0, 3.0, 1.0, 1.0])).tolist()
    [0.0, 5.0, 8.0, 8.0]
    """
    values, place, counts = np.unique(popularity, return_inverse=True, return_counts=True)
    held = values * counts
    by_higher: FloatArray = np.cumsum(held[::-1])[::-1] - held
    return by_higher[place]


def _pairs(rows: pa.Table, shape: tuple[int, int]) -> csr_matrix:
    return binary(tables.column(rows, "user"), tables.column(rows, "item"), shape)


def _rows_of_sum_1(words: csr_matrix | None) -> csr_matrix | None:
    return None if words is None else _shares(words.astype(np.float64))


def _rows_of_length_1(words: csr_matrix | None) -> csr_matrix | None:
    return None if words is None else _of_length_1(words.astype(np.float64))


def _of_length_1(vectors: csr_matrix) -> csr_matrix:
    """Return rows of length 1; an empty row stays so."""
    squares = csr_matrix((vectors.data**2, vectors.indices, vectors.indptr), vectors.shape)
    return _over_rows(vectors, np.sqrt(_row_sums(squares)))


def _shares(weights: csr_matrix) -> csr_matrix:
    """Return rows of sum 1; an empty row stays so. weights : not negative."""
    return _over_rows(weights, _row_sums(weights))


def _row_sums(matrix: csr_matrix) -> FloatArray:
    """Return the sums of rows, added up from left to right: rounded alike wherever that is."""
    sums: FloatArray = matrix @ np.ones(matrix.shape[1])
    return sums


def _over_rows(matrix: csr_matrix, divisors: FloatArray) -> csr_matrix:
    """Return a matrix with each row divided by a number, one without entries left alone."""
    of_entries = np.repeat(divisors, np.diff(matrix.indptr))
    return csr_matrix((matrix.data / of_entries, matrix.indices, matrix.indptr), matrix.shape)


def _ages(items: pa.Table, rows: pa.Table) -> FloatArray:
    """Return the days from release to the latest row, (n_items,).

    Where no item's release is known, from the item's first row; NaN where rows have no times.
    """
    if not has_times(rows):
        return np.full(items.num_rows, np.nan)
    times = tables.column(rows, "time")
    cut = times.max(initial=0)
    born = tables.column(items, "released").astype(np.float64)
    if np.isnan(born).all():
        born = np.full(items.num_rows, np.inf)
        np.minimum.at(born, tables.column(rows, "item"), times.astype(np.float64))
    seconds: FloatArray = np.maximum(cut - born, 0.0)
    return seconds / SECONDS_PER_DAY
