"""Data that lack ratings, times, amounts, titles or categories: through prepare to score."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.datasets.dataset import kind
from benchmarks.protocol import training
from benchmarks.stages.prepare import prepare
from tests.worlds import partial, planned
from tests.worlds.partial import BASELINES, NAME, at_once, liked, score_all

SHARES = {"test": 0.2, "validation": 0.1}
OF_PIECES = {"products_purchased", "reach"}
OF_PRICES = {"revenue", "revenue_new", "revenue_share"}


def project(split: dict, interactions: pa.Table, monkeypatch, tmp_path: Path) -> None:
    partial.project(monkeypatch, tmp_path, split, interactions)


def facts() -> dict:
    """Return what dataset.json says."""
    return read_json(paths.prepared(NAME) / "dataset.json")


def states() -> dict[str, str]:
    """Return what became of each cell: ok, or why it is not applicable."""
    cells = read_json(paths.scores(NAME) / "cells.json")
    return {name: cell["reason"] or cell["status"] for name, cell in cells.items()}


def judged() -> set[str]:
    """Return the metrics that have a number for some cell, without their cut-offs."""
    totals = pq.read_table(paths.scores(NAME) / "totals.parquet")
    return {name.partition("@")[0] for name in totals["metric"].to_pylist()}


DRAWN = [
    {"kind": "random", **SHARES},
    {"kind": "stratified", **SHARES},
    {"kind": "k_fold", "folds": 3},
    {"kind": "cold_items", **SHARES},
]


@pytest.mark.parametrize("split", DRAWN, ids=lambda split: split["kind"])
def test_a_log_of_events_without_times_is_split_fitted_and_scored(split, monkeypatch, tmp_path):
    project(split, liked(), monkeypatch, tmp_path)
    score_all()
    assert [facts()[name] for name in ("kind", "first_time", "last_time")] == ["event", None, None]
    assert states() == BASELINES
    assert judged() == {"ndcg", "recall", "coverage"}


TIMED = [
    {"kind": "user_temporal", **SHARES},
    {"kind": "temporal", **SHARES},
    {"kind": "rolling", "windows": 3, **SHARES},
    {"kind": "leave_last_out"},
    {"kind": "cold_users", **SHARES, "known": [0, 2]},
]


@pytest.mark.parametrize("split", TIMED, ids=lambda split: split["kind"])
def test_a_split_that_needs_times_is_refused_by_name_where_there_are_none(
    split, monkeypatch, tmp_path
):
    project(split, liked(), monkeypatch, tmp_path)
    prepare(NAME)
    with pytest.raises(UserError) as caught:
        planned.split(NAME)
    assert str(caught.value) == (
        f"params.yaml: benchmarks.clicks.split: a split of kind {split['kind']} needs times, and "
        "the data is without times; take one of random, stratified, k_fold, cold_items."
    )
    assert not paths.train(NAME).exists()


def test_events_with_times_have_ages_and_fading_popularity(monkeypatch, tmp_path):
    project({"kind": "user_temporal", **SHARES}, liked("time"), monkeypatch, tmp_path)
    score_all()
    assert facts()["kind"] == "event"
    assert states() == {**BASELINES, "recent_popular": "ok", "sponsored": "needs promotions"}
    assert judged() == {
        "ndcg",
        "recall",
        "coverage",
        "item_age",
        "fresh_share",
        "fresh_recall",
    }


@pytest.mark.parametrize(("amounts", "of_amounts"), [("quantity", OF_PIECES), ("value", OF_PRICES)])
def test_purchases_known_by_pieces_or_by_prices_alone_have_the_metrics_of_these(
    amounts, of_amounts, monkeypatch, tmp_path
):
    project({"kind": "random", **SHARES}, liked(amounts), monkeypatch, tmp_path)
    score_all()
    assert facts()["kind"] == "purchase"
    assert states() == BASELINES
    assert judged() == {"ndcg", "recall", "coverage"} | of_amounts


def test_the_audit_of_data_without_times_does_not_say_what_only_times_tell(monkeypatch, tmp_path):
    project({"kind": "random", **SHARES}, liked(), monkeypatch, tmp_path)
    prepare(NAME)
    planned.split(NAME)
    audit = read_json(paths.audit(NAME))
    unknown = {name for name, value in audit.items() if value is None}
    assert unknown == {
        "leaks_the_future",
        "test_items_first_seen_after_the_cut",
        "users_whose_test_cut_falls_inside_a_tie",
        "training_later_than_test_same_user",
        "training_later_than_test",
    }


def test_a_baseline_is_given_nothing_in_place_of_what_the_data_lacks(monkeypatch, tmp_path):
    project({"kind": "random", **SHARES}, liked(), monkeypatch, tmp_path)
    prepare(NAME)
    planned.split(NAME)
    train = training.read(paths.train(NAME)).training("all", training.FINAL)
    assert train.has() == frozenset()
    optional = (train.times, train.cut_time, train.ratings, train.values, train.item_titles)
    assert optional == (None,) * 5


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ((), "event"),
        (("time",), "event"),
        (("quantity",), "purchase"),
        (("value", "time"), "purchase"),
        (("rating",), "rating"),
        (("rating", "value"), "rating"),
    ],
)
def test_the_kind_follows_from_the_columns_with_values(columns, expected):
    brought = liked(*columns)
    assert kind(brought) == expected
    absent = [name for name in ("rating", "quantity", "value", "time") if name not in columns]
    for name in absent:
        brought = brought.append_column(name, pa.nulls(brought.num_rows, pa.float64()))
    assert kind(brought) == expected


def test_ratings_without_times_are_prepared_and_split_at_random(monkeypatch, tmp_path):
    project({"kind": "random", **SHARES}, liked("rating"), monkeypatch, tmp_path)
    prepare(NAME)
    planned.split(NAME)
    pairs = tables.read(paths.ask(NAME) / "pairs.parquet", tables.PAIRS)
    assert pairs.num_rows > 0


def test_times_that_are_all_equal_count_as_none_and_are_told(monkeypatch, tmp_path):
    project({"kind": "random", **SHARES}, at_once(liked()), monkeypatch, tmp_path)
    score_all()
    told = facts()
    assert (told["first_time"], told["last_time"], told["same_time"]) == (None, None, partial.LATER)
    assert states() == BASELINES
    assert judged() == {"ndcg", "recall", "coverage"}
    project_of_its_own = tmp_path / "without"
    project_of_its_own.mkdir()
    project({"kind": "random", **SHARES}, liked(), monkeypatch, project_of_its_own)
    prepare(NAME)
    assert facts()["content_sha256"] == told["content_sha256"]
    assert "same_time" not in facts()


def test_a_split_by_times_that_are_all_equal_is_refused_with_the_reason(monkeypatch, tmp_path):
    project({"kind": "temporal", **SHARES}, at_once(liked()), monkeypatch, tmp_path)
    prepare(NAME)
    with pytest.raises(UserError, match="needs times, and the data is without times that differ;"):
        planned.split(NAME)
