"""An export of Levelground as matrices, fold by fold; nothing of Levelground is imported.

docs/submissions.md says what an export holds.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

IDENTIFIERS = {"user": str, "item": str, "fold": str}


@dataclass(frozen=True)
class Part:
    """What may be learnt from in one fold, and whom to serve with it.

    learned : (n_users, n_items) ones at the positives; known : the same at all that is masked
    asked : (n_asked,) codes of users
    """

    fold: str
    learned: csr_matrix
    known: csr_matrix
    asked: np.ndarray


@dataclass(frozen=True)
class Searched:
    """A part without the validation rows, and what these hold; `asked` have something relevant."""

    part: Part
    relevant: csr_matrix


@dataclass(frozen=True)
class Exported:
    """The tables of an export in codes, which are rows of `users` and `items`.

    masks : whether lists leave out what their user has
    """

    users: np.ndarray
    items: np.ndarray
    rows: pd.DataFrame
    queries: pd.DataFrame
    masks: bool
    digest: str

    @property
    def folds(self) -> list[str]:
        """Return the folds; "" where there are none."""
        return list(dict.fromkeys(self.rows["fold"]))

    def final(self) -> Iterator[Part]:
        """Yield what the lists that are handed in are learnt from: all rows."""
        for fold in self.folds:
            rows = self.rows[self.rows["fold"] == fold]
            asked = self.queries.loc[self.queries["fold"] == fold, "user"]
            yield self._part(fold, rows, rows, np.unique(asked))

    def searched(self) -> Iterator[Searched]:
        """Yield what parameters are chosen by: training rows alone, judged by validation rows."""
        for fold in self.folds:
            rows = self.rows[self.rows["fold"] == fold]
            training = rows[rows["split"] == "training"]
            before = rows[rows["split"].isin(["training", "gap"])]
            held_out = rows[(rows["split"] == "validation") & rows["relevant"]]
            known = self._matrix(before)
            relevant = self._matrix(held_out)
            if self.masks:  # what is left out of a list cannot be relevant
                relevant = relevant - relevant.multiply(known)
                relevant.eliminate_zeros()
            asked = np.flatnonzero(np.diff(relevant.indptr))
            yield Searched(self._part(fold, training, before, asked), csr_matrix(relevant))

    def _part(
        self, fold: str, learned: pd.DataFrame, known: pd.DataFrame, asked: np.ndarray
    ) -> Part:
        positives = learned[learned["relevant"]]
        nothing = csr_matrix((len(self.users), len(self.items)))
        masked = self._matrix(known) if self.masks else nothing
        return Part(fold, self._matrix(positives), masked, asked)

    def _matrix(self, rows: pd.DataFrame) -> csr_matrix:
        """Return ones at the pairs that rows have, once or more often."""
        ones = np.ones(len(rows))
        shape = (len(self.users), len(self.items))
        matrix = csr_matrix((ones, (rows["user"], rows["item"])), shape=shape)
        matrix.sum_duplicates()
        matrix.data[:] = 1.0
        return matrix


def read(folder: Path, masks: bool) -> Exported:
    """Read an export of CSV files."""
    users = pd.read_csv(folder / "users.csv", dtype=IDENTIFIERS)["user"].to_numpy()
    items = pd.read_csv(folder / "items.csv", dtype=IDENTIFIERS)["item"].to_numpy()
    rows = pd.read_csv(folder / "interactions.csv", dtype=IDENTIFIERS)
    queries = pd.read_csv(folder / "queries.csv", dtype=IDENTIFIERS)
    for table in (rows, queries):
        if "fold" not in table:
            table["fold"] = ""
        table["user"] = pd.Index(users).get_indexer(table["user"])
    rows["item"] = pd.Index(items).get_indexer(rows["item"])
    content = [(folder / f"{name}.csv").read_bytes() for name in ("interactions", "queries")]
    digest = hashlib.sha256(b"".join(content)).hexdigest()[:16]
    return Exported(users, items, rows, queries, masks, digest)
