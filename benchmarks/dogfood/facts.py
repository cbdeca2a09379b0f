"""What the data says of an item in a list, whatever the baseline: who has it, beside what."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.protocol.training import Training


@dataclass(frozen=True)
class Facts:
    """Tells of the items of a training set.

    titles : by item code; verb : what users did, `liked` or `bought`
    """

    train: Training
    titles: Sequence[str]
    verb: str

    @cached_property
    def counts(self) -> IntArray:
        """How many users have each item, (n_items,)."""
        return np.diff(self.train.positives.tocsc().indptr)

    def of(self, own: IntArray, items: IntArray) -> list[str]:
        """Return for each item who has it, beside what of the history, and of what kind.

        own : the history's items
        """
        columns = self.train.positives.tocsc()
        shared = np.zeros((0, len(items)))
        if len(own):
            shared = (columns[:, own].T @ columns[:, items]).toarray()
        sentences = []
        kinds = self._kinds(own, items)
        for both, item, kind in zip(shared.T, items.tolist(), kinds, strict=True):
            parts = (self._rank(item), self._beside(both, own, item), kind)
            sentences.append(" ".join(filter(None, parts)))
        return sentences

    def _rank(self, item: int) -> str:
        count, total = self.counts[item], len(self.counts)
        rank = int((self.counts > count).sum()) + 1
        return f"{self.verb.capitalize()} by {count:,} users, number {rank:,} of {total:,}."

    def _beside(self, both: FloatArray, own: IntArray, item: int) -> str:
        """Name the item of the history that shares the most users with this one, by cosine.

        both : how many users each item of the history shares with this one
        """
        others = own != item
        shared, places = both[others], own[others]
        if not shared.any():
            return ""
        theirs = np.maximum(self.counts[places], 1)
        alike = shared / np.sqrt(theirs * max(self.counts[item], 1))
        nearest = int(np.argmax(alike))
        title, count = self.titles[places[nearest]], self.counts[places[nearest]]
        also = f"{int(shared[nearest]):,} also {self.verb} this"
        return f"Of the {count:,} who {self.verb} {title}, {also}."

    def _kinds(self, own: IntArray, items: IntArray) -> list[str]:
        """Name the category of each item that most of the history shares, if there is any."""
        categories = self.train.item_categories
        if categories is None or not len(own):
            return [""] * len(items)
        in_history = np.asarray(categories.matrix[own].sum(axis=0)).ravel()
        shares = categories.matrix[items].toarray() * in_history
        sentences = []
        for row, column in zip(shares, shares.argmax(axis=1), strict=True):
            kind, count = plain(categories.names[column]), row[column]
            sentence = f"{kind}: {count:.0f} of the {len(own)} in the history."
            sentences.append(sentence if count else "")
        return sentences


def plain(word: str) -> str:
    """Return a category as a person reads it: without the family's name, not in capitals.

    >>> plain("category=FRZN ICE")
    'Frzn ice'
    """
    text = word.partition("=")[2] or word
    return text.capitalize() if text.isupper() else text
