"""Baskets: how they are numbered, what `prepare` keeps of them, what a split hands on."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.config import load
from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import places_within
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.datasets.baskets import n_baskets, numbered
from benchmarks.protocol import training
from benchmarks.stages.collect import collect
from benchmarks.stages.prepare import prepare
from benchmarks.stages.report import report
from benchmarks.stages.score import score
from benchmarks.stages.tables import tables as write_tables
from tests.worlds import partial, planned
from tests.worlds.helpers import interactions
from tests.worlds.partial import NAME

SPLIT = {"kind": "next_basket"}


def numbers(rows, names):
    """Return the number of each row's basket; rows : (user, item, time)."""
    raw = pa.table({"basket": names})
    return numbered(raw, interactions(rows))["basket"].to_pylist()


def test_baskets_are_numbered_for_each_user_in_the_order_of_time():
    rows = [(0, 1, 30), (0, 2, 10), (0, 3, 30), (1, 1, 5)]
    assert numbers(rows, ["late", "early", "late", "other"]) == [1, 0, 1, 0]


def test_baskets_of_one_time_stay_apart_in_the_order_of_the_data():
    rows = [(0, 1, 10), (0, 2, 10), (0, 3, 10), (0, 4, 5)]
    assert numbers(rows, ["b", "a", "b", "z"]) == [1, 2, 1, 0]


def test_baskets_without_times_are_in_the_order_of_the_data():
    assert numbers([(0, 1, None), (0, 2, None), (0, 3, None)], ["b", "a", "b"]) == [0, 1, 0]


def test_the_same_name_is_another_basket_for_another_user():
    assert numbers([(0, 1, 1), (1, 1, 2), (1, 2, 3)], ["1", "1", "2"]) == [0, 0, 1]
    assert n_baskets(np.array([0, 1, 1]), np.array([0, 0, 1])) == 3


def test_places_within_groups_equal_a_loop():
    random = np.random.default_rng(0)
    groups, values = random.integers(0, 5, 200), random.integers(0, 9, 200)
    expected = [
        sorted(set(values[groups == group])).index(value)
        for group, value in zip(groups, values, strict=True)
    ]
    assert places_within(groups, values).tolist() == expected
    assert places_within(groups[:0], values[:0]).tolist() == []


def test_a_gap_among_baskets_stops_prepare(monkeypatch, tmp_path):
    liked = partial.liked("time")
    gaps = [None, *["b"] * (liked.num_rows - 1)]
    partial.project(monkeypatch, tmp_path, SPLIT, liked.append_column("basket", pa.array(gaps)))
    with pytest.raises(UserError, match="basket"):
        prepare(NAME)


def test_data_without_baskets_have_none_prepared_and_cannot_be_split_by_them(monkeypatch, tmp_path):
    partial.project(monkeypatch, tmp_path, SPLIT, partial.liked("time"))
    prepare(NAME)
    planned.everything()
    assert tables.read(paths.prepared(NAME) / "baskets.parquet", tables.BASKETS).num_rows == 0
    assert "baskets" not in read_json(paths.prepared(NAME) / "dataset.json")
    with pytest.raises(UserError, match="needs baskets, and the data has none"):
        planned.split(NAME)


def in_pairs():
    """Return who liked what, two at a time: the fourth and third of a user's likes and so on."""
    liked = partial.liked("time")
    users = np.array([int(name[1:]) for name in liked["user_id"].to_pylist()])
    places = places_within(users, tables.column(liked, "time"))
    return liked.append_column("basket", pa.array([f"pair {place // 2}" for place in places]))


def learnt() -> pa.Table:
    """Return the rows that may be learnt from, with their baskets."""
    return training.read(paths.train(NAME)).rows


def test_the_last_basket_is_hidden_and_the_others_go_to_the_fit(monkeypatch, tmp_path):
    partial.project(monkeypatch, tmp_path, SPLIT, in_pairs())
    prepare(NAME)
    planned.everything()
    planned.split(NAME)
    rows = learnt()
    hidden = tables.read(paths.test(NAME) / "interactions.parquet", tables.SPLIT)
    users, baskets = tables.column(rows, "user"), tables.column(rows, "basket")
    parts, times = np.array(rows["part"].to_pylist()), tables.column(rows, "time")
    asked = np.unique(tables.column(hidden, "user"))
    assert len(asked) > 20
    for user in asked:
        own = users == user
        last_times = tables.column(hidden, "time")[tables.column(hidden, "user") == user]
        assert times[own].max() < last_times.min()
        validation = own & (parts == "validation")
        assert set(baskets[validation]) == {baskets[own].max()}
        assert (baskets[own & (parts == "train")] < baskets[own].max()).all()
        assert times[own & (parts == "train")].max() < times[validation].min()


def test_training_offers_the_named_baskets_and_else_what_is_of_one_time(monkeypatch, tmp_path):
    partial.project(monkeypatch, tmp_path, SPLIT, in_pairs())
    prepare(NAME)
    planned.everything()
    planned.split(NAME)
    source = training.read(paths.train(NAME))
    named = source.training("all", training.FINAL)
    assert named.baskets.tolist() == learnt()["basket"].to_pylist()
    timed = training.build(
        source.rows.drop_columns(["basket"]), source.users, source.items, source.promotions, None
    )
    assert timed.baskets.tolist() == places_within(timed.users, timed.times).tolist()
    assert timed.baskets.tolist() != named.baskets.tolist()
    assert "baskets" in named.has() & timed.has()


def test_metrics_of_a_benchmark_alone_stand_in_its_results_and_in_the_report(monkeypatch, tmp_path):
    own = ["recall_repeat", "recall_explore", "repeat_share", "recall_at_size"]
    benchmark = {"dataset": NAME, "split": SPLIT, "relevance": {}}
    benchmark |= {"views": {"all": {"mask": "none"}}, "metrics": own}
    other = {**benchmark, "metrics": []}
    blocks = {NAME: benchmark, "other": other}
    more = {"benchmarks": blocks, "metrics": ["ndcg", "recall"], "headline": ["ndcg@5"]}
    partial.project(monkeypatch, tmp_path, SPLIT, in_pairs(), groups={}, **more)
    settings = load.load()
    assert settings.metrics_of("other") == ["ndcg", "recall"]
    assert settings.metrics_of(NAME) == settings.every_metric() == ["ndcg", "recall", *own]
    partial.score_all()
    planned.split("other")
    planned.fit("other", "popular")
    score("other")
    for name in (NAME, "other"):
        collect(name)
    write_tables()
    report()
    with Path("reports/results.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {(row["metric"], row["k"]) for row in rows if row["benchmark"] == NAME}
    assert {("recall_explore", "5"), ("repeat_share", "5"), ("recall_at_size", "")} <= found
    assert ("recall_at_size", "5") not in found
    assert not {row["metric"] for row in rows if row["benchmark"] == "other"} & set(own)
    page = Path("reports/details.md").read_text(encoding="utf-8")
    assert f"### Next basket, {NAME}" in page
    assert "### Next basket, other" not in page
    with Path("reports/metrics.csv").open(encoding="utf-8", newline="") as stream:
        assert set(own) < {row["metric"] for row in csv.DictReader(stream)}
