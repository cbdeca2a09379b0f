"""Make a data set of any size, as stage `prepare` would leave it.

Activity and popularity have long tails; users and items have tastes, so that there is something to
learn; a user's rows come in sittings, so that times are often equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.contract import tables
from benchmarks.contract.arrays import FloatArray, IntArray
from benchmarks.contract.files import whole_folder, write_json
from benchmarks.protocol.ties import key

_TASTES = 20
_OWN_TASTE = 0.6  # share of a user's rows within the taste
_SPARE = 1.6  # draws for each row that is kept, as some pairs come twice
_USERS_AT_ONCE = 5_000
_BEGIN, _YEAR, _SITTING = 1_500_000_000, 31_536_000, 3_600  # seconds


@dataclass(frozen=True)
class World:
    """How large a data set is; `n_rows` is met within a hundredth or so."""

    n_users: int
    n_items: int
    n_rows: int
    seed: int = 0

    @classmethod
    def of(cls, n_rows: int) -> "World":
        """Return a world of so many rows, 100 to a user and 500 to an item of 10 millions."""
        n_items = round(20_000 * (n_rows / 10_000_000) ** 0.5)
        return cls(max(n_rows // 100, 1), max(n_items, _TASTES), n_rows)


@dataclass(frozen=True)
class _Items:
    """The items by taste: `upto` are running sums of popularity, in the order of `codes`."""

    codes: IntArray
    upto: FloatArray
    starts: FloatArray
    quality: FloatArray
    taste: IntArray


def write(world: World, folder: Path) -> None:
    """Write users, items, interactions, promotions and dataset.json; the same for the same seed."""
    random = np.random.default_rng(world.seed)
    items = _items(world, random)
    with whole_folder(folder) as made:
        path = made / "interactions.parquet"
        with pq.ParquetWriter(path, tables.INTERACTIONS, compression="zstd") as writer:
            for block in _blocks(world, items, random):
                writer.write_table(block)
        about_users, about_items = _user_table(world), _item_table(items)
        tables.write(made / "users.parquet", about_users, tables.USERS)
        tables.write(made / "items.parquet", about_items, tables.ITEMS)
        nothing = tables.PROMOTIONS.empty_table()
        tables.write(made / "promotions.parquet", nothing, tables.PROMOTIONS)
        write_json(made / "dataset.json", _facts(path, about_users, about_items))


def _items(world: World, random: np.random.Generator) -> _Items:
    popularity = 1 / (np.arange(world.n_items) + 20) ** 0.9
    taste = random.integers(_TASTES, size=world.n_items)
    codes = np.argsort(taste, kind="stable")
    shuffled = random.permutation(popularity)[codes]
    upto = np.cumsum(shuffled / shuffled.sum())
    of_taste = np.searchsorted(taste[codes], np.arange(_TASTES + 1))
    starts = np.append(0, upto)[of_taste]
    return _Items(codes, upto, starts, random.normal(3.4, 0.4, world.n_items), taste)


def _blocks(world: World, items: _Items, random: np.random.Generator) -> Iterator[pa.Table]:
    """Yield the rows of some users after another, sorted by user and item."""
    activity = random.lognormal(0, 1.1, world.n_users)
    most = 0.3 * world.n_items
    wanted = np.clip(activity * world.n_rows / activity.sum(), 3, most)
    for first in range(0, world.n_users, _USERS_AT_ONCE):
        users = np.arange(first, min(first + _USERS_AT_ONCE, world.n_users))
        yield _rows(users, wanted[users], items, random)


def _rows(
    users: IntArray, wanted: FloatArray, items: _Items, random: np.random.Generator
) -> pa.Table:
    tastes = random.integers(_TASTES, size=len(users))
    place, item = _pairs(tastes, wanted, items, random)
    rating = _ratings(place, item, tastes, items, random)
    begun = random.integers(_YEAR, size=len(users))
    sitting = random.integers(0, 1 + wanted.astype(np.int64)[place] // 8) * 7 * _SITTING
    seconds = random.integers(0, _SITTING, len(place)) // 20 * 20
    time = _BEGIN + begun[place] + sitting + seconds
    columns = {
        "user": pa.array(users[place].astype(np.int32)),
        "item": pa.array(item.astype(np.int32)),
        "rating": pa.array(rating.astype(np.float32)),
        "quantity": pa.nulls(len(place), pa.float32()),
        "value": pa.nulls(len(place), pa.float64()),
        "time": pa.array(time),
    }
    return pa.table(columns, schema=tables.INTERACTIONS)


def _pairs(
    tastes: IntArray, wanted: FloatArray, items: _Items, random: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Draw items of each user, none twice; return the users' places and the items, sorted."""
    drawn = np.ceil(wanted * _SPARE).astype(np.int64)
    place = np.repeat(np.arange(len(tastes)), drawn)
    own = random.random(len(place)) < _OWN_TASTE
    lowest = np.where(own, items.starts[tastes[place]], 0.0)
    highest = np.where(own, items.starts[tastes[place] + 1], 1.0)
    point = lowest + random.random(len(place)) * (highest - lowest)
    at = np.minimum(np.searchsorted(items.upto, point), len(items.codes) - 1)
    pairs = np.sort(place * len(items.codes) + items.codes[at])
    pairs = pairs[np.append(True, np.diff(pairs) != 0)]
    user = pairs // len(items.codes)
    share = wanted / np.bincount(user, minlength=len(tastes))
    kept = pairs[random.random(len(pairs)) < share[user]]
    return kept // len(items.codes), kept % len(items.codes)


def _ratings(
    place: IntArray,
    item: IntArray,
    tastes: IntArray,
    items: _Items,
    random: np.random.Generator,
) -> NDArray[np.float64]:
    """Rate higher what is good and what is to the user's taste, from 1 to 5."""
    mood = random.normal(0, 0.4, len(tastes))
    liked = 0.6 * (items.taste[item] == tastes[place])
    exact = items.quality[item] + mood[place] + liked + random.normal(0, 0.8, len(item))
    return np.clip(np.rint(exact), 1, 5)


def _user_table(world: World) -> pa.Table:
    names = [f"u{user}" for user in range(world.n_users)]
    return pa.table(
        {
            "user_id": names,
            "features": pa.array([[] for _ in names], tables.USERS.field("features").type),
            "key": pa.array([key(name) for name in names], pa.uint64()),
        }
    )


def _item_table(items: _Items) -> pa.Table:
    names = [f"i{item}" for item in range(len(items.codes))]
    kinds = [[f"kind-{taste}"] for taste in items.taste]
    return pa.table(
        {
            "item_id": names,
            "title": [f"Item {name}" for name in names],
            "categories": kinds,
            "features": [[f"kind={kind}"] for (kind,) in kinds],
            "released": pa.nulls(len(names), pa.int64()),
            "key": pa.array([key(name) for name in names], pa.uint64()),
        }
    )


def _facts(path: Path, users: pa.Table, items: pa.Table) -> dict[str, object]:
    """Return what dataset.json says, as `canonical.facts` would."""
    times = pc.min_max(pq.read_table(path, columns=["time"])["time"]).as_py()
    return {
        "schema": 1,
        "name": "world",
        "title": "A made-up world",
        "licence": "CC0-1.0",
        "citation": "Made by `benchmarks/speed/world.py`.",
        "kind": "rating",
        "rating_scale": [1.0, 5.0],
        "repeats": False,
        "users_are": "users",
        "interactions": pq.read_metadata(path).num_rows,
        "users": users.num_rows,
        "items": items.num_rows,
        "first_time": times["min"],
        "last_time": times["max"],
        "content_sha256": tables.digest_of(path, tables.INTERACTIONS),
        "catalogue_sha256": tables.digest(items),
        "users_sha256": tables.digest(users),
        "promotions_sha256": tables.digest(tables.PROMOTIONS.empty_table()),
    }
