"""A project folder with the two tastes of tests/worlds/synthetic.py as a prepared dataset.

Stages are run in-process.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
from ruamel.yaml import YAML

from benchmarks.contract import paths, tables
from benchmarks.contract.arrays import places_within
from benchmarks.contract.files import write_json
from tests.worlds import synthetic

SHARES = {"test": 0.2, "validation": 0.1}
RULES = {
    "temporal": {"kind": "temporal", **SHARES},
    "rolling": {"kind": "rolling", "windows": 3, **SHARES},
    "user_temporal": {"kind": "user_temporal", **SHARES},
    "leave_last_out": {"kind": "leave_last_out"},
    "random": {"kind": "random", **SHARES},
    "stratified": {"kind": "stratified", **SHARES},
    "k_fold": {"kind": "k_fold", "folds": 3},
    "cold_items": {"kind": "cold_items", **SHARES},
    "cold_users": {"kind": "cold_users", **SHARES, "known": [0, 2]},
    "next_basket": {"kind": "next_basket"},
}
BENCHMARK = {
    "dataset": "tastes",
    "relevance": {"min_rating": 4},
    "views": {"all": {"mask": "seen"}, "unmasked": {"mask": "none"}},
}
BASELINES = {
    "uniform": {},
    "popular": {},
    "sponsored": {"weeks": 1},
    "content": {},
    "item_knn": {"neighbours": 10},
    "ease": {"regularization": 20.0},
    "svd": {"factors": 4, "epochs": 2},
}


def interactions() -> pa.Table:
    """Return the ratings of the two tastes; every tenth user has only 1, 2 or 3 of them."""
    rows = synthetic.interactions()
    users = tables.column(rows, "user")
    place = np.arange(len(users)) - np.searchsorted(users, users)
    return rows.filter(pa.array((users % 10 > 0) | (place < 1 + users // 10 % 3)))


def baskets(rows: pa.Table) -> pa.Table:
    """Return the baskets of rows: what a user rated at one time is one."""
    users, times = tables.column(rows, "user"), tables.column(rows, "time")
    return pa.table([pa.array(places_within(users, times))], schema=tables.BASKETS)


def write_dataset(rows: pa.Table) -> None:
    """Write what `prepare` would write."""
    folder = paths.prepared("tastes")
    found = {
        "content": (rows, tables.INTERACTIONS),
        "users": (synthetic.users(), tables.USERS),
        "promotions": (synthetic.promotions(), tables.PROMOTIONS),
        "baskets": (baskets(rows), tables.BASKETS),
    }
    for name, (table, schema) in found.items():
        tables.write(
            folder / f"{'interactions' if name == 'content' else name}.parquet", table, schema
        )
    tables.write(folder / "items.parquet", synthetic.items(), tables.ITEMS)
    digests = {f"{name}_sha256": tables.digest(table) for name, (table, _) in found.items()}
    words = {"title": "Two tastes", "licence": "made up", "citation": "nobody"}
    facts = {"rating_scale": [1.0, 5.0], "repeats": False, "baskets": rows.num_rows}
    write_json(folder / "dataset.json", {**words, **facts, **digests})


def link_baselines() -> None:
    """Give the working directory the baselines of the repository."""
    Path("baselines").symlink_to(Path(__file__).parents[2] / "baselines")


def make(split: dict, **more: dict) -> pa.Table:
    """Write dataset and params.yaml into the working directory, link baselines; return the rows."""
    link_baselines()
    document = {
        "seeds": 2,
        "cutoffs": [5],
        "metrics": ["rmse", "ndcg"],
        "headline": ["ndcg@5"],
        "datasets": {"tastes": {}},
        "benchmarks": {"tastes": {**BENCHMARK, "split": split, **more}},
        "baselines": BASELINES,
    }
    with Path("params.yaml").open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump(document, stream)
    rows = interactions()
    write_dataset(rows)
    return rows
