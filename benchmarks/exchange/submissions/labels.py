"""Seeds, folds and views of a file: which list each row belongs to."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pyarrow as pa

from benchmarks.contract.arrays import BoolArray, IntArray
from benchmarks.contract.errors import UserError
from benchmarks.exchange.submissions.asked import Asked
from benchmarks.exchange.submissions.codes import distinct

MOST_SEEDS = 1000  # more are identifiers of something else


@dataclass(frozen=True)
class Labels:
    """Which fold, view and seed each row is of.

    folds, views : names of those that the benchmark has; present : the views that the file has
    seeds : as the file writes them, in order
    fold, view : (n_rows,) places among these names; seed : (n_rows,) numbers from 0
    """

    folds: list[str]
    views: list[str]
    present: list[str]
    seeds: list[str]
    fold: IntArray
    view: IntArray
    seed: IntArray

    @property
    def n_seeds(self) -> int:
        """How many runs the file has."""
        return len(self.seeds)

    def rows(self, fold: str, view: str, seed: int) -> BoolArray:
        """Tell which rows are of one list of each user, (n_rows,)."""
        of_fold = self.fold == self.folds.index(fold)
        of_view = self.view == self.views.index(view)
        return of_fold & of_view & (self.seed == seed)

    def check_seeds(self, known: BoolArray, where: str) -> None:
        """Raise UserError for a seed without a row where others have some: a part is missing.

        known : (n_rows,) the rows that count
        """
        runs = range(self.n_seeds)
        for fold, view in product(self.folds, self.present):
            has_rows = [bool((known & self.rows(fold, view, run)).any()) for run in runs]
            if any(has_rows) and not all(has_rows):
                seed = self.seeds[has_rows.index(False)] or "(empty)"
                raise UserError(
                    f"{where}: seed {seed} has no row that counts of view {view}, fold {fold}, "
                    "where other seeds have: hand in every seed whole, or leave it out."
                )


def labels(table: pa.Table, asked: Asked, where: str) -> Labels:
    """Read the labels of a file; seeds are numbered in their order, from 0.

    Raises UserError for a fold or view that the benchmark has not, and where it has several folds
    and the file does not say which.
    """
    folds, views = list(asked.folds), list(asked.views)
    if "fold" not in table.column_names and len(folds) > 1:
        known = ", ".join(folds)
        raise UserError(f"{where}: no column fold, and {asked.benchmark} has several: {known}.")
    fold_words, fold = _column(table, "fold", folds[0])
    view_words, view = _column(table, "view", views[0])
    seed_words, seed = _column(table, "seed", "0")
    if len(seed_words) > MOST_SEEDS:
        raise UserError(f"{where}: {len(seed_words)} seeds; a seed is the number of a run.")
    order = sorted(range(len(seed_words)), key=lambda place: _as_number(seed_words[place]))
    places = np.argsort(np.array(order, dtype=np.int32), kind="stable")
    in_file = _renamed(view_words, asked)
    return Labels(
        folds,
        views,
        [name for name in views if name in in_file],
        [seed_words[place] for place in order],
        _places(fold_words, folds, "fold", where)[fold],
        _places(in_file, views, "view", where)[view],
        places[seed],
    )


def _column(table: pa.Table, name: str, default: str) -> tuple[list[str], IntArray]:
    """Return the distinct words of a column, and each row's place among them."""
    if name not in table.column_names:
        return [default], np.zeros(table.num_rows, dtype=np.int32)
    words, places = distinct(table[name])
    used = np.unique(places)
    return words.take(used).to_pylist(), np.searchsorted(used, places)


def _renamed(words: list[str], asked: Asked) -> list[str]:
    """Return views by their names, also where the name of their results is given."""
    names = {rules.benchmark: view for view, rules in asked.views.items() if rules.benchmark}
    return [names.get(word, word) for word in words]


def _places(words: list[str], known: list[str], what: str, where: str) -> IntArray:
    """Return the place of each word among the known ones."""
    for word in words:
        if word not in known:
            every = ", ".join(known)
            raise UserError(f"{where}: '{word}' is no {what} of this benchmark; it has {every}.")
    return np.array([known.index(word) for word in words], dtype=np.int32)


def _as_number(word: str) -> tuple[float, str]:
    return (float(word), word) if word.isdecimal() else (np.inf, word)
