"""A made-up data set: prepared as any other, of the size that was asked for, with long tails."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.contract import tables
from benchmarks.contract.files import read_json
from benchmarks.datasets.canonical import Canonical, facts
from benchmarks.datasets.dataset import Dataset
from benchmarks.speed import world
from benchmarks.speed.world import World, write

SIZE = World(n_users=300, n_items=1_000, n_rows=9_000)
SCHEMAS = {
    "interactions": tables.INTERACTIONS,
    "users": tables.USERS,
    "items": tables.ITEMS,
    "promotions": tables.PROMOTIONS,
}


def made(folder: Path, size: World = SIZE) -> Canonical:
    write(size, folder)
    read = {
        name: tables.read(folder / f"{name}.parquet", schema) for name, schema in SCHEMAS.items()
    }
    no_baskets = tables.BASKETS.empty_table()
    return Canonical(**read, baskets=no_baskets, rating_scale=(1.0, 5.0))


def test_a_world_says_of_itself_what_prepare_would_say(tmp_path: Path) -> None:
    data = made(tmp_path / "world")
    told = read_json(tmp_path / "world/dataset.json")
    words = Dataset(told["title"], told["licence"], told["citation"], "users", [], lambda _: None)
    assert told == facts(data, words, "world") | {"rating_scale": [1.0, 5.0]}


def test_rows_are_in_order_and_no_pair_comes_twice(tmp_path: Path) -> None:
    rows = made(tmp_path / "world").interactions
    codes = tables.column(rows, "user").astype(np.int64) * SIZE.n_items
    codes += tables.column(rows, "item")
    assert (np.diff(codes) > 0).all()


def test_a_world_has_about_as_many_rows_as_asked_for_and_nearly_all_users(tmp_path: Path) -> None:
    rows = made(tmp_path / "world").interactions
    assert abs(rows.num_rows - SIZE.n_rows) < 0.1 * SIZE.n_rows
    users = np.unique(tables.column(rows, "user"))
    assert len(users) > 0.95 * SIZE.n_users


def test_few_items_and_users_have_much_of_the_rows(tmp_path: Path) -> None:
    rows = made(tmp_path / "world").interactions
    for name, size in (("user", SIZE.n_users), ("item", SIZE.n_items)):
        counts = np.sort(np.bincount(tables.column(rows, name), minlength=size))[::-1]
        assert counts[: size // 5].sum() > 0.4 * counts.sum()


def test_a_seed_makes_one_world_and_another_seed_another(tmp_path: Path) -> None:
    first, again = made(tmp_path / "first"), made(tmp_path / "again")
    other = made(tmp_path / "other", World(300, 1_000, 9_000, seed=1))
    assert first.interactions.equals(again.interactions)
    assert not first.interactions.equals(other.interactions)


@pytest.mark.parametrize(("n_rows", "n_users", "n_items"), [(10_000_000, 100_000, 20_000)])
def test_a_world_of_ten_million_rows_has_the_size_that_the_issue_speaks_of(
    n_rows: int, n_users: int, n_items: int
) -> None:
    assert World.of(n_rows) == World(n_users, n_items, n_rows)


def test_blocks_of_users_make_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "_USERS_AT_ONCE", 50)
    users = tables.column(made(tmp_path / "world").interactions, "user")
    assert (np.diff(users) >= 0).all()
    assert users.max() > 0.95 * SIZE.n_users
