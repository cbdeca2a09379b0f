"""A dataset in the order of its file, and what every protocol does with it.

To split, train, rate, rank and judge. The split, training set, ranking and metrics are those of the
benchmarks; other libraries draw rows by their place in the file and train in that order, which the
stages do not keep.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix

from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import BoolArray, FloatArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.datasets import cards
from benchmarks.protocol import ranking, training
from benchmarks.protocol.hits import Pairs
from benchmarks.splits.kind import Drawn as DrawnRule
from benchmarks.splits.parts import Keys, Rows


@dataclass(frozen=True)
class Ratings:
    """Rows in the order of the file.

    rows, users, items : columns as in `tables.INTERACTIONS`, `USERS` and `ITEMS`
    scale : lowest and highest rating
    """

    rows: pa.Table
    users: pa.Table
    items: pa.Table
    scale: tuple[float, float]

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of users and items."""
        return self.users.num_rows, self.items.num_rows

    def split(self, rule: DrawnRule) -> Iterator["Drawn"]:
        """Yield the folds of a rule that draws rows at random, rows in the order of the draw."""
        rows = Rows(self.rows)
        keys = Keys(tables.column(self.users, "key"), tables.column(self.items, "key"))
        order = pa.array(np.argsort(rule.row_keys(rows, keys), kind="stable"))
        for parts in rule.assign(rows, keys).values():
            yield Drawn(self.rows.append_column("part", pa.array(parts)).take(order))

    def train_set(self, rows: pa.Table) -> training.Training:
        """Return a training set in the order of `rows`; every row is a positive."""
        relevant = rows.append_column("relevant", pa.array(np.ones(rows.num_rows, dtype=bool)))
        return training.build(
            relevant, self.users, self.items, tables.PROMOTIONS.empty_table(), self.scale
        )

    def matrix(self, rows: pa.Table) -> csr_matrix:
        """Return which user has which item, CSR (n_users, n_items)."""
        return training.binary(tables.column(rows, "user"), tables.column(rows, "item"), self.shape)

    def hits(
        self,
        scores: Callable[[IntArray], FloatArray],
        train: training.Training,
        test: csr_matrix,
        masked: csr_matrix | None,
        k: int,
        excluded: BoolArray | None = None,
    ) -> tuple[BoolArray, IntArray]:
        """Rank for the users with test rows; return where lists hit, and how much there is to hit.

        masked : CSR (n_users, n_items) of what a list may not hold
        excluded : (n_items,) that are nobody's candidates

        Returns (n_judged, k) and (n_judged,)
        """
        users = np.flatnonzero(np.diff(test.indptr)).astype(np.int32)
        popularity = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        user_keys, item_keys = (tables.column(of, "key") for of in (self.users, self.items))
        rules = ranking.Rules(masked, popularity, user_keys, item_keys, excluded)
        lists = ranking.rank(scores, users, rules, k, "replication")
        wanted = test[users]
        wanted_users, wanted_items = test.nonzero()
        relevant = Pairs.of(wanted_users, wanted_items, test.shape[1])
        return relevant.hits(users, lists.items), np.diff(wanted.indptr)


@dataclass(frozen=True)
class Drawn:
    """The rows of a fold in the order of the draw, with their part as an index into `PARTS`."""

    rows: pa.Table

    def of(self, *parts: int) -> pa.Table:
        """Return the rows of some parts."""
        return self.rows.filter(pc.field("part").isin(list(parts))).drop_columns("part")


def read(dataset: str) -> Ratings:
    """Read a dataset of ratings as downloaded; its users and items as prepared."""
    described = cards.load(dataset)
    raw = described.read(paths.raw(dataset)).interactions
    users = tables.read(paths.prepared(dataset) / "users.parquet", tables.USERS)
    items = tables.read(paths.prepared(dataset) / "items.parquet", tables.ITEMS)
    columns = {
        "user": pc.index_in(raw["user_id"], users["user_id"].combine_chunks()),
        "item": pc.index_in(raw["item_id"], items["item_id"].combine_chunks()),
        "rating": raw["rating"],
        "quantity": pa.nulls(raw.num_rows),
        "value": pa.nulls(raw.num_rows),
        "time": raw["time"],
    }
    scale = described.rating_scale
    if scale is None:
        card = paths.card(dataset)
        raise UserError(f"{card}: no rating_scale; the replicated figures are of ratings.")
    return Ratings(
        tables.require(pa.table(columns), tables.INTERACTIONS, dataset), users, items, scale
    )
