"""Data that lack ratings, times, amounts, titles or categories: through prepare to score."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from ruamel.yaml import YAML

from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import read_json
from benchmarks.datasets import cards
from benchmarks.datasets.dataset import Dataset, Raw, kind
from benchmarks.protocol import training
from benchmarks.stages.prepare import prepare
from benchmarks.stages.score import score
from tests.worlds import planned, synthetic
from tests.worlds.prepared import link_baselines

SHARES = {"test": 0.2, "validation": 0.1}
BASELINES = {
    "popular": "ok",
    "item_knn": "ok",
    "ease": "ok",
    "recent_popular": "needs times",
    "svd": "needs ratings",
    "content": "needs item features",
    "category_popular": "needs item categories",
    "sponsored": "needs promotions, times",
}
METRICS = ["ndcg", "recall", "coverage", "rmse", "products_purchased", "revenue", "revenue_new"]
METRICS += ["revenue_share", "reach", "reach_returning", "new_categories", "item_age"]
METRICS += ["fresh_share", "fresh_recall", "category_diversity", "content_diversity"]
OF_PIECES = {"products_purchased", "reach"}
OF_PRICES = {"revenue", "revenue_new", "revenue_share"}


def rows(*columns: str) -> pa.Table:
    """Return who liked what among the two tastes, with these columns beside the identifiers."""
    table = synthetic.interactions()
    liked = table.filter(pc.field("rating") >= 4)
    names = {
        "user_id": [f"u{user}" for user in liked["user"].to_pylist()],
        "item_id": [f"i{item}" for item in liked["item"].to_pylist()],
    }
    return pa.table({**names, **{name: liked[name] for name in columns}})


def project(split: dict, interactions: pa.Table, monkeypatch, tmp_path) -> None:
    """Make a project of one dataset, whose reader brings identifiers and these interactions."""
    raw = Raw(
        interactions,
        pa.table({"user_id": [f"u{user}" for user in range(synthetic.N_USERS)]}),
        pa.table({"item_id": [f"i{item}" for item in range(synthetic.N_ITEMS)]}),
    )
    scale = (1.0, 5.0) if "rating" in interactions.column_names else None
    clicks = Dataset("Clicks", "made up", "nobody", "visitors", [], lambda _: raw, scale, True)
    monkeypatch.setattr(cards, "load", lambda _: clicks)
    monkeypatch.chdir(tmp_path)
    link_baselines()
    document = {
        "seeds": 1,
        "cutoffs": [5],
        "metrics": METRICS,
        "headline": ["ndcg@5"],
        "groups": {"users": ["activity"], "items": ["item_popularity", "item_age", "decade"]},
        "datasets": {"clicks": {}},
        "benchmarks": {
            "clicks": {
                "dataset": "clicks",
                "split": split,
                "relevance": {},
                "views": {"all": {"mask": "seen"}},
            }
        },
        "baselines": {name: {} for name in BASELINES},
    }
    with (tmp_path / "params.yaml").open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump(document, stream)


def run() -> None:
    """Run all stages up to the scores."""
    prepare("clicks")
    planned.everything()
    planned.split("clicks")
    for baseline in BASELINES:
        planned.fit("clicks", baseline)
    score("clicks")


def states() -> dict[str, str]:
    """Return what became of each cell: ok, or why it is not applicable."""
    cells = read_json(paths.scores("clicks") / "cells.json")
    return {name: cell["reason"] or cell["status"] for name, cell in cells.items()}


def judged() -> set[str]:
    """Return the metrics that have a number for some cell, without their cut-offs."""
    totals = pq.read_table(paths.scores("clicks") / "totals.parquet")
    return {name.partition("@")[0] for name in totals["metric"].to_pylist()}


DRAWN = [
    {"kind": "random", **SHARES},
    {"kind": "stratified", **SHARES},
    {"kind": "k_fold", "folds": 3},
    {"kind": "cold_items", **SHARES},
]


@pytest.mark.parametrize("split", DRAWN, ids=lambda split: split["kind"])
def test_a_log_of_events_without_times_is_split_fitted_and_scored(split, monkeypatch, tmp_path):
    project(split, rows(), monkeypatch, tmp_path)
    run()
    facts = read_json(paths.prepared("clicks") / "dataset.json")
    assert (facts["kind"], facts["first_time"], facts["last_time"]) == ("event", None, None)
    assert states() == BASELINES
    assert judged() == {"ndcg", "recall", "coverage"}


TIMED = [
    {"kind": "user_temporal", **SHARES},
    {"kind": "temporal", **SHARES},
    {"kind": "leave_last_out"},
    {"kind": "cold_users", **SHARES, "known": [0, 2]},
]


@pytest.mark.parametrize("split", TIMED, ids=lambda split: split["kind"])
def test_a_split_that_needs_times_is_refused_by_name_where_there_are_none(
    split, monkeypatch, tmp_path
):
    project(split, rows(), monkeypatch, tmp_path)
    prepare("clicks")
    with pytest.raises(UserError) as caught:
        planned.split("clicks")
    assert str(caught.value) == (
        f"params.yaml: benchmarks.clicks.split: a split of kind {split['kind']} needs times, and "
        "the data has none; take one of random, stratified, k_fold, cold_items."
    )
    assert not paths.train("clicks").exists()


def test_events_with_times_have_ages_and_fading_popularity(monkeypatch, tmp_path):
    project({"kind": "user_temporal", **SHARES}, rows("time"), monkeypatch, tmp_path)
    run()
    assert read_json(paths.prepared("clicks") / "dataset.json")["kind"] == "event"
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
    project({"kind": "random", **SHARES}, rows(amounts), monkeypatch, tmp_path)
    run()
    assert read_json(paths.prepared("clicks") / "dataset.json")["kind"] == "purchase"
    assert states() == BASELINES
    assert judged() == {"ndcg", "recall", "coverage"} | of_amounts


def test_the_audit_of_data_without_times_does_not_say_what_only_times_tell(monkeypatch, tmp_path):
    project({"kind": "random", **SHARES}, rows(), monkeypatch, tmp_path)
    prepare("clicks")
    planned.split("clicks")
    audit = read_json(paths.audit("clicks"))
    unknown = {name for name, value in audit.items() if value is None}
    assert unknown == {
        "leaks_the_future",
        "test_items_first_seen_after_the_cut",
        "users_whose_test_cut_falls_inside_a_tie",
        "training_later_than_test_same_user",
        "training_later_than_test",
    }


def test_a_baseline_is_given_nothing_in_place_of_what_the_data_lacks(monkeypatch, tmp_path):
    project({"kind": "random", **SHARES}, rows(), monkeypatch, tmp_path)
    prepare("clicks")
    planned.split("clicks")
    train = training.read(paths.train("clicks")).training("all", training.FINAL)
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
    brought = rows(*columns)
    assert kind(brought) == expected
    absent = [name for name in ("rating", "quantity", "value", "time") if name not in columns]
    for name in absent:
        brought = brought.append_column(name, pa.nulls(brought.num_rows, pa.float64()))
    assert kind(brought) == expected


def test_ratings_without_times_are_prepared_and_split_at_random(monkeypatch, tmp_path):
    project({"kind": "random", **SHARES}, rows("rating"), monkeypatch, tmp_path)
    prepare("clicks")
    planned.split("clicks")
    pairs = tables.read(paths.train("clicks") / "pairs.parquet", tables.PAIRS)
    assert pairs.num_rows > 0
