"""A log as arrays: who saw what, where, with which probability, and whether they clicked."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.datasets.dataset import Log

# Rows of one page view are milliseconds apart; the next page view of the same user is seconds away.
# Of 667 pairs of rows this close in Open Bandit, 666 are of different positions, as the rows of one
# page must be.
_SAME_IMPRESSION_SECONDS = 0.05


@dataclass(frozen=True)
class Rounds:
    """Items shown one at a time, with the features of users and items as codes.

    item, position, click, propensity : (n,) as in `Log`
    context : (n,) the row of `contexts` that describes the user
    impression : (n,) rows of equal number were one page view, as far as user and time can tell
    contexts : (n_contexts, n_user_features) codes, each combination that occurs once
    items : (n_items, n_item_features) codes of text features; item_numbers : (n_items, n_numbers)
    the others
    """

    item: IntArray
    position: IntArray
    click: FloatArray
    propensity: FloatArray
    context: IntArray
    impression: IntArray
    contexts: IntArray
    items: IntArray
    item_numbers: FloatArray

    @property
    def n_items(self) -> int:
        """Number of items that could be shown."""
        return len(self.items)

    @property
    def n_positions(self) -> int:
        """Number of positions on a page."""
        return int(self.position.max()) + 1

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of whatever is known for each context, position and item."""
        return len(self.contexts), self.n_positions, self.n_items

    def of(self, rows: NDArray) -> "Rounds":
        """Return some rows, by mask or numbers; contexts, items, impressions keep their codes."""
        parts = {name: getattr(self, name)[rows] for name in _PER_ROW}
        return Rounds(
            **parts, contexts=self.contexts, items=self.items, item_numbers=self.item_numbers
        )


_PER_ROW = ("item", "position", "click", "propensity", "context", "impression")


def arrays(log: Log) -> Rounds:
    """Return a log as arrays; of a user's affinities, whether there are any is a feature."""
    rounds = log.rounds
    columns = {
        name: _codes(rounds[name]) for name in rounds.column_names if name.startswith("user_")
    }
    user = np.unique(np.column_stack(list(columns.values())), axis=0, return_inverse=True)[1]
    features = {**columns, "user_affinities": np.array(rounds["user_affinities"].to_pylist()) != ""}
    contexts, context = np.unique(
        np.column_stack(list(features.values())), axis=0, return_inverse=True
    )
    text = [
        log.items[name]
        for name in log.items.column_names
        if log.items.schema.field(name).type == pa.string()
    ]
    numbers = [
        log.items[name]
        for name in log.items.column_names
        if log.items.schema.field(name).type == pa.float64()
    ]
    return Rounds(
        item=rounds["item"].to_numpy(),
        position=rounds["position"].to_numpy(),
        click=rounds["click"].to_numpy().astype(np.float64),
        propensity=rounds["propensity"].to_numpy(),
        context=context,
        impression=_impressions(user, rounds["time"].to_numpy()),
        contexts=contexts,
        items=np.column_stack([_codes(column) for column in text]),
        item_numbers=np.column_stack([column.to_numpy() for column in numbers]),
    )


def _codes(column: pa.ChunkedArray) -> IntArray:
    return np.unique(np.array(column.to_pylist()), return_inverse=True)[1]


def _impressions(user: IntArray, time: FloatArray) -> IntArray:
    """Number the page views: rows of users with equal features, next to each other in time."""
    order = np.lexsort((time, user))
    new = (np.diff(user[order], prepend=-1) != 0) | (
        np.diff(time[order], prepend=-np.inf) > _SAME_IMPRESSION_SECONDS
    )
    number = np.empty(len(user), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    return number
