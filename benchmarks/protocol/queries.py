"""What a fold asks of a fit: whom to serve, what to leave out of the lists, which pairs to rate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray, KeyArray
from benchmarks.contract.errors import UserError
from benchmarks.contract.settings import ViewRules
from benchmarks.protocol import ranking
from benchmarks.protocol.model import Model, PredictsRatings
from benchmarks.protocol.ranking import LIST_LENGTH
from benchmarks.protocol.training import Source, Training, binary
from benchmarks.protocol.view import limits


@dataclass(frozen=True)
class Queries:
    """The questions of one fold.

    users : (n,) codes of the users to serve, ascending
    pair_users, pair_items : (m,) pairs to rate; none where the data has no ratings
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

    def rank(
        self, model: Model, train: Training, view: ViewRules, who: str, n: int = LIST_LENGTH
    ) -> ranking.Lists:
        """Rank the candidates of a view for every user to serve."""
        return ranking.rank(model.scores, self.users, self.rules(train, view), n, who)

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
        predicted = np.asarray(model.ratings(self.pair_users, self.pair_items))
        if predicted.shape != self.pair_users.shape or not np.isfinite(predicted).all():
            raise UserError(f"{who}: ratings() must return one finite number per pair.")
        lowest, highest = train.rating_scale
        return np.asarray(np.clip(predicted, lowest, highest))


def read(folder: Path, source: Source) -> Iterator[Queries]:
    """Read what `split` asks of the final fit, fold by fold.

    folder : the `train` folder of a benchmark; `source` is what `training.read` found there
    """
    served = tables.read(folder / "queries.parquet", tables.QUERIES)
    pairs = tables.read(folder / "pairs.parquet", tables.PAIRS)
    for fold in served["fold"].unique().to_pylist():
        users = tables.column(tables.having(served, "fold", (fold,)), "user")
        asked = tables.having(pairs, "fold", (fold,))
        asked_users, asked_items = tables.column(asked, "user"), tables.column(asked, "item")
        yield of_fold(source, fold, None, users, asked_users, asked_items)


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
