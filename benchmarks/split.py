"""Stage `split`: divide a dataset by a benchmark's rule, audit it, and part what a fit may see from the rest."""

import argparse

import numpy as np
import pyarrow as pa

from benchmarks.audit import audit
from benchmarks.shared import params, paths, tables
from benchmarks.shared.errors import UserError, run_stage
from benchmarks.shared.files import read_json, whole_folder, write_json
from benchmarks.splitting import PARTS, assign

FOLD = "all"  # a split with one fold calls it so


def split(benchmark: str) -> None:
    """Write the training folder, the test folder and the audit of a benchmark."""
    block = params.load().benchmark(benchmark)
    source = paths.prepared(block.dataset)
    interactions = tables.read(source / "interactions.parquet", tables.INTERACTIONS)
    users = tables.read(source / "users.parquet", tables.USERS)
    items = tables.read(source / "items.parquet", tables.ITEMS)
    dataset = read_json(source / "dataset.json")
    parts = assign(interactions, block.split, tables.column(users, "key"), tables.column(items, "key"))
    findings = audit(interactions, parts, block.split.kind, dataset["repeats"])
    rows = _rows(interactions, parts, _relevant(interactions, block.relevance, benchmark))
    held_out = tables.column(rows, "part") == "test"
    _write_train(benchmark, rows, held_out, users, items, dataset)
    with whole_folder(paths.test(benchmark)) as folder:
        tables.write(folder / "interactions.parquet", rows.filter(pa.array(held_out)), tables.SPLIT)
    write_json(paths.audit(benchmark), findings)


def _relevant(interactions: pa.Table, rule: params.Relevance, benchmark: str) -> np.ndarray:
    ratings = tables.column(interactions, "rating")
    if rule.min_rating is None:
        return np.ones(len(ratings), dtype=bool)
    if np.isnan(ratings).all():
        raise UserError(f"params.yaml: benchmarks.{benchmark}.relevance.min_rating: the dataset has no ratings.")
    return ratings >= rule.min_rating


def _rows(interactions: pa.Table, parts: np.ndarray, relevant: np.ndarray) -> pa.Table:
    columns = {
        "fold": pa.array([FOLD] * interactions.num_rows),
        "part": pa.array(np.array(PARTS)[parts]),
        **{name: interactions[name] for name in tables.INTERACTIONS.names},
        "relevant": relevant,
    }
    return pa.table(columns)


def _write_train(
    benchmark: str, rows: pa.Table, held_out: np.ndarray, users: pa.Table, items: pa.Table, dataset: dict[str, object]
) -> None:
    """Write what a fit may see; of the test only whom to serve and which pairs to rate, in order of their codes."""
    test = rows.filter(pa.array(held_out))
    served = test.group_by(["fold", "user"]).aggregate([]).sort_by([("fold", "ascending"), ("user", "ascending")])
    with whole_folder(paths.train(benchmark)) as folder:
        tables.write(folder / "interactions.parquet", rows.filter(pa.array(~held_out)), tables.SPLIT)
        tables.write(folder / "users.parquet", users, tables.USERS)
        tables.write(folder / "items.parquet", items, tables.ITEMS)
        tables.write(folder / "queries.parquet", served, tables.QUERIES)
        tables.write(folder / "pairs.parquet", test if dataset["rating_scale"] else test.slice(0, 0), tables.PAIRS)
        info = {key: dataset[key] for key in ("rating_scale", "content_sha256", "catalogue_sha256", "users_sha256")}
        write_json(folder / "info.json", info)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark")
    run_stage(split, parser.parse_args().benchmark)
