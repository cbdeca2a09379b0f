"""What a fold asks of a fit: whom to serve, what to leave out of the lists, which pairs to rate."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray, KeyArray
from benchmarks.contract.errors import UserError
from benchmarks.contract.settings import ViewRules
from benchmarks.protocol import answers, ranking
from benchmarks.protocol.lending import undisturbed
from benchmarks.protocol.model import Model, PredictsRatings
from benchmarks.protocol.ranking import LIST_LENGTH
from benchmarks.protocol.training import Source, Training, binary
from benchmarks.protocol.view import limits


class Questions(Protocol):
    """What is asked on a benchmark, handed over only when what must not know it has ended."""

    def users(self) -> pa.Table:
        """Return whom to serve, columns as in `tables.QUERIES`: asked for after a fit."""

    def pairs(self) -> pa.Table:
        """Return the pairs to rate, columns as in `tables.PAIRS`: after all lists were written."""


@dataclass(frozen=True)
class Folder:
    """Questions as `split` wrote them; `path` is the `ask` folder of a benchmark."""

    path: Path

    def users(self) -> pa.Table:
        """Read whom to serve."""
        return tables.read(self.path / "queries.parquet", tables.QUERIES)

    def pairs(self) -> pa.Table:
        """Read which pairs to rate."""
        return tables.read(self.path / "pairs.parquet", tables.PAIRS)


@dataclass(frozen=True)
class Queries:
    """The questions of one fold.

    users : (n,) codes of the users to serve, ascending
    pair_users, pair_items : (m,) pairs to rate; none before all lists were written, or where the
    data has no ratings
    seen : CSR (all users, n_items), what users have before the part that is asked about
    user_keys, item_keys : keys of the tie-breaking hash
    """

    fold: str
    users: IntArray
    pair_users: IntArray
    pair_items: IntArray
    seen: csr_matrix
    user_keys: KeyArray
    item_keys: KeyArray

    def with_pairs(self, pairs: pa.Table) -> "Queries":
        """Return the same with the pairs to rate; columns as in `tables.PAIRS`, of all folds."""
        own = tables.having(pairs, "fold", (self.fold,))
        users, items = tables.column(own, "user"), tables.column(own, "item")
        return replace(self, pair_users=users, pair_items=items)

    def rank(
        self, model: Model, train: Training, view: ViewRules, who: str, n: int = LIST_LENGTH
    ) -> ranking.Lists:
        """Rank the candidates of a view for every user to serve."""
        return ranking.rank(model.scores, self.users, self.rules(train, view), n, who)

    def rank_each(
        self, model: Model, train: Training, views: Iterable[ViewRules], who: str
    ) -> list[ranking.Ranked]:
        """Rank the candidates of each view, from the same scores."""
        every = [self.rules(train, view) for view in views]
        return ranking.rank_by_each(model.scores, self.users, every, LIST_LENGTH, who)

    def rules(self, train: Training, view: ViewRules) -> ranking.Rules:
        """Return what a view masks and excludes, and how it falls back and breaks ties."""
        popularity = np.asarray(train.positives.sum(axis=0), dtype=np.float64).ravel()
        kept_out = limits(view, self.seen)
        return ranking.Rules(
            kept_out.masked, popularity, self.user_keys, self.item_keys, kept_out.excluded
        )

    def rate(self, model: Model, train: Training, who: str) -> FloatArray | None:
        """Predict the ratings of the pairs, clipped to the scale, (m,).

        None where baseline or data have no ratings.
        """
        if not isinstance(model, PredictsRatings) or train.rating_scale is None:
            return None
        with undisturbed():  # copies, which a baseline may change
            given = model.ratings(self.pair_users.copy(), self.pair_items.copy())
        predicted = answers.numbers(given, self.pair_users.shape, f"{who}: ratings()")
        if not np.isfinite(predicted).all():
            raise UserError(f"{who}: ratings() must return one finite number per pair.")
        lowest, highest = train.rating_scale
        return np.asarray(np.clip(predicted, lowest, highest))


def read(folder: Path, source: Source) -> Iterator[Queries]:
    """Read what `split` asks of the final fit, fold by fold.

    folder : the `ask` folder of a benchmark; source : what `training.read` found in its `train`
    """
    questions = Folder(folder)
    served, pairs = questions.users(), questions.pairs()
    for fold in served["fold"].unique().to_pylist():
        yield serving(served, fold, source).with_pairs(pairs)


def serving(served: pa.Table, fold: str, source: Source) -> Queries:
    """Return the questions of a fold before any pair is to be rated.

    served : columns as in `tables.QUERIES`, of all folds
    """
    users = tables.column(tables.having(served, "fold", (fold,)), "user")
    nothing = np.zeros(0, np.int32)
    return of_fold(source, fold, None, users, nothing, nothing)


def of_fold(
    source: Source,
    fold: str,
    counted: Sequence[str] | None,
    users: IntArray,
    pair_users: IntArray,
    pair_items: IntArray,
) -> Queries:
    """Put the questions of a fold together.

    counted : the parts that count as seen, by default all
    """
    history = source.fold(fold, counted)
    user_keys, item_keys = tables.column(source.users, "key"), tables.column(source.items, "key")
    shape = (len(user_keys), len(item_keys))
    seen = binary(tables.column(history, "user"), tables.column(history, "item"), shape)
    return Queries(fold, users, pair_users, pair_items, seen, user_keys, item_keys)
