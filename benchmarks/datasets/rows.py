"""Read a dataset's interactions as its card describes them."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.contract.arrays import IntArray
from benchmarks.datasets import columns as read
from benchmarks.datasets.card_columns import InteractionColumns
from benchmarks.datasets.card_tables import Interactions, TableFile
from benchmarks.datasets.columns import Column
from benchmarks.datasets.formats import pieces, read_table
from benchmarks.datasets.times import relative_seconds, seconds


def interactions(table: Interactions, folder: Path) -> pa.Table:
    """Return user_id, item_id and what else the card names, in the order of the file."""
    rows = coded(table, folder)
    for place, name in enumerate(("user_id", "item_id")):
        rows = rows.set_column(place, name, rows[name].cast(pa.string()))
    return rows


def coded(table: Interactions, folder: Path) -> pa.Table:
    """Return the same with dictionaries of identifiers, read piece by piece, as text is large."""
    names = tuple(table.columns.names())
    time = table.columns.time
    is_whole = time is not None and time.days_since is not None  # a user's rows are added up
    read_file = [read_table(folder, table, names)] if is_whole else pieces(folder, table, names)
    before, made = 0, []
    for piece in read_file:
        file = File(str(folder / table.file), piece, before)
        if table.missing == "drop":
            named = table.columns
            file = file.with_all(*filter(None, (named.user, named.item, named.basket)))
        made.append(_piece(table, file))
        before += piece.num_rows
    return _filtered(pa.concat_tables(made).unify_dictionaries(), table)


def _piece(table: Interactions, file: "File") -> pa.Table:
    named = table.columns
    data = {"user_id": read.identifiers(file[named.user]).dictionary_encode()}
    data["item_id"] = read.identifiers(file[named.item]).dictionary_encode()
    _refuse_header(file, named, data)
    if named.rating:
        data["rating"] = read.ratings(file[named.rating])
    if named.time and named.time.order and named.time.days_since:
        days = file[named.time.days_since]
        data["time"] = relative_seconds(data["user_id"], file[named.time.order], days)
    elif named.time and named.time.column:
        data["time"] = seconds(file[named.time.column], named.time)
    data |= _amounts(table, file)
    if named.basket:
        data["basket"] = read.identifiers(file[named.basket], "basket").dictionary_encode()
    return pa.table(data)


def _refuse_header(
    file: "File", named: InteractionColumns, data: dict[str, pa.ChunkedArray]
) -> None:
    """Stop at a row that is a line of names, as where files were put after one another."""
    words = {"user_id": named.user, "item_id": named.item}
    if not all(_holds(data[name], word) for name, word in words.items()):
        return  # as nearly always, told by the few words and not by the many rows
    is_name = [pc.equal(data[name], word) for name, word in words.items()]
    rows = np.flatnonzero(np.logical_and(*map(np.asarray, is_name)))
    if len(rows):
        what = "the names of the columns stand here again"
        raise file[named.user].wrong(int(rows[0]), what, "take that line out")


def _holds(named: pa.ChunkedArray, word: str) -> bool:
    return any(pc.index(chunk.dictionary, word).as_py() >= 0 for chunk in named.chunks)


@dataclass(frozen=True)
class File:
    """The columns that are wanted of a file, or of a piece of it.

    where : the file; before : how many rows were read before
    places : (n_rows,) which rows of the piece are left; None for all
    """

    where: str
    table: pa.Table
    before: int = 0
    places: IntArray | None = None

    @staticmethod
    def read(folder: Path, table: TableFile, names: tuple[str, ...]) -> "File":
        """Read all of a file."""
        return File(str(folder / table.file), read_table(folder, table, names))

    def __getitem__(self, name: str) -> Column:
        return Column(self.where, name, self.table[name], self.before, self.places)

    def with_all(self, *names: str) -> "File":
        """Leave out the rows that have nothing in one of these columns."""
        is_empty = [read.is_empty(self.table[name]).to_numpy() for name in names]
        has_all = ~np.logical_or.reduce(is_empty)
        left = self.table.filter(pa.array(has_all))
        return replace(self, table=left, places=np.flatnonzero(has_all))

    def __len__(self) -> int:
        return int(self.table.num_rows)


def _amounts(table: Interactions, file: File) -> dict[str, pa.ChunkedArray]:
    """Return pieces and what was paid for them."""
    named, data = table.columns, {}
    if named.quantity:
        data["quantity"] = read.numbers(file[named.quantity])
    if named.value:
        data["value"] = read.numbers(file[named.value])
    if named.price:
        each = read.numbers(file[named.price])
        data["value"] = pc.multiply(each, data["quantity"]) if named.quantity else each
    return data


def _filtered(rows: pa.Table, table: Interactions) -> pa.Table:
    """Drop returns and repeated pairs where the card says so."""
    if table.returns == "drop":
        rows = rows.filter(pc.invert(is_return(rows)))
    if table.duplicates in ("first", "last"):
        rows = _without_repeats(rows, table.duplicates)
    return rows


def is_return(rows: pa.Table) -> pa.ChunkedArray:
    """Tell which rows are no purchase: fewer pieces than any, or money that was paid back."""
    mask = pa.chunked_array([pa.array(np.zeros(rows.num_rows, dtype=bool))])
    if "quantity" in rows.column_names:
        mask = pc.or_(mask, pc.less_equal(rows["quantity"], 0).fill_null(False))
    if "value" in rows.column_names:
        mask = pc.or_(mask, pc.less(rows["value"], 0).fill_null(False))
    return mask


def _without_repeats(rows: pa.Table, which: str) -> pa.Table:
    """Keep the first or the last row of each pair: by time where there is one, then by place."""
    pairs = rows.select(["user_id", "item_id"])
    place = pa.array(np.arange(rows.num_rows))
    order = pairs.append_column("place", place)
    if "time" in rows.column_names:
        order = order.append_column("time", rows["time"])
        order = order.sort_by([("time", "ascending"), ("place", "ascending")])
    kept = order.group_by(["user_id", "item_id"], use_threads=False)
    chosen = kept.aggregate([("place", which)])[f"place_{which}"]
    return rows.take(chosen.combine_chunks().sort())
