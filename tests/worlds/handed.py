"""Lists as other people hand them in: those of a cell, in identifiers and in any format."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.contract import paths, tables

FORMATS = ("csv", "tsv", "parquet", "jsonl.gz", "run")


def lists_of(benchmark: str, baseline: str, root: Path = Path()) -> pa.Table:
    """Return a cell's lists: user, item, rank, score, seed, view, fold."""
    folder = root / paths.cell(benchmark, baseline)
    lists = tables.read(folder / "lists.parquet", tables.LISTS)
    return _named(lists, benchmark, root).drop_columns(["fallback"])


def ratings_of(benchmark: str, baseline: str, root: Path = Path()) -> pa.Table:
    """Return a cell's predicted ratings: user, item, rating, seed, fold."""
    folder = root / paths.cell(benchmark, baseline)
    predictions = tables.read(folder / "predictions.parquet", tables.PREDICTIONS)
    return _named(predictions, benchmark, root)


def _named(table: pa.Table, benchmark: str, root: Path) -> pa.Table:
    train = root / paths.train(benchmark)
    users = pq.read_table(train / "users.parquet")["user_id"]
    items = pq.read_table(train / "items.parquet")["item_id"]
    named = {"user": users.take(table["user"]), "item": items.take(table["item"])}
    others = {name: table[name] for name in table.column_names if name not in named}
    return pa.table({**named, **others})


def write(path: Path, table: pa.Table) -> Path:
    """Write a table in the format that the file's name says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = path.name.removesuffix(".gz")
    plain = path.with_name(name)
    if name.endswith(".parquet"):
        pq.write_table(table, plain)
    elif name.endswith((".csv", ".tsv")):
        separator = "," if name.endswith("csv") else "\t"
        pyarrow.csv.write_csv(table, plain, pyarrow.csv.WriteOptions(delimiter=separator))
    else:
        line = json.dumps if name.endswith("jsonl") else _run_line
        plain.write_text("".join(f"{line(row)}\n" for row in table.to_pylist()), encoding="utf-8")
    if path != plain:
        path.write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    return path


def _run_line(row: dict[str, object]) -> str:
    return f"{row['user']} Q0 {row['item']} {row['rank']} {row['score']} test"
