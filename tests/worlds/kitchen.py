"""A small benchmark with lists of five baselines: `make dogfood` in seconds.

That is the app that compares them.
"""

import contextlib
import json
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.contract import paths, tables
from benchmarks.contract.files import write_json
from tests.worlds import planned, synthetic

ROOT = Path(__file__).parents[2]
BASELINES = ("content", "ease", "item_knn", "popular", "user_knn")
SCRIPT = "<script>alert('x')</script> & Co (1995)"  # the title of the best-liked item
PARAMS = """
seeds: 1
cutoffs: [5]
metrics: [ndcg]
headline: [ndcg@5]
comparison: {reference: popular}
datasets: {films: {}}
benchmarks:
  films:
    dataset: films
    split: {kind: user_temporal, test: 0.2, validation: 0.1}
    relevance: {min_rating: 4}
    views: {all: {mask: seen}}
baselines:
  content: {sublinear_tf: false, min_df: 1}
  ease: {regularization: 20.0}
  item_knn: {neighbours: 20, shrinkage: 1.0, similarity: cosine}
  popular: {}
  user_knn: {neighbours: 20, shrinkage: 1.0, similarity: cosine}
"""


def cook(folder: Path) -> Path:
    """Write the benchmark `films` into a folder, and return that.

    It has params, data, and lists by the real `fit`.
    """
    (folder / "params.yaml").write_text(PARAMS)
    (folder / "baselines").symlink_to(ROOT / "baselines")
    with contextlib.chdir(folder):
        _write_data()
        for baseline in BASELINES:
            planned.fit("films", baseline)
        planned.everything()
    return folder


def _write_data() -> None:
    rows = synthetic.split_rows(synthetic.interactions())
    held_out = np.arange(rows.num_rows) % 5 == 4
    train, test = rows.filter(pa.array(~held_out)), rows.filter(pa.array(held_out))
    test = test.set_column(1, "part", pa.array(["test"] * test.num_rows))
    folder = paths.train("films")
    tables.write(folder / "interactions.parquet", train, tables.SPLIT)
    tables.write(folder / "users.parquet", synthetic.users(), tables.USERS)
    tables.write(folder / "items.parquet", _items(), tables.ITEMS)
    tables.write(
        folder / "promotions.parquet", synthetic.promotions().slice(0, 0), tables.PROMOTIONS
    )
    served = test.group_by(["fold", "user"]).aggregate([]).sort_by("user")
    tables.write(paths.ask("films") / "queries.parquet", served, tables.QUERIES)
    tables.write(paths.ask("films") / "pairs.parquet", test, tables.PAIRS)
    write_json(folder / "info.json", {"rating_scale": [1.0, 5.0]})
    tables.write(paths.test("films") / "interactions.parquet", test, tables.SPLIT)
    write_json(paths.prepared("films") / "dataset.json", {"users_are": "users", "kind": "rating"})


def _items() -> pa.Table:
    """Return the items, each with a title that has to be escaped."""
    rows = synthetic.items().to_pylist()
    for row in rows:
        row["title"] = f"{row['title']} {SCRIPT}"
        row["categories"] = [f"<i>{word}" for word in row["categories"]]
    return pa.Table.from_pylist(json.loads(json.dumps(rows)), tables.ITEMS)
