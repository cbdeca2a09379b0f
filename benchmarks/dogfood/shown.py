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
from benchmarks.protocol.training import has_times
from benchmarks.splits.wording import kind_of, names_of

MOST = 60  # items of a history that are shown
# An item that was first seen so many days after the data begins is told to be new since then.
_DAYS_OLD = 60
_DAY = 86_400  # seconds
_NEVER = np.iinfo(np.int64).max
_VERBS = {"rating": "liked", "purchase": "bought", "event": "had"}  # by the kind of data


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
        return names_of(self.ground.facts).items

    @property
    def person_noun(self) -> str:
        """What a user is called."""
        return names_of(self.ground.facts).user

    @property
    def verb(self) -> str:
        """What a positive means."""
        return _VERBS[kind_of(self.ground.facts)]

    @property
    def priced(self) -> bool:
        """Whether any price is known."""
        return bool(np.isfinite(self.paid).any())

    @cached_property
    def paid(self) -> FloatArray:
        """Average price paid for each item, NaN where unknown."""
        n_items = self.ground.source.items.num_rows
        total = self._sums("value", n_items)
        pieces = self._sums("quantity", n_items)
        has_price = (pieces > 0) & (total > 0)
        prices: FloatArray = np.full(n_items, np.nan)
        np.divide(total, pieces, out=prices, where=has_price)
        return prices

    def _sums(self, name: str, n: int) -> FloatArray:
        """Return the sum of a column over the rows of each item; what is missing counts 0."""
        item = tables.column(self.ground.rows, "item")
        values = tables.column(self.ground.rows, name)
        sums = np.bincount(item, np.nan_to_num(values), n)
        return sums.astype(np.float64)

    @cached_property
    def first(self) -> IntArray:
        """When each item first had an interaction, s since 1970; the largest number where unknown.

        That is where nobody had it, and everywhere in data without times.
        """
        seen = np.full(self.ground.source.items.num_rows, _NEVER)
        if not has_times(self.ground.rows):
            return seen
        items = tables.column(self.ground.rows, "item")
        times = tables.column(self.ground.rows, "time")
        np.minimum.at(seen, items, times)
        return seen

    def item(self, code: int, note: str = "") -> Shown:
        """Return what is told of an item."""
        (row,) = self.ground.source.items.slice(code, 1).to_pylist()
        facts = self._dates(code, row["released"])
        facts += self._apart(code)
        price = self.paid[code]
        if np.isfinite(price):
            facts.append(f"{price:.2f} each")
        kinds = [plain(word) for word in row["categories"]]
        return Shown(
            row["item_id"],
            self.ground.titles[code],
            ", ".join(kinds),
            " · ".join(facts),
            note,
        )

    def _dates(self, code: int, released: int | None) -> list[str]:
        """Return when an item came out, or was first seen if that is not where the data begins."""
        if released is not None:
            return [f"released {_month(released)}"]
        first = int(self.first[code])
        start = int(self.first.min())
        is_late = start + _DAYS_OLD * _DAY < first < _NEVER
        return [f"new in {_month(first)}"] if is_late else []

    def _apart(self, code: int) -> list[str]:
        """Return what tells an item from others of its title: its own features, its number."""
        title = self.ground.titles[code]
        namesakes = self._titled[title]
        if len(namesakes) == 1:
            return []
        column = self.ground.source.items["features"]
        features = [set(column[namesake].as_py()) for namesake in namesakes]
        shared = set.intersection(*features)
        own = [word for word in column[code].as_py() if word not in shared]
        apart = [word.replace("=", " ") for word in own]
        apart.append(f"no. {self.ground.item_ids[code]}")
        return apart

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
        (features,) = self.ground.source.users.slice(user, 1)["features"].to_pylist()
        words = [feature.replace("=", " ").replace("_", " ") for feature in features]
        return ", ".join(words)

    def history(self, user: int) -> dict[int, str]:
        """Return a note for each item of the history, what says most first.

        That is what was rated best, or bought most often.
        """
        of_user = self.ground.rows.filter(pc.field("user") == user)
        taken: dict[int, dict[str, Any]] = {}  # the latest row of each item
        for row in sorted(of_user.to_pylist(), key=_time):
            earlier = taken.get(row["item"], {"times": 0})
            taken[row["item"]] = row | {"times": earlier["times"] + 1}

        def place(item: int) -> tuple[float, int, int]:
            latest = taken[item]
            weight = latest["rating"] if self.rated else latest["times"]
            return -weight, -_time(latest), item

        order = sorted(taken, key=place)
        return {item: self.noted(taken[item]) for item in order}

    def noted(self, row: dict[str, Any]) -> str:
        """Return what a user did with an item: the latest row and how many `times`."""
        scale = self.ground.source.rating_scale
        if row["rating"] is not None and scale is not None:
            rated = f"rated {row['rating']:g} of {scale[1]:g}"
            return rated if row["time"] is None else f"{rated}, {_day(row['time'])}"
        often = "once" if row["times"] == 1 else f"{row['times']} times"
        taken = f"{self.verb} {often}"
        return taken if row["time"] is None else f"{taken}, last on {_day(row['time'])}"

    def search(self, words: str, n: int) -> list[int]:
        """Return the items whose title or kind has all the words, the best known first.

        No words find all items.
        """
        wanted = words.casefold().split()
        having = [code for code in self._by_popularity if self._has(code, wanted)]
        return having[:n]

    def _has(self, code: int, words: list[str]) -> bool:
        """Tell whether an item's title or kind has all the words."""
        text = self._texts[code]
        return all(word in text for word in words)

    @cached_property
    def _by_popularity(self) -> list[int]:
        sums = self.ground.train.positives.sum(axis=0)
        counts = np.asarray(sums).ravel()
        order: list[int] = np.argsort(-counts, kind="stable").tolist()
        return order

    @cached_property
    def _texts(self) -> list[str]:
        """Return what is searched of each item, in lower case."""
        kinds = self.ground.source.items["categories"].to_pylist()
        texts = []
        for title, words in zip(self.ground.titles, kinds):
            kind = " ".join(words)
            texts.append(f"{title} {kind}".casefold())
        return texts


def _time(row: dict[str, Any]) -> int:
    """Return the time of a row; the same for all where the data has no times."""
    return 0 if row["time"] is None else int(row["time"])


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %b %Y")


def _month(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%b %Y")
