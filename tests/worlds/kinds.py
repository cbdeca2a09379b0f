"""A made-up report of cold items, new users, purchases, second views and searches."""

import json
import shutil
from pathlib import Path

from benchmarks.contract.csv import as_csv
from tests.worlds import older
from tests.worlds.films import ROOT, write_settings

PARAMS = """
seeds: 2
cutoffs: [5, 10]
metrics: [rmse, recall, ndcg, coverage]
headline: [ndcg@10, recall@10, rmse]
tuning:
  trials: 3
datasets: {films: {}, shop: {}}
benchmarks:
  new-films:
    dataset: films
    split: {kind: cold_items, test: 0.2, validation: 0.1}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}, cold: {mask: seen, candidates: cold}}
  new-people:
    dataset: films
    split: {kind: cold_users, test: 0.2, validation: 0.1, known: [0, 2, 10]}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}}
  shop:
    dataset: shop
    split:
      kind: temporal
      validation_from: "2017-10-30T04:00:00Z"
      test_from: "2017-11-27T05:00:00Z"
    catalogue: {min_users: 10, exclude: [department=FUEL, department=COUPON]}
    relevance: {}
    views: {all: {mask: none}, new: {mask: seen, benchmark: shop-new}}
baselines:
  alpha: {factors: 16, rate: 0.5, tuned: {shop: {factors: 128, rate: 0.25, epochs: 7}}}
  beta: {factors: 16, parts: [alpha, gamma]}
  gamma: {}
  rater: {factors: 16}
  picky: {factors: 16}
  fixed: {damping: 5}
"""


SPACES = {  # what the classes of the tunable baselines declare
    "alpha": '{"factors": Integers(8, 128, log=True), "rate": Floats(0, 1)}',
    "beta": '{"factors": Floats(8, 128)}',
    "rater": '{"factors": Floats(8, 128)}',
    "picky": '{"factors": Floats(8, 128)}',
}


OBJECTIVES = {"rater": "rmse"}  # where it is not nDCG@10


BASELINE = '''"""A made-up baseline."""

import jax_is_not_imported

from benchmarks.contract.spaces import Floats, Integers


class Model:
    personalized = True
    objective = "{objective}"
    search = {space}

    def __init__(self, *, factors=16):
        self.factors = factors
'''


NUMBERS = {"alpha": (0.3, 0.25, 0.35), "beta": (0.28, 0.2, 0.26), "gamma": (0.1, 0.05, 0.15)}


COLD = {"alpha": 0.15, "beta": 0.4, "gamma": 0.2}  # another order than that of everybody


KNOWN = {"known=0": (0.1, 0.2, 0.1), "known=2": (0.15, 0.2, 0.1), "known=10": (0.3, 0.2, 0.1)}


def write_inputs(folder: Path, parameters: str = PARAMS) -> None:
    """Write all that the stage reads about three kinds of benchmark and a second view."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    write_settings(folder, parameters)
    write_baselines(folder)
    (folder / "reports").mkdir(exist_ok=True)
    tables: dict[str, list[dict]] = {name: [] for name in older.TABLES}
    for benchmark in ("new-films", "new-people", "shop", "shop-new"):
        for place, (baseline, (value, low, high)) in enumerate(NUMBERS.items()):
            row = {"benchmark": benchmark, "baseline": baseline, "slice": "all", "n_users": 120}
            number = {"value": value, "ci_low": low, "ci_high": high}
            tables["results"] += [
                {**row, **number, "metric": m} for m in ("ndcg@5", "ndcg@10", "recall@10")
            ]
            if benchmark == "new-films":
                more = {"slice": "cold", "metric": "ndcg@10", "value": COLD[baseline]}
                tables["results"].append({**row, **number, **more})
                tables["results"].append({**row, **number, "metric": "rmse", "value": 0.9})
            for slice_, values in KNOWN.items() if benchmark == "new-people" else ():
                more = {"slice": slice_, "metric": "ndcg@10", "value": values[place], "n_users": 99}
                tables["results"].append({**row, **number, **more})
            given = json.dumps({"factors": 16, "parts": ["alpha", "gamma"], "fast": False})
            tables["cells"].append(
                {**row, "status": "ok", "seeds": 2, "fallback_share": 0, "parameters": given}
            )
            tables["measured"].append({**row, "fit_seconds": 1.5})
        absent = {"benchmark": benchmark, "status": "not applicable", "reason": "needs promotions"}
        tables["cells"] += [
            {**absent, "baseline": baseline} for baseline in ("rater", "picky", "fixed")
        ]
    for name, rows in tables.items():
        (folder / f"reports/{name}.csv").write_text(as_csv(older.TABLES[name], rows))
    write_facts(folder)


def write_baselines(folder: Path) -> None:
    """Write the files of the baselines that can be searched."""
    (folder / "baselines").mkdir()
    for name, space in SPACES.items():
        text = BASELINE.format(space=space, objective=OBJECTIVES.get(name, "ndcg@10"))
        (folder / f"baselines/{name}.py").write_text(text)


def write_facts(folder: Path) -> None:
    """Write the audits and what is known about the datasets."""
    (folder / "runs/audit").mkdir(parents=True)
    parts = {"train": 700, "validation": 100, "test": 200}
    none = ("pairs_in_training_and_test", "duplicate_pairs", "cold_test_users", "cold_test_items")
    none += (
        "test_rows_with_cold_user",
        "test_rows_with_cold_item",
        "users_whose_test_cut_falls_inside_a_tie",
    )
    found = {"rows": parts, "users": parts, "items": parts, **dict.fromkeys(none, 0)}
    found |= {
        "training_later_than_test": 0.0,
        "training_later_than_test_same_user": 0.0,
        "leaks_the_future": False,
    }
    found |= {
        "users_left_out": {},
        "test_items_first_seen_after_the_cut": 0,
        "test_users_without_relevant_rows": 0,
    }
    leaky = {**found, "leaks_the_future": True, "training_later_than_test": 0.4}
    late = {
        "training_later_than_test": 0.5,
        "training_later_than_test_same_user": 0.95,
        "leaks_the_future": True,
    }
    out = {"items": 2, "rows": 9, "test_rows": 6, "test_rows_share": 0.02, "test_value_share": 0.1}
    rare = {**out, "items": 8, "test_rows_share": 0.17, "test_value_share": 0.25}
    stranger = {
        "training_later_than_test": 0.2,
        "cold_test_users": 200,
        "test_rows_with_cold_user": 200,
    }
    folds = {"known=0": {**leaky, **stranger}, "known=10": leaky}
    audits = {
        "new-films": {**found, **late, "test_rows_with_cold_item": 200, "left_out": {}},
        "new-people": {**leaky, "fold": "known=10", "folds": folds, "left_out": {}},
        "shop": {**found, "left_out": {"excluded": out, "rare": rare}},
    }
    for name, audit in audits.items():
        (folder / f"runs/audit/{name}.json").write_text(
            json.dumps({"fold": "all", "folds": {"all": audit}} | audit)
        )
    dataset = {
        "title": "Films",
        "interactions": 1000,
        "items": 50,
        "users": 200,
        "rating_scale": [1, 5],
    }
    dataset |= {"first_time": 874724710, "last_time": 893286638}
    dataset |= {"citation": "A. Author 2001.", "licence": "for research", "repeats": False}
    shop = dataset | {"title": "Shop", "rating_scale": None, "repeats": True}
    for name, facts in (("films", dataset), ("shop", shop)):
        (folder / f"data/prepared/{name}").mkdir(parents=True)
        (folder / f"data/prepared/{name}/dataset.json").write_text(json.dumps(facts))


def write_searches(folder: Path) -> None:
    """Write the tables of two searches on `shop`.

    One chose what lies at an edge, the other kept its default.
    """
    (folder / "tuned/shop").mkdir(parents=True, exist_ok=True)
    (folder / "tuned/seconds/shop").mkdir(parents=True)
    (folder / "tuned/shop/alpha.csv").write_text(
        "trial,value,chosen,factors,rate,epochs\n0,0.200000,,16,0.5,3\n1,0.250000,yes,128,0.25,7\n2,0.1,,9,0.1,2\n"
    )
    (folder / "tuned/seconds/shop/alpha.csv").write_text("trial,seconds\n0,10.0\n1,20.0\n2,30.0\n")
    (folder / "tuned/shop/rater.csv").write_text(
        "trial,value,chosen,factors\n0,0.900000,,16\n1,0.891000,yes,20.5\n"
    )
