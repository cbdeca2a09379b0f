"""The tables of an export, in the dataset's own identifiers: all of the split but the test part."""

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract import paths, tables
from benchmarks.contract.documents import ScorePlan
from benchmarks.exchange.exporting.decoys import hidden
from benchmarks.protocol import queries, training
from benchmarks.protocol.training import FINAL, Source

# What our parts are called there; rows of the test gap are masked, but nobody may learn from them.
PARTS = {"train": "training", "validation": "validation", "validation_gap": "gap"}
SEPARATOR = "|"  # between categories and between features of one row


def exported(plan: ScorePlan) -> dict[str, pa.Table]:
    """Return the tables by their names; what the data lacks is no column and no table."""
    source = training.read(paths.train(plan.benchmark))
    ask = paths.ask(plan.benchmark)
    questions = list(queries.read(ask, source))
    several = len(questions) > 1
    served = tables.read(ask / "queries.parquet", tables.QUERIES)
    contents = {
        "interactions": _interactions(source, several),
        "items": _items(source.items),
        "users": _users(source.users),
        "queries": _named(served, source, several),
    }
    if source.rating_scale is not None:
        pairs = [_of_fold(hidden(asked), asked.fold) for asked in questions]
        contents["pairs"] = _named(pa.concat_tables(pairs), source, several)
    if source.promotions.num_rows:
        contents["promotions"] = _named(source.promotions, source, False)
    return contents


def _of_fold(pairs: pa.Table, fold: str) -> pa.Table:
    return pairs.add_column(0, "fold", pa.repeat(fold, pairs.num_rows))


def _interactions(source: Source, several: bool) -> pa.Table:
    """Return what may be learnt from, with the part of each row in the column `split`."""
    rows = source.rows.select(tables.SPLIT.names).cast(tables.SPLIT)
    if "basket" in source.rows.column_names:
        rows = rows.append_column("basket", source.rows["basket"])
    learned = rows.filter(pc.field("part").isin(list(FINAL)))
    parts = pa.array(list(PARTS), pa.string())
    places = pc.index_in(learned["part"], value_set=parts)
    split = pa.array(list(PARTS.values())).take(places.combine_chunks())
    named = _named(learned.drop_columns(["part"]), source, several)
    return named.add_column(int(several), "split", split)


def _named(table: pa.Table, source: Source, several: bool) -> pa.Table:
    """Return a table with identifiers in place of codes, without columns that hold nothing."""
    columns = {}
    for name in table.column_names:
        column = table[name]
        if name == "user":
            column = source.users["user_id"].take(column)
        elif name == "item":
            column = source.items["item_id"].take(column)
        is_needed = several if name == "fold" else column.null_count < max(len(column), 1)
        if is_needed or name in ("user", "item"):
            columns[name] = column
    return pa.table(columns)


def _items(items: pa.Table) -> pa.Table:
    columns = {
        "item": items["item_id"],
        "title": items["title"],
        "categories": joined(items["categories"]),
        "features": joined(items["features"]),
        "released": items["released"],
    }
    return pa.table({name: column for name, column in columns.items() if _says(column)})


def _users(users: pa.Table) -> pa.Table:
    columns = {"user": users["user_id"], "features": joined(users["features"])}
    return pa.table({name: column for name, column in columns.items() if _says(column)})


def joined(words: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return lists of words as text, one word after the other."""
    return pc.binary_join(words.cast(pa.list_(pa.string())), SEPARATOR)


def _says(column: pa.ChunkedArray) -> bool:
    """Tell whether a column holds anything."""
    if pa.types.is_string(column.type):
        return bool(pc.any(pc.not_equal(column, "")).as_py())
    return bool(column.null_count < len(column))
