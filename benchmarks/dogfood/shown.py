"""What a person is told of an item and of a history, so as to judge: title, kind, date, price."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow.compute as pc

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.dogfood.facts import plain
from benchmarks.dogfood.ground import Ground

MOST = 60  # items of a history that are shown
# An item that was first seen so many days after the data begins is told to be new since then.
_DAYS_OLD = 60
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Shown:
    """An item as a person sees it; all is plain text, to be escaped by whoever shows it."""

    item_id: str
    title: str
    kinds: str
    facts: str
    note: str = ""


@dataclass(frozen=True)
class Shelf:
    """Tells about the items of a benchmark and the history of its users."""

    ground: Ground

    @property
    def rated(self) -> bool:
        """Whether the data has ratings; else it has purchases or mere interactions."""
        return self.ground.source.rating_scale is not None

    @property
    def noun(self) -> str:
        """What items are called."""
        return "products" if np.isfinite(self.paid).any() else "items"

    @property
    def person_noun(self) -> str:
        """What a user is called."""
        return str(self.ground.facts["users_are"]).removesuffix("s")

    @property
    def verb(self) -> str:
        """What a positive means."""
        return "liked" if self.rated else "bought"

    @cached_property
    def paid(self) -> FloatArray:
        """Average price paid for each item, NaN where unknown."""
        n = self.ground.source.items.num_rows
        total, pieces = self._sums("value", n), self._sums("quantity", n)
        has_price = (pieces > 0) & (total > 0)
        prices: FloatArray = np.full(n, np.nan)
        np.divide(total, pieces, out=prices, where=has_price)
        return prices

    def _sums(self, name: str, n: int) -> FloatArray:
        """Return the sum of a column over the rows of each item; what is missing counts 0."""
        item = tables.column(self.ground.rows, "item")
        weights = np.nan_to_num(tables.column(self.ground.rows, name))
        return np.bincount(item, weights, n).astype(np.float64)

    @cached_property
    def first(self) -> IntArray:
        """When each item first had an interaction, s since 1970; the largest number where never."""
        seen = np.full(self.ground.source.items.num_rows, _NEVER)
        rows = self.ground.rows
        np.minimum.at(seen, tables.column(rows, "item"), tables.column(rows, "time"))
        return seen

    def item(self, code: int, note: str = "") -> Shown:
        """Return what is told of an item."""
        row = self.ground.source.items.slice(code, 1).to_pylist()[0]
        facts = [*self._dates(code, row["released"]), *self._apart(code)]
        if np.isfinite(self.paid[code]):
            facts.append(f"{self.paid[code]:.2f} each")
        kinds = ", ".join(plain(word) for word in row["categories"])
        return Shown(row["item_id"], self.ground.titles[code], kinds, " · ".join(facts), note)

    def _dates(self, code: int, released: int | None) -> list[str]:
        """Return when an item came out, or was first seen if that is not where the data begins."""
        if released is not None:
            return [f"released {_month(released)}"]
        first, start = int(self.first[code]), int(self.first.min())
        late = start + _DAYS_OLD * 86_400 < first < _NEVER
        return [f"new in {_month(first)}"] if late else []

    def _apart(self, code: int) -> list[str]:
        """Return what tells an item from others of its title: its own features, its number."""
        same = self._titled[self.ground.titles[code]]
        if len(same) == 1:
            return []
        column = self.ground.source.items["features"]
        features = [set(column[other].as_py()) for other in same]
        shared = set.intersection(*features)
        own = [word for word in column[code].as_py() if word not in shared]
        return [*(word.replace("=", " ") for word in own), f"no. {self.ground.item_ids[code]}"]

    @cached_property
    def _titled(self) -> dict[str, list[int]]:
        codes: dict[str, list[int]] = {}
        for code, title in enumerate(self.ground.titles):
            codes.setdefault(title, []).append(code)
        return codes

    def items(self, codes: IntArray, notes: dict[int, str] | None = None) -> list[Shown]:
        """Return what is told of several items, with a note for some."""
        noted = notes or {}
        return [self.item(code, noted.get(code, "")) for code in codes.tolist()]

    def person(self, user: int) -> str:
        """Return the user's features in words."""
        words = self.ground.source.users.slice(user, 1)["features"].to_pylist()[0]
        return ", ".join(word.replace("=", " ").replace("_", " ") for word in words)

    def history(self, user: int) -> dict[int, str]:
        """Return a note for each item of the history, what says most first.

        That is what was rated best, or bought most often.
        """
        rows = self.ground.rows.filter(pc.field("user") == user).to_pylist()
        taken: dict[int, list[dict[str, Any]]] = {}
        for row in sorted(rows, key=lambda row: row["time"]):
            taken.setdefault(row["item"], []).append(row)

        def place(item: int) -> tuple[float, int, int]:
            last = taken[item][-1]
            weight = last["rating"] if self.rated else len(taken[item])
            return -weight, -last["time"], item

        order = sorted(taken, key=place)
        return {item: self.noted(taken[item][-1] | {"times": len(taken[item])}) for item in order}

    def noted(self, row: dict[str, Any]) -> str:
        """Return what a user did with an item: the latest row and how many `times`."""
        date = datetime.fromtimestamp(row["time"], UTC).strftime("%-d %b %Y")
        scale = self.ground.source.rating_scale
        if row["rating"] is not None and scale is not None:
            return f"rated {row['rating']:g} of {scale[1]:g}, {date}"
        often = "once" if row["times"] == 1 else f"{row['times']} times"
        return f"{'bought' if row['value'] is not None else 'had'} {often}, last on {date}"

    def search(self, words: str, n: int) -> list[int]:
        """Return the items whose title or kind has all the words, the best known first.

        No words find all items.
        """
        wanted = words.casefold().split()
        return [code for code in self._by_popularity if self._has(code, wanted)][:n]

    def _has(self, code: int, words: list[str]) -> bool:
        return all(word in self._texts[code] for word in words)

    @cached_property
    def _by_popularity(self) -> list[int]:
        counts = np.asarray(self.ground.train.positives.sum(axis=0)).ravel()
        order: list[int] = np.argsort(-counts, kind="stable").tolist()
        return order

    @cached_property
    def _texts(self) -> list[str]:
        kinds = self.ground.source.items["categories"].to_pylist()
        titled = zip(self.ground.titles, kinds)
        return [f"{title} {' '.join(words)}".casefold() for title, words in titled]


def _month(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%b %Y")
