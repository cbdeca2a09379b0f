"""What is known before the test: of items, and of the histories of users; the same for all views of a fold."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from benchmarks.contract import tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray, KeyArray
from benchmarks.protocol.training import FINAL, binary, features_of
from benchmarks.results.groups import held_by_more_popular

SECONDS_PER_DAY = 86_400


@dataclass(frozen=True)
class Known:
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
    def is_cold(self) -> BoolArray:
        """Whether an item has no interaction at all, (n_items,)."""
        return np.asarray(self.seen.sum(axis=0)).ravel() == 0

    @property
    def popularity(self) -> FloatArray:
        """Number of users with a positive on each item, (n_items,)."""
        return np.asarray(self.positives.sum(axis=0), dtype=np.float64).ravel()

    def of_items(self, fresh_days: float) -> dict[str, Any]:
        """Return what metrics ask about items, whoever gets them."""
        popularity, categories, features = self.popularity, self.item_categories, self.item_features
        return {
            "n_items": len(popularity),
            "popularity": popularity,
            "n_positive_users": int((np.diff(self.positives.indptr) > 0).sum()),
            "in_tail": 5 * held_by_more_popular(popularity) >= 4 * popularity.sum(),
            "category_shares": None
            if categories is None
            else normalize(categories.astype(np.float64), norm="l1"),
            "category_vectors": None
            if categories is None
            else normalize(categories.astype(np.float64)),
            "content_vectors": None if features is None else normalize(features.astype(np.float64)),
            "age_days": self.age_days,
            "is_fresh": self.age_days < fresh_days,
        }

    def of_users(self, users: IntArray, of_items: dict[str, Any]) -> dict[str, Any]:
        """Return what metrics ask about the histories of users."""
        own = self.positives[users].astype(np.float64)
        counts = np.diff(own.indptr)
        mean = np.where(counts > 0, own @ of_items["popularity"] / np.maximum(counts, 1), np.nan)
        shares = of_items["category_shares"]
        return {
            "history_popularity": mean,
            "history_shares": None
            if shares is None
            else normalize(own @ shares, norm="l1").toarray(),
        }


def known(rows: pa.Table, users: pa.Table, items: pa.Table) -> Known:
    """Put together what the rows of a fold say, test rows excluded.

    rows : columns as in `tables.SPLIT`
    """
    shape = (users.num_rows, items.num_rows)
    final = rows.filter(pc.field("part").isin(list(FINAL)))
    liked = final.filter(pc.field("relevant"))
    categories, features = features_of(items["categories"]), features_of(items["features"])
    return Known(
        seen=_pairs(rows, shape),
        learned=_pairs(final, shape),
        positives=_pairs(liked, shape),
        item_categories=categories.matrix if categories else None,
        item_features=features.matrix if features else None,
        age_days=_ages(items, final),
        user_keys=tables.column(users, "key"),
        item_keys=tables.column(items, "key"),
    )


def _pairs(rows: pa.Table, shape: tuple[int, int]) -> csr_matrix:
    return binary(tables.column(rows, "user"), tables.column(rows, "item"), shape)


def _ages(items: pa.Table, rows: pa.Table) -> FloatArray:
    """Return the days from release to the latest row, or from the first row where no release is known, (n_items,)."""
    times = tables.column(rows, "time")
    cut = times.max(initial=0)
    born = tables.column(items, "released").astype(np.float64)
    if np.isnan(born).all():
        born = np.full(items.num_rows, np.inf)
        np.minimum.at(born, tables.column(rows, "item"), times.astype(np.float64))
    return np.maximum(cut - born, 0.0) / SECONDS_PER_DAY
