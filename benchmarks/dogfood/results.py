"""A comparison as it is shown: blind before the vote; then who was who, why, what came true."""

import ast
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contract.arrays import IntArray
from benchmarks.dogfood.facts import Facts
from benchmarks.dogfood.fits import Fits
from benchmarks.dogfood.ground import Ground
from benchmarks.dogfood.judgements import OWN, Comparison
from benchmarks.dogfood.shown import MOST, Shelf, Shown


@dataclass(frozen=True)
class Row:
    """One item of a list after the vote.

    said : the baseline's reason; evidence : what the data says
    taken : what the user did in the test part; hit : whether that was relevant
    """

    shown: Shown
    said: str | None
    evidence: str
    taken: str
    hit: bool


@dataclass(frozen=True)
class Side:
    """One list after the vote: whose it was, its first sentence, its headline score, the rows."""

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
        if comparison.taste == OWN:
            items += subject
        elif subject not in self.ground.user_of:
            return str(subject)
        return next((item for item in items if item not in self.ground.item_of), None)

    def blind(self, comparison: Comparison) -> list[list[tuple[Shown, bool]]]:
        """Return both lists, each item with whether the other list has it too."""
        left, right = self._lists(comparison)
        notes = self._notes(comparison)
        both = set(left.tolist()) & set(right.tolist())
        lists = []
        for codes in (left, right):
            items = self.shelf.items(codes, notes)
            lists.append([(item, code in both) for item, code in zip(items, codes.tolist())])
        return lists

    def history(self, comparison: Comparison) -> dict[str, Any]:
        """Return who the lists are for.

        That is `name`, `about`, the first `items` of the history and its `total`.
        """
        if comparison.taste == OWN:
            codes = self._own(comparison)
            items = self.shelf.items(codes)
            return {"name": "your own taste", "about": "", "items": items, "total": len(codes)}
        notes = self._notes(comparison)
        first = np.array(list(notes)[:MOST], dtype=int)
        return {
            "name": f"{self.shelf.person_noun} {json.loads(comparison.subject)}",
            "about": self.shelf.person(self._user(comparison)),
            "items": self.shelf.items(first, notes),
            "total": len(notes),
        }

    def sides(self, comparison: Comparison) -> list[Side]:
        """Return both lists with everything that is known of them."""
        names = (comparison.left_name, comparison.right_name)
        lists, own = self._lists(comparison), self._own(comparison)
        sides = []
        for name, items, said in zip(names, lists, self._said(comparison), strict=True):
            rows = self._rows(comparison, items, said, self._facts.of(own, items))
            sides.append(Side(name, about(name), self.ground.scores.get(name), rows))
        return sides

    def _said(self, comparison: Comparison) -> list[list[str | None]]:
        """Return both baselines' reasons: as they were stored for a taste, else asked now."""
        if comparison.taste == OWN:
            stored: list[list[str | None]] = json.loads(comparison.reasons)
            return stored
        user, lists = self._user(comparison), self._lists(comparison)
        names = (comparison.left_name, comparison.right_name)
        return [self.fits.why(name, user, items) for name, items in zip(names, lists)]

    def _rows(
        self, comparison: Comparison, items: IntArray, said: list[str | None], facts: list[str]
    ) -> list[Row]:
        held_out: dict[int, dict[str, Any]] = {}
        if comparison.taste != OWN:
            held_out = self.ground.held_out(self._user(comparison))
        rows = []
        for item, why, fact in zip(items.tolist(), said, facts, strict=True):
            test = held_out.get(item)
            taken = self.shelf.noted(test) if test else ""
            hit = bool(test and test["relevant"])
            rows.append(Row(self.shelf.item(item), why, fact, taken, hit))
        return rows

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self.ground.train, self.ground.titles, self.shelf.verb)

    def _user(self, comparison: Comparison) -> int:
        return self.ground.user_of[json.loads(comparison.subject)]

    def _own(self, comparison: Comparison) -> IntArray:
        """Return the positives of whoever the lists are for."""
        if comparison.taste == OWN:
            return self._codes(json.loads(comparison.subject))
        positives: IntArray = self.ground.train.positives[[self._user(comparison)]].indices
        return positives

    def _notes(self, comparison: Comparison) -> dict[int, str]:
        if comparison.taste == OWN:
            return {}
        return self.shelf.history(self._user(comparison))

    def _lists(self, comparison: Comparison) -> tuple[IntArray, IntArray]:
        left, right = json.loads(comparison.left_items), json.loads(comparison.right_items)
        return self._codes(left), self._codes(right)

    def _codes(self, names: list[str]) -> IntArray:
        return np.array([self.ground.item_of[name] for name in names], dtype=np.int32)


def about(baseline: str) -> str:
    """Return the first line of a baseline's module docstring."""
    path = Path("baselines") / f"{baseline}.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else None
    return (text or "").partition("\n")[0].replace("`", "")
