"""A comparison as it is shown: blind before the vote; afterwards who was who, why, and what the user really took."""

import ast
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contract.arrays import IntArray
from benchmarks.dogfood.fits import Fits
from benchmarks.dogfood.ground import Ground
from benchmarks.dogfood.judgements import Comparison
from benchmarks.dogfood.reasons import evidence
from benchmarks.dogfood.shown import MOST, Shelf, Shown


@dataclass(frozen=True)
class Row:
    """One item of a list after the vote; `taken` says what the user did in the test part, `hit` if it was relevant."""

    shown: Shown
    said: str | None
    evidence: str
    taken: str
    hit: bool


@dataclass(frozen=True)
class Side:
    """One list after the vote: whose it was, the baseline's first sentence, its headline score, the rows."""

    name: str
    about: str
    score: float | None
    rows: list[Row]

    @property
    def said(self) -> str | None:
        """The reason, if it is the same for all items."""
        sentences = {row.said for row in self.rows}
        return next(iter(sentences)) if len(sentences) == 1 else None

    @property
    def hits(self) -> int:
        """Number of items that the user took in the test part."""
        return sum(row.hit for row in self.rows)


@dataclass(frozen=True)
class Results:
    """Makes what the pages show of a comparison."""

    ground: Ground
    shelf: Shelf
    fits: Fits

    def missing(self, comparison: Comparison) -> str | None:
        """Return an item, or a user, that the data no longer has."""
        subject = json.loads(comparison.subject)
        items = json.loads(comparison.left_items) + json.loads(comparison.right_items)
        known = self.ground.item_of
        if comparison.taste == "own":
            items += subject
        elif subject not in self.ground.user_of:
            return subject
        return next((item for item in items if item not in known), None)

    def blind(self, comparison: Comparison) -> list[list[tuple[Shown, bool]]]:
        """Return both lists, each item with whether the other list has it too."""
        left, right = self._lists(comparison)
        notes = self._notes(comparison)
        both = set(left.tolist()) & set(right.tolist())
        return [
            [(self.shelf.item(code, notes.get(code, "")), code in both) for code in codes.tolist()]
            for codes in (left, right)
        ]

    def history(self, comparison: Comparison) -> dict[str, Any]:
        """Return who the lists are for: `name`, `about`, the first `items` of the history and its `total`."""
        notes = self._notes(comparison)
        if comparison.taste == "own":
            codes = self._codes(json.loads(comparison.subject))
            return {
                "name": "your own taste",
                "about": "",
                "items": self.shelf.items(codes),
                "total": len(codes),
            }
        name = json.loads(comparison.subject)
        about = self.shelf.person(self.ground.user_of[name])
        first = np.array(list(notes)[:MOST], dtype=int)
        return {
            "name": f"{self.shelf.person_noun} {name}",
            "about": about,
            "items": self.shelf.items(first, notes),
            "total": len(notes),
        }

    def sides(self, comparison: Comparison) -> list[Side]:
        """Return both lists with everything that is known of them."""
        own = self._own(comparison)
        user = (
            None
            if comparison.taste == "own"
            else self.ground.user_of[json.loads(comparison.subject)]
        )
        held_out = {} if user is None else self.ground.held_out(user)
        stored = json.loads(comparison.reasons)
        sides = []
        for place, name in enumerate((comparison.left_name, comparison.right_name)):
            items = self._lists(comparison)[place]
            said = stored[place] if user is None else self.fits.why(name, user, items)
            facts = evidence(self.ground.train, own, items, self.ground.titles, self.shelf.verb)
            rows = [
                self._row(int(item), why, fact, held_out)
                for item, why, fact in zip(items, said, facts, strict=True)
            ]
            sides.append(Side(name, about(name), self.ground.scores.get(name), rows))
        return sides

    def _row(
        self, item: int, said: str | None, fact: str, held_out: dict[int, dict[str, Any]]
    ) -> Row:
        row = held_out.get(item)
        taken = self.shelf.noted(row) if row else ""
        return Row(self.shelf.item(item), said, fact, taken, bool(row and row["relevant"]))

    def _own(self, comparison: Comparison) -> IntArray:
        """Return the positives of whoever the lists are for."""
        if comparison.taste == "own":
            return self._codes(json.loads(comparison.subject))
        return self.ground.train.positives[
            [self.ground.user_of[json.loads(comparison.subject)]]
        ].indices

    def _notes(self, comparison: Comparison) -> dict[int, str]:
        if comparison.taste == "own":
            return {}
        return self.shelf.history(self.ground.user_of[json.loads(comparison.subject)])

    def _lists(self, comparison: Comparison) -> tuple[IntArray, IntArray]:
        return tuple(
            self._codes(json.loads(items))
            for items in (comparison.left_items, comparison.right_items)
        )

    def _codes(self, names: list[str]) -> IntArray:
        return np.array([self.ground.item_of[name] for name in names], dtype=np.int32)


def about(baseline: str) -> str:
    """Return the first line of a baseline's module docstring."""
    path = Path("baselines") / f"{baseline}.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else None
    return (text or "").partition("\n")[0].replace("`", "")
