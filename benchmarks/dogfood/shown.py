"""What a person is told of an item and of a history, so as to judge: title, kind, date, price."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
import pyarrow.compute as pc

from benchmarks.contract import tables
from benchmarks.contract.arrays import IntArray
from benchmarks.dogfood.ground import Ground
from benchmarks.dogfood.reasons import plain

MOST = 60  # items of a history that are shown
_DAYS_OLD = (
    60  # an item that was first seen so long after the data begins is told to be new since then
)


@dataclass(frozen=True)
class Shown:
    """An item as a person sees it; all fields are plain text, to be escaped by whoever shows them."""

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
        return self.ground.facts["users_are"].removesuffix("s")

    @property
    def verb(self) -> str:
        """What a positive means."""
        return "liked" if self.rated else "bought"

    @cached_property
    def paid(self) -> np.ndarray:
        """Average price paid for each item, NaN where unknown."""
        rows, n = self.ground.rows, self.ground.source.items.num_rows
        item = tables.column(rows, "item")
        paid, pieces = (np.nan_to_num(tables.column(rows, name)) for name in ("value", "quantity"))
        totals = [np.bincount(item, weights, n) for weights in (paid, pieces)]
        return np.divide(*totals, out=np.full(n, np.nan), where=(totals[1] > 0) & (totals[0] > 0))

    @cached_property
    def first(self) -> np.ndarray:
        """When each item first had an interaction, seconds since 1970; the largest number where it never had."""
        found = np.full(self.ground.source.items.num_rows, np.iinfo(np.int64).max)
        np.minimum.at(
            found, tables.column(self.ground.rows, "item"), tables.column(self.ground.rows, "time")
        )
        return found

    def item(self, code: int, note: str = "") -> Shown:
        """Return what is told of an item."""
        row = self.ground.source.items.slice(code, 1).to_pylist()[0]
        facts = [*self._dates(code, row["released"]), *self._apart(code)]
        if np.isfinite(self.paid[code]):
            facts.append(f"{self.paid[code]:.2f} each")
        kinds = ", ".join(plain(word) for word in row["categories"])
        return Shown(row["item_id"], self.ground.titles[code], kinds, " · ".join(facts), note)

    def _dates(self, code: int, released: int | None) -> list[str]:
        """Return when an item came out, or when it was first seen if that is not just where the data begins."""
        if released is not None:
            return [f"released {_month(released)}"]
        first, start = int(self.first[code]), int(self.first.min())
        late = start + _DAYS_OLD * 86_400 < first < np.iinfo(np.int64).max
        return [f"new in {_month(first)}"] if late else []

    def _apart(self, code: int) -> list[str]:
        """Return what tells an item from others of the same title: features that not all of these share, its number."""
        same = self._titled[self.ground.titles[code]]
        if len(same) == 1:
            return []
        features = [set(self.ground.source.items["features"][other].as_py()) for other in same]
        own = self.ground.source.items["features"][code].as_py()
        apart = [word for word in own if not all(word in others for others in features)]
        return [*(word.replace("=", " ") for word in apart), f"no. {self.ground.item_ids[code]}"]

    @cached_property
    def _titled(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for code, title in enumerate(self.ground.titles):
            found.setdefault(title, []).append(code)
        return found

    def items(self, codes: IntArray, notes: dict[int, str] | None = None) -> list[Shown]:
        """Return what is told of several items, with a note for some."""
        return [self.item(int(code), (notes or {}).get(int(code), "")) for code in codes]

    def person(self, user: int) -> str:
        """Return the user's features in words."""
        words = self.ground.source.users.slice(user, 1)["features"].to_pylist()[0]
        return ", ".join(word.replace("=", " ").replace("_", " ") for word in words)

    def history(self, user: int) -> dict[int, str]:
        """Return a note for each item of the history, what says most first: best rated, or most often bought."""
        rows = self.ground.rows.filter(pc.field("user") == user).to_pylist()
        found: dict[int, list[dict]] = {}
        for row in sorted(rows, key=lambda row: row["time"]):
            found.setdefault(row["item"], []).append(row)
        weight = (lambda all_: all_[-1]["rating"]) if self.rated else len
        order = sorted(
            found, key=lambda item: (-weight(found[item]), -found[item][-1]["time"], item)
        )
        return {item: self.noted(found[item][-1] | {"times": len(found[item])}) for item in order}

    def noted(self, row: dict) -> str:
        """Return what a user did with an item: the latest row and how many `times`."""
        date = datetime.fromtimestamp(row["time"], UTC).strftime("%-d %b %Y")
        if row["rating"] is not None:
            return f"rated {row['rating']:g} of {self.ground.source.rating_scale[1]:g}, {date}"
        often = "once" if row["times"] == 1 else f"{row['times']} times"
        return f"{'bought' if row['value'] is not None else 'had'} {often}, last on {date}"

    def search(self, words: str, n: int) -> list[int]:
        """Return the items whose title or kind has all the words, the best known first; no words, all items."""
        wanted = words.casefold().split()
        found = [
            code
            for code in self._by_popularity
            if all(word in self._texts[code] for word in wanted)
        ]
        return found[:n]

    @cached_property
    def _by_popularity(self) -> list[int]:
        counts = np.asarray(self.ground.train.positives.sum(axis=0)).ravel()
        return np.argsort(-counts, kind="stable").tolist()

    @cached_property
    def _texts(self) -> list[str]:
        kinds = self.ground.source.items["categories"].to_pylist()
        return [
            f"{title} {' '.join(words)}".casefold()
            for title, words in zip(self.ground.titles, kinds)
        ]


def _month(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%b %Y")
