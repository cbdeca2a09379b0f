"""Stage `prepare`: bring a dataset to the canonical tables, with codes for identifiers, and check them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import datasets
from benchmarks.contract import paths, tables
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_folder, write_json
from benchmarks.contract.settings import read_block
from benchmarks.datasets.settings import Dataset
from benchmarks.protocol.ties import key


def prepare(dataset: str) -> None:
    """Write users, items and interactions of a dataset, and what is known about it."""
    settings = read_block(Dataset, "datasets", dataset)
    module = datasets.load(settings.reader)
    raw = module.read(paths.raw(dataset))
    users = _coded(raw.users, "user_id", tables.USERS, dataset)
    items = _coded(raw.items, "item_id", tables.ITEMS, dataset)
    interactions = _interactions(
        raw.interactions, users, items, module.RATING_SCALE is not None, dataset
    )
    _check(interactions, module.RATING_SCALE, module.REPEATS, dataset)
    promotions = _promotions(raw.promotions, items, dataset)
    with whole_folder(paths.prepared(dataset)) as folder:
        tables.write(folder / "interactions.parquet", interactions, tables.INTERACTIONS)
        tables.write(folder / "users.parquet", users, tables.USERS)
        tables.write(folder / "items.parquet", items, tables.ITEMS)
        tables.write(folder / "promotions.parquet", promotions, tables.PROMOTIONS)
        facts = _facts(module, dataset, interactions, users, items)
        write_json(
            folder / "dataset.json", {**facts, "promotions_sha256": tables.digest(promotions)}
        )


def _coded(table: pa.Table, identifier: str, schema: pa.Schema, dataset: str) -> pa.Table:
    """Add the tie-breaking keys; a row's position is its code."""
    if identifier not in table.column_names:
        raise UserError(
            f"{dataset}: missing column {identifier}; has {', '.join(table.column_names)}."
        )
    names = table[identifier].to_pylist()
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UserError(
            f"{dataset}: {identifier} '{twice}' occurs twice; identifiers must be unique."
        )
    keyed = table.append_column("key", pa.array([key(name) for name in names], pa.uint64()))
    return tables.require(keyed, schema, f"{dataset} {identifier}")


def _interactions(
    raw: pa.Table, users: pa.Table, items: pa.Table, rated: bool, dataset: str
) -> pa.Table:
    """Replace identifiers by codes and sort by user, item, time; ratings or purchases."""
    columns = {
        "user": _codes(raw, "user_id", users, dataset),
        "item": _codes(raw, "item_id", items, dataset),
    }
    needed = ["time", "rating"] if rated else ["time", "quantity", "value"]
    for name in needed:
        if name not in raw.column_names:
            raise UserError(f"{dataset}: missing column {name}; has {', '.join(raw.column_names)}.")
    for name in ("rating", "quantity", "value", "time"):
        columns[name] = raw[name] if name in needed else pa.nulls(raw.num_rows)
    coded = tables.require(pa.table(columns), tables.INTERACTIONS, f"{dataset} interactions")
    order = ["user", "item", "time", "value", "quantity"]
    return coded.sort_by([(name, "ascending") for name in order])


def _promotions(raw: pa.Table | None, items: pa.Table, dataset: str) -> pa.Table:
    """Replace identifiers by codes; a dataset without promotions has an empty table."""
    if raw is None:
        return tables.PROMOTIONS.empty_table()
    coded = raw.append_column("item", _codes(raw, "item_id", items, dataset))
    checked = tables.require(coded, tables.PROMOTIONS, f"{dataset} promotions")
    return checked.sort_by([("item", "ascending"), ("time", "ascending")])


def _codes(raw: pa.Table, identifier: str, known: pa.Table, dataset: str) -> pa.ChunkedArray:
    if identifier not in raw.column_names:
        raise UserError(
            f"{dataset}: missing column {identifier}; has {', '.join(raw.column_names)}."
        )
    codes = pc.index_in(raw[identifier], known[identifier].combine_chunks())
    if codes.null_count:
        stranger = raw[identifier].filter(pc.is_null(codes))[0]
        raise UserError(
            f"{dataset}: {codes.null_count} interactions name an unknown {identifier}, first '{stranger}'."
        )
    return codes


def _check(
    interactions: pa.Table, scale: tuple[float, float] | None, repeats: bool, dataset: str
) -> None:
    users, items = tables.column(interactions, "user"), tables.column(interactions, "item")
    if not len(users):
        raise UserError(f"{dataset}: no interactions.")
    again = (np.diff(users) == 0) & (np.diff(items) == 0)  # rows are sorted by user and item
    if again.any() and not repeats:
        row = int(np.flatnonzero(again)[0])
        raise UserError(
            f"{dataset}: {again.sum()} duplicate (user, item) pairs, first codes ({users[row]}, {items[row]}); "
            "each pair may be rated once. Remove them in the reader, or set REPEATS if they are purchases."
        )
    if scale is not None:
        ratings = tables.column(interactions, "rating")
        outside = ~((ratings >= scale[0]) & (ratings <= scale[1]))
        if outside.any():
            raise UserError(
                f"{dataset}: {outside.sum()} ratings outside {scale[0]:g} to {scale[1]:g}, first {ratings[outside][0]}."
            )


def _facts(
    module: object, dataset: str, interactions: pa.Table, users: pa.Table, items: pa.Table
) -> dict[str, object]:
    times = tables.column(interactions, "time")
    return {
        "name": dataset,
        "title": module.TITLE,
        "licence": module.LICENCE,
        "citation": module.CITATION,
        "rating_scale": module.RATING_SCALE,
        "repeats": module.REPEATS,
        "users_are": module.USERS_ARE,
        "interactions": interactions.num_rows,
        "users": users.num_rows,
        "items": items.num_rows,
        "first_time": int(times.min()),
        "last_time": int(times.max()),
        "content_sha256": tables.digest(interactions),
        "catalogue_sha256": tables.digest(items),
        "users_sha256": tables.digest(users),
    }
