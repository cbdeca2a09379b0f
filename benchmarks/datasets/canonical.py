"""Bring a dataset to the canonical tables, with codes for identifiers, and check them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from benchmarks.contract import tables
from benchmarks.contract.arrays import order
from benchmarks.contract.errors import UserError, one_line
from benchmarks.datasets import bounds
from benchmarks.datasets.baskets import has_baskets, n_baskets, numbered
from benchmarks.datasets.dataset import Dataset, Raw, kind
from benchmarks.protocol.ties import key

SCHEMA = 1  # of dataset.json: another number once a key goes or means something else

# What a reader may leave out; in interactions such a column has a value in all rows or in none.
_OPTIONAL = {
    "interactions": ("rating", "quantity", "value", "time"),
    "users": ("features",),
    "items": ("title", "categories", "features", "released"),
}
_BESIDE = {"interactions": ("basket",)}  # what has a table of its own, row by row
_IDENTIFIERS = {
    "interactions": ("user_id", "item_id"),
    "users": ("user_id",),
    "items": ("item_id",),
}


@dataclass(frozen=True)
class Canonical:
    """The tables of a dataset, as in the schemas of these names; a row is a code.

    baskets : of each interaction, in the same order; no rows where the data has none
    same_time : of all rows, where they have but one, which tells nothing: they then have none
    """

    interactions: pa.Table
    users: pa.Table
    items: pa.Table
    promotions: pa.Table
    baskets: pa.Table
    rating_scale: tuple[float, float] | None
    same_time: int | None = None


def canonical(raw: Raw, described: Dataset, dataset: str) -> Canonical:
    """Return what a reader brought in canonical form.

    Raises UserError that names dataset and column for what is missing, misspelt, repeated, out of
    range or known for some rows only.
    """
    for name in _OPTIONAL:
        _require_columns(getattr(raw, name), name, dataset)
    bounds.check_dates(raw.items, "released", "items", dataset)
    users = _coded(raw.users, "user_id", tables.USERS, dataset)
    items = _coded(raw.items, "item_id", tables.ITEMS, dataset)
    interactions, baskets = _interactions(raw.interactions, users, items, dataset)
    _check_rows(interactions, described.repeats, dataset)
    scale = bounds.rating_scale(interactions, described.rating_scale, dataset)
    promoted = _promotions(raw.promotions, items, dataset)
    same_time = _same_time(interactions)
    if same_time is not None:
        interactions = _without_times(interactions)
    return Canonical(interactions, users, items, promoted, baskets, scale, same_time)


def facts(data: Canonical, described: Dataset, dataset: str) -> dict[str, object]:
    """Return what dataset.json says; times are None where the data has none.

    It has `same_time` only where all rows had the same, which counts as none, and what it says of
    baskets only where there are any.
    """
    times = data.interactions["time"]
    of_times: dict[str, object] = {"times_are": "relative"} if described.relative_times else {}
    if data.same_time is not None:
        of_times = {"same_time": data.same_time}
    return {
        "schema": SCHEMA,
        "name": dataset,
        "title": described.title,
        "licence": described.licence,
        "citation": described.citation,
        "kind": kind(data.interactions),
        "rating_scale": data.rating_scale,
        "repeats": described.repeats,
        "users_are": described.users_are,
        "interactions": data.interactions.num_rows,
        "users": data.users.num_rows,
        "items": data.items.num_rows,
        "first_time": pc.min(times).as_py(),
        "last_time": pc.max(times).as_py(),
        "content_sha256": tables.digest(data.interactions),
        "catalogue_sha256": tables.digest(data.items),
        "users_sha256": tables.digest(data.users),
        "promotions_sha256": tables.digest(data.promotions),
        **of_times,
        **_of_baskets(data),
    }


def _of_baskets(data: Canonical) -> dict[str, object]:
    if not data.baskets.num_rows:
        return {}
    users, places = tables.column(data.interactions, "user"), tables.column(data.baskets, "basket")
    numbers = n_baskets(users, places)
    return {"baskets": numbers, "baskets_sha256": tables.digest(data.baskets)}


def _same_time(interactions: pa.Table) -> int | None:
    """Return the time of all rows where they have but one."""
    ends = pc.min_max(interactions["time"]).as_py()
    same: int | None = ends["min"]
    return same if same == ends["max"] else None


def _without_times(interactions: pa.Table) -> pa.Table:
    """Return rows whose times are null."""
    column = tables.INTERACTIONS.get_field_index("time")
    field = tables.INTERACTIONS.field(column)
    return interactions.set_column(column, field, tables.nothing(interactions.num_rows, field.type))


def _require_columns(table: pa.Table, name: str, dataset: str) -> None:
    """Stop at a column that is missing or that nobody would read, as it may be a misspelt one."""
    wanted = (*_IDENTIFIERS[name], *_OPTIONAL[name], *_BESIDE.get(name, ()))
    has = f"has {', '.join(table.column_names)}"
    for column in _IDENTIFIERS[name]:
        if column not in table.column_names:
            raise UserError(f"{dataset}: {name}: missing column {column}; {has}.")
    for column in table.column_names:
        if column not in wanted:
            raise UserError(
                f"{dataset}: {name}: unknown column {column}; "
                f"rename it to one of {', '.join(wanted)}, or leave it out in the reader."
            )


def _completed(table: pa.Table, name: str, schema: pa.Schema) -> pa.Table:
    """Add the optional columns that were left out: empty lists, nulls otherwise."""
    for column in _OPTIONAL[name]:
        if column not in table.column_names:
            nothing = tables.nothing(table.num_rows, schema.field(column).type)
            table = table.append_column(column, nothing)
    return table


def _coded(table: pa.Table, identifier: str, schema: pa.Schema, dataset: str) -> pa.Table:
    """Add the tie-breaking keys; a row's position is its code."""
    names = table[identifier].to_pylist()
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UserError(
            f"{dataset}: {identifier} '{one_line(twice)}' occurs twice; identifiers must be unique."
        )
    keyed = table.append_column("key", pa.array([key(name) for name in names], pa.uint64()))
    complete = _completed(keyed, f"{identifier.removesuffix('_id')}s", schema)
    return tables.require(complete, schema, f"{dataset} {identifier}")


def _interactions(
    raw: pa.Table, users: pa.Table, items: pa.Table, dataset: str
) -> tuple[pa.Table, pa.Table]:
    """Replace identifiers by codes and sort by user, item, time; return the baskets beside them."""
    bounds.check(raw, dataset)
    rows = _with_codes(raw, users, items, dataset)
    ordered = _order(rows, items.num_rows)
    baskets = tables.BASKETS.empty_table()
    if has_baskets(raw):
        baskets = numbered(raw, rows).take(pa.array(ordered))
    return _in_order(rows, ordered), baskets


def _with_codes(raw: pa.Table, users: pa.Table, items: pa.Table, dataset: str) -> pa.Table:
    complete = _completed(raw, "interactions", tables.INTERACTIONS)
    columns = {
        "user": _codes(raw, "user_id", users, dataset),
        "item": _codes(raw, "item_id", items, dataset),
    }
    columns |= {name: complete[name] for name in _OPTIONAL["interactions"]}
    return tables.require(pa.table(columns), tables.INTERACTIONS, f"{dataset} interactions")


def _in_order(rows: pa.Table, order_of_rows: NDArray[np.intp]) -> pa.Table:
    """Sort by user, item, time, value and quantity, column by column, as rows are many."""
    ordered = pa.array(order_of_rows)
    for place, name in enumerate(rows.column_names):
        if rows[name].null_count < rows.num_rows:
            rows = rows.set_column(place, rows.schema.field(name), rows[name].take(ordered))
    return rows


def _order(rows: pa.Table, n_items: int) -> NDArray[np.intp]:
    pairs = np.multiply(tables.column(rows, "user"), n_items, dtype=np.int64)
    pairs += tables.column(rows, "item")
    of_pair = [name for name in ("time", "value", "quantity") if rows[name].null_count == 0]
    return order(pairs, *(tables.column(rows, name) for name in of_pair))


def _promotions(raw: pa.Table | None, items: pa.Table, dataset: str) -> pa.Table:
    """Replace identifiers by codes; a dataset without promotions has an empty table."""
    if raw is None:
        return tables.PROMOTIONS.empty_table()
    if "item_id" not in raw.column_names:
        has = ", ".join(raw.column_names)
        raise UserError(f"{dataset}: promotions: missing column item_id; has {has}.")
    bounds.check_dates(raw, "time", "promotions", dataset)
    coded = raw.append_column("item", _codes(raw, "item_id", items, dataset))
    checked = tables.require(coded, tables.PROMOTIONS, f"{dataset} promotions")
    return checked.sort_by([("item", "ascending"), ("time", "ascending")])


def _codes(raw: pa.Table, identifier: str, table: pa.Table, dataset: str) -> pa.ChunkedArray:
    named, identifiers = raw[identifier], table[identifier].combine_chunks()
    if pa.types.is_dictionary(named.type):
        words = named.combine_chunks()
        codes = pc.index_in(words.dictionary, identifiers).take(words.indices)
    else:
        codes = pc.index_in(named, identifiers)
    if codes.null_count:
        stranger = named.filter(pc.is_null(codes)).cast(pa.string())[0]
        raise UserError(
            f"{dataset}: {codes.null_count} interactions name an unknown {identifier}, "
            f"first '{one_line(stranger)}'."
        )
    return codes


def _check_rows(interactions: pa.Table, repeats: bool, dataset: str) -> None:
    users, items = tables.column(interactions, "user"), tables.column(interactions, "item")
    if not len(users):
        raise UserError(f"{dataset}: no interactions.")
    again = (np.diff(users) == 0) & (np.diff(items) == 0)  # rows are sorted by user and item
    if again.any() and not repeats:
        row = int(np.flatnonzero(again)[0])
        raise UserError(
            f"{dataset}: {again.sum()} duplicate (user, item) pairs, "
            f"first codes ({users[row]}, {items[row]}); each pair may occur once. "
            "`duplicates: first` or `last` in the card drops the others; `keep` says that they are "
            "purchases or events."
        )
