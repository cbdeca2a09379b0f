"""What a baseline is given to learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray, distinct, places_within
from benchmarks.contract.files import read_json
from benchmarks.protocol.hits import pair_codes

# What a fit learns from: while parameters are searched, and when they are chosen.
SEARCH = ("train",)
FINAL = ("train", "validation", "validation_gap")


@dataclass(frozen=True)
class Features:
    """Named binary features of users or items.

    names : the feature of each column, such as `genre=Comedy`
    matrix : CSR, (n_users or n_items, n_features), ones and zeros
    """

    names: tuple[str, ...]
    matrix: csr_matrix


@dataclass(frozen=True)
class Promotions:
    """Which items were promoted in which week before the cut; one row per item and week.

    items : (n,) codes; times : (n,) start of the week, seconds since 1970
    stores : (n,) number of stores that displayed the item, plus those whose mailer showed it
    """

    items: IntArray
    times: NDArray[np.int64]
    stores: IntArray


@dataclass(frozen=True)
class Training:
    """One training set, in plain arrays; those that a fit is given cannot be written.

    users, items : (n_interactions,), codes from 0; rows sorted by user, item, time
    times : (n_interactions,), seconds since 1970, or None where the data has no times
    ratings : (n_interactions,) in the data's units, or None where the data has no ratings
    values : (n_interactions,) what was paid for each purchase, or None where the data has no
    purchases
    positives : CSR (n_users, n_items) of ones where the user has an interaction that meets the
    relevance rule
    seen : CSR (n_users, n_items) of ones where the user has any interaction
    user_features, item_features : `Features`, or None where the data has none
    item_categories : `Features` with a column for each category (genre, kind of product), or None
    promotions : `Promotions` of the weeks before the cut, or None where the data has none
    item_titles : (n_items,) strings, or None where the data has none
    rating_scale : lowest and highest rating, or None
    cut_time : seconds since 1970 of the latest interaction in training, or None without times
    named_baskets : (n_interactions,) as `baskets`, or None where the split names none
    """

    users: IntArray
    items: IntArray
    times: NDArray[np.int64] | None
    ratings: FloatArray | None
    values: FloatArray | None
    positives: csr_matrix
    seen: csr_matrix
    user_features: Features | None
    item_features: Features | None
    item_categories: Features | None
    promotions: Promotions | None
    item_titles: tuple[str, ...] | None
    rating_scale: tuple[float, float] | None
    cut_time: int | None
    named_baskets: IntArray | None = None

    @property
    def baskets(self) -> IntArray | None:
        """Number of each interaction's basket among its user's, from 0 in the order of time.

        (n_interactions,); where the split names no baskets, what a user has at one time is one, and
        None where it has no times either.
        """
        if self.named_baskets is not None or self.times is None:
            return self.named_baskets
        return places_within(self.users, self.times)

    @property
    def n_users(self) -> int:
        """Number of users, those without history included."""
        return int(self.positives.shape[0])

    @property
    def n_items(self) -> int:
        """Number of items in the catalogue, those without interactions included."""
        return int(self.positives.shape[1])

    def has(self) -> frozenset[str]:
        """Return what this data has, in the words of a baseline's `needs`."""
        optional = {
            "ratings": self.ratings,
            "times": self.times,
            "baskets": self.times if self.named_baskets is None else self.named_baskets,
            "purchases": self.values,
            "promotions": self.promotions,
            "item_categories": self.item_categories,
            "user_features": self.user_features,
            "item_features": self.item_features,
            "item_titles": self.item_titles,
        }
        return frozenset(name for name, value in optional.items() if value is not None)


@dataclass(frozen=True)
class Source:
    """What `split` wrote for fits, all folds of it.

    rows : columns as in `tables.SPLIT` or `SPLIT_CODED`, and `basket` where a split names them
    users, items, promotions : as in the schemas of these names
    rating_scale : lowest and highest rating, or None
    """

    rows: pa.Table
    users: pa.Table
    items: pa.Table
    promotions: pa.Table
    rating_scale: Sequence[float] | None

    def fold(self, name: str, parts: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of one fold, those of some parts only if these are given."""
        of_fold = tables.having(self.rows, "fold", (name,))
        return of_fold if parts is None else tables.having(of_fold, "part", parts)

    def training(self, fold: str, parts: Sequence[str]) -> Training:
        """Make the training set of one fold from some parts, `SEARCH` or `FINAL`."""
        return build(
            self.fold(fold, parts), self.users, self.items, self.promotions, self.rating_scale
        )


def read(folder: Path) -> Source:
    """Read what `split` wrote; `folder` is the `train` folder of a benchmark."""
    return Source(
        rows=_rows(folder),
        users=tables.read(folder / "users.parquet", tables.USERS),
        items=tables.read(folder / "items.parquet", tables.ITEMS),
        promotions=tables.read(folder / "promotions.parquet", tables.PROMOTIONS),
        rating_scale=read_json(folder / "info.json")["rating_scale"],
    )


def _rows(folder: Path) -> pa.Table:
    """Read what may be learnt from, with the baskets that a split by baskets names."""
    rows = tables.read(folder / "interactions.parquet", tables.SPLIT_CODED)
    path = folder / "baskets.parquet"
    if not path.exists():
        return rows
    return rows.append_column("basket", tables.read(path, tables.BASKETS)["basket"])


def build(
    rows: pa.Table,
    users: pa.Table,
    items: pa.Table,
    promotions: pa.Table,
    rating_scale: Sequence[float] | None,
) -> Training:
    """Make a training set from interactions, users, items and promotions.

    rows : columns as in `tables.SPLIT`, its words coded or not, and `basket` where there are any;
    the others as in the schemas of their names
    """
    user, item = tables.column(rows, "user"), tables.column(rows, "item")
    shape = (users.num_rows, items.num_rows)
    relevant = tables.column(rows, "relevant")
    times = tables.column(rows, "time") if has_times(rows) else None
    has_ratings = rating_scale is not None
    titles = items["title"].to_pylist()
    cut_time = None if times is None else int(times.max(initial=0))
    return Training(
        users=user,
        items=item,
        times=times,
        ratings=tables.column(rows, "rating").astype(np.float64) if has_ratings else None,
        values=_values(rows),
        positives=binary(user[relevant], item[relevant], shape),
        seen=binary(user, item, shape),
        user_features=features_of(users["features"]),
        item_features=features_of(items["features"]),
        item_categories=features_of(items["categories"]),
        promotions=_promotions(promotions, cut_time),
        item_titles=tuple(titles) if all(titles) else None,
        rating_scale=(float(rating_scale[0]), float(rating_scale[1])) if rating_scale else None,
        cut_time=cut_time,
        named_baskets=tables.column(rows, "basket") if "basket" in rows.column_names else None,
    )


def binary(rows: IntArray, columns: IntArray, shape: tuple[int, int]) -> csr_matrix:
    """Return a CSR matrix with a one at each distinct (row, column), columns sorted.

    Pairs that already stand in that order, as those of a split do, are not sorted again.
    """
    codes = pair_codes(rows, columns, shape[1])
    if not (codes[1:] > codes[:-1]).all():
        rows, columns = np.divmod(distinct(codes), shape[1])
    ends = np.cumsum(np.bincount(rows, minlength=shape[0]))
    starts = np.append(0, ends).astype(np.int32)
    ones = np.ones(len(rows), dtype=np.float32)
    matrix = csr_matrix((ones, columns.astype(np.int32), starts), shape=shape)
    matrix.has_canonical_format = True
    return matrix


def features_of(words: pa.ChunkedArray) -> Features | None:
    """Return lists of words as binary features; None without words.

    Columns are the words in alphabetical order.
    """
    lists = words.combine_chunks()
    each = lists.flatten()
    names = sorted(pc.unique(each).to_pylist())
    if not names:
        return None
    rows = np.repeat(np.arange(len(lists)), pc.list_value_length(lists).to_numpy())
    columns = pc.index_in(each, pa.array(names)).to_numpy()
    return Features(tuple(names), binary(rows, columns, (len(lists), len(names))))


def has_times(rows: pa.Table) -> bool:
    """Tell whether rows say when they were; columns as in `tables.INTERACTIONS`."""
    return bool(rows["time"].null_count == 0)


def _values(rows: pa.Table) -> FloatArray | None:
    """Return what was paid for each row; None where nothing was."""
    if rows["value"].null_count == rows.num_rows:
        return None
    return tables.column(rows, "value")


def _promotions(promotions: pa.Table, cut_time: int | None) -> Promotions | None:
    """Return the promotions before the cut; None where there are none, or no cut to tell."""
    if cut_time is None:
        return None
    before = promotions.filter(pc.less_equal(promotions["time"], cut_time))
    if not before.num_rows:
        return None
    stores = tables.column(before, "displays") + tables.column(before, "mailers")
    return Promotions(tables.column(before, "item"), tables.column(before, "time"), stores)
