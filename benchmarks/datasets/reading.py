"""Read a dataset's tables as its card describes them."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.names import group_name
from benchmarks.datasets import columns as read
from benchmarks.datasets.card import Card
from benchmarks.datasets.card_columns import Words
from benchmarks.datasets.card_tables import Described, Items, Users
from benchmarks.datasets.columns import Column
from benchmarks.datasets.dataset import Raw
from benchmarks.datasets.rows import File, coded
from benchmarks.datasets.times import seconds

_LISTS = pa.list_(pa.string())


def read_card_tables(card: Card, folder: Path) -> Raw:
    """Return the tables of a dataset from the files in a folder.

    Raises UserError that names file, column and row for what is not as the card says.
    """
    if card.interactions is None:
        raise UserError("a card without `interactions` is read by its `reader`.")
    rows = coded(card.interactions, folder)
    users = _listed(rows["user_id"], _users(card.users, folder), card.users, "user")
    items = _listed(rows["item_id"], _items(card.items, folder), card.items, "item")
    promoted = _promotions(card, folder, items["item_id"]) if card.promotions else None
    return Raw(rows, users, items, promoted)


def _users(table: Users | None, folder: Path) -> pa.Table | None:
    if table is None:
        return None
    file = File.read(folder, table, tuple(table.columns.names()))
    features = _features(table.columns.attributes, file)
    ids = read.identifiers(file[table.columns.user])
    return _distinct(pa.table({"user_id": ids, "features": features}), table, file.where)


def _items(table: Items | None, folder: Path) -> pa.Table | None:
    if table is None:
        return None
    named = table.columns
    file = File.read(folder, table, tuple(named.names()))
    data = {"item_id": read.identifiers(file[named.item])}
    if named.title:
        data["title"] = pc.utf8_trim_whitespace(read.texts(file[named.title]))
    if named.categories:
        data["categories"] = read.words(file[named.categories.column], named.categories)
    data["features"] = _features(named.features, file)
    if named.released and named.released.column:
        data["released"] = seconds(file[named.released.column], named.released)
    return _distinct(pa.table(data), table, file.where)


def _features(rules: list[Words], file: File) -> pa.Array:
    """Return `name=value` for each word of each column, in the order of the columns."""
    lists: list[list[str]] = [[] for _ in range(len(file))]
    for rule in rules:
        name = rule.name or rule.column
        words = read.words(file[rule.column], rule).to_pylist()
        for features, of_row in zip(lists, words, strict=True):
            features += [group_name(name, word) for word in of_row]
    return pa.array(lists, _LISTS)


def _distinct(table: pa.Table, block: Described, where: str) -> pa.Table:
    """Return a row for each identifier; rows of the same one must say the same."""
    identifier = table.column_names[0]
    codes = table[identifier].combine_chunks().dictionary_encode()
    if len(codes.dictionary) == table.num_rows:
        return table
    _, first = np.unique(codes.indices.to_numpy(), return_index=True)
    firsts = table.take(pa.array(first))
    if block.repeated == "error":
        _require_same(table, firsts.take(codes.indices), identifier, where)
    return firsts


def _require_same(table: pa.Table, expected: pa.Table, identifier: str, where: str) -> None:
    for name in table.column_names[1:]:
        for row, (value, first) in enumerate(
            zip(table[name].to_pylist(), expected[name].to_pylist(), strict=True)
        ):
            if value != first:
                said = f"'{table[identifier][row]}' has {value!r} here and {first!r} before"
                column = Column(where, name, table[name])
                raise column.wrong(row, said, "`repeated: first` takes the first")


def _listed(
    named: pa.ChunkedArray, table: pa.Table | None, block: Described | None, kind: str
) -> pa.Table:
    """Return a row for everybody with interactions, and for others if the card wants them."""
    identifier = f"{kind}_id"
    present = pc.unique(named).cast(pa.string())
    if table is None or block is None:
        return _in_order(pa.table({identifier: present}), identifier)
    strange = present.filter(pc.invert(pc.is_in(present, table[identifier].combine_chunks())))
    if len(strange) and block.unlisted == "error":
        raise UserError(
            f"{block.file}: {len(strange)} {kind}s with interactions are not in this table, first "
            f"'{one_line(strange[0])}'; complete it, or say `unlisted: keep` in the card."
        )
    if block.without_interactions == "drop":
        table = table.filter(pc.is_in(table[identifier], present))
    if not len(strange):
        return table
    return pa.concat_tables([table, _unknown(strange, table)])


def _unknown(ids: pa.Array, table: pa.Table) -> pa.Table:
    """Return rows of which only the identifier is known."""
    data: dict[str, Any] = {table.column_names[0]: ids}
    for field in list(table.schema)[1:]:
        nothing: list[Any] = [[] if pa.types.is_list(field.type) else None]
        data[field.name] = pa.array(nothing * len(ids), field.type)
    return pa.table(data)


def _in_order(table: pa.Table, identifier: str) -> pa.Table:
    """Sort by number where all identifiers are whole numbers as one writes them, else as text."""
    ids = table[identifier].combine_chunks()
    numeric = pc.match_substring_regex(ids, r"^(0|[1-9][0-9]{0,17})$")
    keys = ids.cast(pa.int64()) if pc.all(numeric).as_py() else ids
    return table.take(pc.sort_indices(keys))


def _promotions(card: Card, folder: Path, items: pa.ChunkedArray) -> pa.Table | None:
    """Return which items were promoted in which week; those of no item here are left out."""
    table = card.promotions
    if table is None or table.columns.time.column is None:
        return None
    named = table.columns
    file = File.read(folder, table, tuple(named.names()))
    none = pa.array(np.zeros(len(file), np.int32))
    stores = {"displays": named.displays, "mailers": named.mailers}
    data: dict[str, Any] = {
        "item_id": read.identifiers(file[named.item]),
        "time": seconds(file[table.columns.time.column], named.time),
    }
    for name, column in stores.items():
        data[name] = read.whole_numbers(file[column]).cast(pa.int32()) if column else none
    rows = pa.table(data)
    return rows.filter(pc.is_in(rows["item_id"], items.combine_chunks()))
