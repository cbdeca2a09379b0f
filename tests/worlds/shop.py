"""A made-up report of a shop: one benchmark with every section, two with a leaderboard alone."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.contract.csv import as_csv
from tests.worlds import older
from tests.worlds.films import ROOT

PARAMS = """
seeds: 2
cutoffs: [10]
metrics:
  [rmse, recall, ndcg, coverage, personalization, popularity_lift, item_age, fresh_share,
   revenue, revenue_share]
headline: [ndcg@10, recall@10, rmse]
groups: {users: [age, activity, history], items: [brand, item_popularity]}
datasets: {shop: {}}
benchmarks:
  shop:
    dataset: shop
    split: {kind: temporal, test: 0.2, validation: 0.1}
    relevance: {}
    fresh_days: 91
    views: {all: {mask: none}}
  folds:
    dataset: shop
    split: {kind: k_fold, folds: 4}
    relevance: {}
    views: {all: {mask: seen}}
  bare:
    dataset: shop
    split: {kind: leave_last_out}
    relevance: {}
    views: {all: {mask: seen}}
baselines: {repeat: {}, popular: {}, rater: {}}
"""


RATER = """
class Model:
    personalized = True
    objective = "rmse"

    def __init__(self, *, seed=0): ...
"""
BOARD = {"repeat": 0.4, "popular": 0.2, "rater": 0.1}


BEYOND = {
    "coverage@10": 0.5,
    "personalization@10": 0.25,
    "item_age@10": 123.4,
    "fresh_share@10": 0.0625,
}


GROUPS = {
    "age=19-24": 19,
    "age=65+": 120,
    "activity=light": 150,
    "history=1-5": 100,
    "history=none": 110,
    "cold": 110,
}


def tables() -> dict[str, list[dict]]:
    """Return rows of every table; of `folds` and `bare` for a leaderboard alone."""
    found: dict[str, list[dict]] = {name: [] for name in older.TABLES}
    for benchmark in ("shop", "folds", "bare"):
        for baseline, value in BOARD.items():
            row = {"benchmark": benchmark, "baseline": baseline, "slice": "all", "n_users": 200}
            number = {"value": value, "ci_low": value - 0.05, "ci_high": value + 0.05}
            found["results"].append({**row, **number, "metric": "ndcg@10"})
            found["cells"].append({**row, "status": "ok", "seeds": 2, "fallback_share": 0})
    for place, (baseline, value) in enumerate(BOARD.items()):
        row = {"benchmark": "shop", "baseline": baseline, "slice": "all", "n_users": 200}
        number = {"value": value, "ci_low": value - 0.05, "ci_high": value + 0.05}
        for metric, first in BEYOND.items():
            found["results"].append({**row, "metric": metric, "value": first / (1 + place)})
        lift = {"value": -0.5, "ci_low": -0.75, "ci_high": -0.25}
        found["results"].append({**row, **lift, "metric": "popularity_lift@10"})
        found["results"].append({**row, **number, "metric": "revenue@10", "value": 12.34})
        found["results"].append({**row, **number, "metric": "revenue_share@10", "value": value / 2})
        for part, users in GROUPS.items():
            found["results"].append(
                {**row, **number, "metric": "ndcg@10", "slice": part, "n_users": users}
            )
        for part in ("item_popularity=tail", "item_popularity=head"):
            found["results"].append({**row, **number, "metric": "recall@10", "slice": part})
        found["seeds"].append(
            {**row, "metric": "coverage@10", "mean": 0.5, "sd": 0.0123, "n_seeds": 2}
        )
        found["measured"].append(
            {**row, "fit_seconds": 1.5, "request_ms_p50": 0.5 + place, "request_ms_p99": 7.25}
        )
        gap = {
            "best": "65+",
            "best_value": 0.4,
            "worst": "<b>19",
            "worst_value": 0.3,
            "gap": 0.1234,
            "groups": 2,
        }
        for metric in ("ndcg@10", "recall@10"):
            p = {"p_value": 0.0001, "p_holm": 0.0004 if place == 0 else 0.6}
            found["fairness"].append({**row, **gap, **p, "attribute": "age", "metric": metric})
        for group, catalogue, relevance, exposure in (
            ("A & B", 0.75, 0.5, 0.2),
            ("Own", 0.25, 0.5, 0.8),
        ):
            shares = {"catalogue": catalogue, "relevance": relevance, "exposure": exposure}
            found["exposure"].append({**row, "attribute": "brand", "group": group, **shares})
    found["measured"][0] |= {
        "new_item_seconds": 0.25,
        "new_item_by": "add_items",
        "model_mib": 3,
        "peak_mib": 99,
    }
    return found


def write_inputs(folder: Path) -> None:
    """Write all that the stage reads."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "params.yaml").write_text(PARAMS)
    (folder / "reports").mkdir(exist_ok=True)
    (folder / "baselines").mkdir()
    (folder / "baselines/rater.py").write_text(RATER)
    for name, rows in tables().items():
        (folder / f"reports/{name}.csv").write_text(as_csv(older.TABLES[name], rows))
    zeros = ("pairs_in_training_and_test", "duplicate_pairs", "cold_test_users", "cold_test_items")
    zeros += (
        "test_rows_with_cold_user",
        "test_rows_with_cold_item",
        "users_whose_test_cut_falls_inside_a_tie",
    )
    zeros += ("training_later_than_test", "training_later_than_test_same_user")
    parts = {"train": 700, "validation": 100, "test": 200}
    audit = {
        "rows": parts,
        "users": parts,
        "items": parts,
        **dict.fromkeys(zeros, 0),
        "left_out": {},
    }
    audit |= {"test_items_first_seen_after_the_cut": 7, "test_users_without_relevant_rows": 20}
    audit |= {
        "users_left_out": {"no row after the cut": 9, "a single row": 1},
        "leaks_the_future": False,
    }
    leaky = {**audit, "leaks_the_future": True, "training_later_than_test_same_user": 0.5}
    folds = {f"{n} of 4": {**leaky, "training_later_than_test": n / 10} for n in (1, 2, 3, 4)}
    by_name = {
        "shop": {"fold": "all", "folds": {"all": audit}, **audit},
        "folds": {"fold": "4 of 4", "folds": folds, **folds["4 of 4"]},
        "bare": {"fold": "all", **leaky, "training_later_than_test_same_user": 0.0},
    }
    (folder / "runs/audit").mkdir(parents=True)
    for name, found in by_name.items():
        (folder / f"runs/audit/{name}.json").write_text(json.dumps(found))
    facts = {
        "title": "Shop",
        "interactions": 1000,
        "items": 50,
        "users": 200,
        "rating_scale": None,
        "repeats": True,
    }
    facts |= {"first_time": 874724710, "last_time": 893286638}
    facts |= {"users_are": "households", "citation": "A. Author 2001.", "licence": "for research"}
    (folder / "data/prepared/shop").mkdir(parents=True)
    (folder / "data/prepared/shop/dataset.json").write_text(json.dumps(facts))
    unreleased = pa.table({"released": pa.array([None, None], pa.int64())})
    pq.write_table(unreleased, folder / "data/prepared/shop/items.parquet")
