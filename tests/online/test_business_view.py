"""The table for a product manager: numbers as in results.csv, the trade-off, and what may not be concluded."""

import numpy as np
import pyarrow as pa
import pytest
from benchmarks.online.results import Results

from benchmarks.online import business
from benchmarks.online.settings import Online
from benchmarks.results.averages import Scores, numbers

SETTINGS = Online(logs="l", reader="l")
N = 150
METRICS = (
    "ndcg",
    "revenue",
    "reach",
    "reach_returning",
    "products_purchased",
    "revenue_new",
    "new_categories",
)


def made(slices):
    """Make results of three baselines: `plain` has less of everything, `shop` earns more, `match` is more relevant."""
    random = np.random.default_rng(0)
    tables = []
    for name, relevance, revenue in (("plain", 0.1, 1.0), ("shop", 0.2, 3.0), ("match", 0.3, 2.0)):
        columns = {f"{metric}@2": random.random(N) for metric in METRICS}
        columns["ndcg@2"], columns["revenue@2"] = (
            np.full(N, level) for level in (relevance, revenue)
        )
        columns["revenue@2"] += np.linspace(-0.5, 0.5, N)
        columns["reach_returning@2"] = np.where(np.arange(N) < 60, columns["reach@2"], np.nan)
        labels = {
            "view": ["all"] * N,
            "fold": ["all"] * N,
            "baseline": [name] * N,
            "user": np.arange(N),
        }
        tables.append(pa.table({**labels, **columns}))
    rows = [{"user": user, "slice": name} for name, users in slices.items() for user in users]
    members = pa.Table.from_pylist(rows, pa.schema([("user", pa.int32()), ("slice", pa.string())]))
    items = {"plain": np.zeros((1, N, 2), dtype=int)}
    return Results(
        "shop", np.arange(N), items, {}, pa.concat_tables(tables), members, {}, {}, [], ["ndcg@2"]
    )


def by(rows):
    found = {(row["subject"], row["measure"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def test_numbers_and_intervals_are_those_of_results_csv():
    one = made({"cold": range(5), "history=6-20": range(20, 50)})
    found = by(business.rows([one], SETTINGS))
    own = Scores.of(one.rows.filter(pa.compute.field("baseline") == "shop"))
    ((_, expected),) = numbers([own.everybody("revenue@2")])
    row = found["shop", "revenue@2"]
    assert [row[name] for name in ("value", "low", "high", "n")] == list(expected.values())
    assert found["shop", "reach_returning@2"]["n"] == 60
    assert {row["kind"] for row in found.values()} == {"offline"}


def test_every_business_metric_says_what_may_not_be_concluded():
    found = by(business.rows([made({})], SETTINGS))
    for metric in METRICS:
        assert "may not be concluded" in found["plain", f"{metric}@2"]["note"]


def test_too_few_new_customers_have_no_number_and_few_make_no_claim():
    found = by(business.rows([made({"cold": range(5), "history=6-20": range(20, 50)})], SETTINGS))
    new, nearly = (found["match", f"{name}@2"] for name in ("reach_new", "reach_nearly_new"))
    assert np.isnan(new["value"])
    assert new["n"] == 5
    assert "low" not in new
    assert "There are 5, fewer than 20" in new["note"]
    assert nearly["n"] == 30
    assert nearly["low"] < nearly["value"] < nearly["high"]
    assert "Fewer than 100: no claim" in nearly["note"]


def test_the_trade_off_has_a_front_and_what_relevance_gives_up():
    found = by(business.rows([made({})], SETTINGS))
    on_front = {
        name: found[name, "on_front|ndcg@2|revenue@2"]["value"]
        for name in ("plain", "shop", "match")
    }
    assert on_front == {"plain": 0, "shop": 1, "match": 1}
    assert found["all baselines", "revenue_given_up@2"]["value"] == pytest.approx(1.0)
    assert found["all baselines", "revenue_given_up@2"]["note"].endswith("match → shop")
    assert found["all baselines", "kendall_tau|ndcg@2|revenue@2"]["value"] == pytest.approx(1 / 3)


def test_without_purchases_there_is_no_row():
    one = made({})
    without = Results(**{**vars(one), "rows": one.rows.drop_columns(["revenue@2"])})
    assert business.rows([without], SETTINGS) == []
