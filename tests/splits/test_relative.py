"""Data that knows only the order of each user's rows: split within users, and no times after."""

from pathlib import Path

import pytest

from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.datasets import cards
from benchmarks.protocol import training
from benchmarks.stages import prepare
from tests.worlds import planned
from tests.worlds.prepared import link_baselines

CARD = """
title: Orders
licence: ours
citation: nobody
sources:
  - path: orders.csv
interactions:
  file: orders.csv
  format: csv
  columns: {user: user, item: item, time: {order: n, days_since: days}}
  duplicates: keep
"""
PARAMS = """
seeds: 1
cutoffs: [5]
metrics: [ndcg]
headline: [ndcg@5]
datasets: {{orders: {{}}}}
benchmarks:
  orders:
    dataset: orders
    split: {split}
    relevance: {{}}
    views: {{all: {{mask: none}}}}
baselines: {{popular: {{}}, recent_popular: {{}}}}
"""


@pytest.fixture
def orders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten orders of each of ten users, the item of an order that of its number."""
    monkeypatch.chdir(tmp_path)
    link_baselines()
    paths.CARDS.mkdir()
    paths.card("orders").write_text(CARD)
    lines = [f"{user},i{n},{n},{user + 1}" for n in range(9, -1, -1) for user in range(10)]
    paths.raw("orders").mkdir(parents=True)
    (paths.raw("orders") / "orders.csv").write_text("\n".join(["user,item,n,days", *lines, ""]))
    assert cards.load("orders").relative_times
    prepare.prepare("orders")


def split(rule: str) -> None:
    paths.PARAMS.write_text(PARAMS.format(split=rule))
    planned.everything()
    planned.split("orders")


def test_the_last_orders_of_each_user_are_the_test(orders: None) -> None:
    split("{kind: user_temporal, test: 0.2, validation: 0.1, seed: 0}")
    test = tables.read(paths.test("orders") / "interactions.parquet", tables.SPLIT)
    items = tables.read(paths.train("orders") / "items.parquet", tables.ITEMS)["item_id"]
    assert {items[code].as_py() for code in test["item"].to_pylist()} == {"i8", "i9"}


def test_after_the_split_nothing_has_times(orders: None) -> None:
    split("{kind: user_temporal, test: 0.2, validation: 0.1, seed: 0}")
    for folder in (paths.train("orders"), paths.test("orders")):
        rows = tables.read(folder / "interactions.parquet", tables.SPLIT)
        assert rows["time"].null_count == rows.num_rows
    audit = read_json(paths.audit("orders"))
    assert audit["users_whose_test_cut_falls_inside_a_tie"] == 0
    assert audit["training_later_than_test_same_user"] == 0
    for found in (audit, audit["folds"]["all"]):
        assert found["training_later_than_test"] is None
        assert found["leaks_the_future"] is None
    train = training.read(paths.train("orders")).training("all", training.FINAL)
    assert "times" not in train.has()


def test_one_moment_for_everybody_is_refused(orders: None) -> None:
    with pytest.raises(UserError) as caught:
        split("{kind: temporal, test: 0.1, validation: 0.1}")
    assert str(caught.value).startswith(
        "params.yaml: benchmarks.orders.split: a split of kind temporal compares times of all "
        "users, and this data knows only the order of each user's own; take one of user_temporal,"
    )
