"""What the rows of a new dataset are like, and what people trip over in such rows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from unicodedata import normalize

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.arrays import distinct
from benchmarks.contract.errors import UserError
from benchmarks.datasets import bounds
from benchmarks.datasets.columns import NOTHING
from benchmarks.datasets.rows import is_return
from benchmarks.splits.wording import PER_CENT, percent


@dataclass(frozen=True)
class Profile:
    """Counts of the interactions of a dataset.

    repeats : rows beyond the first of their user and item
    collisions : share of rows at the same moment as another of the same user; None without times
    returns : rows of money or pieces that came back
    ratings : the distinct ratings, ascending; none where there are none
    """

    rows: int
    users: int
    items: int
    repeats: int
    returns: int
    ratings: list[float]
    span: tuple[int, int] | None
    collisions: float | None
    warnings: list[str]

    @property
    def density(self) -> float:
        """Share of the pairs of a user and an item that occur."""
        return (self.rows - self.repeats) / max(self.users * self.items, 1)

    def lines(self) -> list[str]:
        """Return the counts, in words."""
        share = self.repeats / max(self.rows, 1)
        told = [
            f"{self.rows:,} rows, {self.users:,} users, {self.items:,} items",
            f"density {self.density:.3%}; {self.rows / max(self.users, 1):.1f} rows per user",
            f"{self.repeats:,} repeats of a pair ({_percent(share)})",
        ]
        if self.span and self.collisions is not None:
            first, last = (datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d") for at in self.span)
            told.append(
                f"from {first} to {last}; {_percent(self.collisions)} share a moment with another"
            )
        if self.ratings:
            told.append(
                f"{len(self.ratings)} ratings from {self.ratings[0]:g} to {self.ratings[-1]:g}"
            )
        return told


def _percent(share: float) -> str:
    """Return a share for a terminal, which may lack the space that does not break."""
    return percent(share).replace(PER_CENT, " %")


def profile(rows: pa.Table) -> Profile:
    """Count rows as a card's reader brings them, and look for what is strange in them."""
    users, items = (_codes(rows[name]) for name in ("user_id", "item_id"))
    n_users, n_items = (int(codes.max(initial=-1)) + 1 for codes in (users, items))
    pairs = distinct(users * max(n_items, 1) + items)
    span, collisions = _moments(rows, users)
    ratings = _distinct(rows)
    warnings = [*_of_names(rows, "user_id"), *_of_names(rows, "item_id"), *_refused(rows)]
    return Profile(
        rows=rows.num_rows,
        users=n_users,
        items=n_items,
        repeats=rows.num_rows - len(pairs),
        returns=int(pc.sum(is_return(rows)).as_py() or 0),
        ratings=ratings,
        span=span,
        collisions=collisions,
        warnings=warnings,
    )


def _codes(names: pa.ChunkedArray) -> np.ndarray:
    encoded = names.combine_chunks().dictionary_encode()
    codes: np.ndarray = encoded.indices.to_numpy().astype(np.int64)
    return codes


def _distinct(rows: pa.Table) -> list[float]:
    if "rating" not in rows.column_names:
        return []
    given = pc.unique(rows["rating"]).drop_null().to_pylist()
    return sorted(value for value in given if value == value)


def _moments(rows: pa.Table, users: np.ndarray) -> tuple[tuple[int, int] | None, float | None]:
    """Return first and last time, and the share of rows that share theirs within a user."""
    if "time" not in rows.column_names or rows["time"].null_count or not rows.num_rows:
        return None, None
    times = rows["time"].to_numpy()
    order = np.lexsort((times, users))
    same = (np.diff(users[order]) == 0) & (np.diff(times[order]) == 0)
    shared = np.append(same, False) | np.append(False, same)
    first, last = int(times.min()), int(times.max())
    inside = first > -(10**10) and last < 10**11
    return ((first, last) if inside else None), float(shared.mean())


def _refused(rows: pa.Table) -> list[str]:
    """Say at what `prepare` will stop, returns aside, as a card can leave them out."""
    try:
        bounds.check(rows.filter(pc.invert(is_return(rows))), "this will be refused")
    except UserError as error:
        return [str(error)]
    return []


def _of_names(rows: pa.Table, name: str) -> list[str]:
    """Warn of identifiers that another program would read as other ones."""
    names = pc.unique(rows[name].combine_chunks())
    kind = name.removesuffix("_id")
    zeros = names.filter(pc.match_substring_regex(names, r"^0\d+$"))
    numeric = pc.sum(pc.match_substring_regex(names, r"^\d+$").cast(pa.int64())).as_py() or 0
    told = []
    nobody = names.filter(pc.is_in(names, pa.array(NOTHING)))
    if len(nobody):
        told.append(f"a {kind} is called '{nobody[0]}': if that is nobody, leave its rows out")
    blank = names.filter(pc.not_equal(names, pc.utf8_trim_whitespace(names)))
    if len(blank):
        told.append(
            f"{len(blank):,} {kind}s such as '{blank[0]}' have a blank at an end, which counts"
        )
    pointed = names.filter(pc.match_substring_regex(names, r"^\d+\.0$"))
    if len(pointed):
        told.append(f"{len(pointed):,} {kind}s such as '{pointed[0]}' have a point, which counts")
    if len(zeros):
        told.append(
            f"{len(zeros):,} {kind}s such as '{zeros[0]}' begin with a zero: they stay text here; "
            "read as numbers elsewhere they are other identifiers"
        )
    short = names.filter(pc.match_substring_regex(names, r"^\d(\.\d+)?[eE]\+\d+$"))
    if len(short):
        told.append(
            f"{len(short):,} {kind}s such as '{short[0]}' look shortened by a spreadsheet: two may "
            "have become one"
        )
    told += _alike(names, kind)
    if 0 < numeric < len(names):
        odd = names.filter(pc.invert(pc.match_substring_regex(names, r"^\d+$")))[0]
        told.append(
            f"most {kind}s are numbers, but not all, such as '{odd}'"
            if numeric * 2 > len(names)
            else f"some {kind}s are numbers and some are not: mixed types?"
        )
    return told


def _alike(names: pa.Array, kind: str) -> list[str]:
    """Warn of letters that are written in two ways, as an accent with its letter or after it."""
    others = names.filter(pc.invert(pc.string_is_ascii(names))).to_pylist()
    composed = {name: normalize("NFC", name) for name in others}
    merged = len(others) - len(set(composed.values()))
    if not merged:
        return []
    odd = next(name for name in others if composed[name] != name)
    said = f"{merged:,} {kind}s such as '{odd}' look like another, with other codes for a letter"
    return [f"{said}: they stay two"]
