"""The tables that stages hand to each other: how they are written, read and digested.

Their schemas are in `schemas`.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.contract.arrays import BoolArray
from benchmarks.contract.damage import reason
from benchmarks.contract.errors import UserError
from benchmarks.contract.files import whole_file
from benchmarks.contract.schemas import BASKETS as BASKETS
from benchmarks.contract.schemas import INTERACTIONS as INTERACTIONS
from benchmarks.contract.schemas import ITEMS as ITEMS
from benchmarks.contract.schemas import LISTS as LISTS
from benchmarks.contract.schemas import LISTS_CODED as LISTS_CODED
from benchmarks.contract.schemas import PAIRS as PAIRS
from benchmarks.contract.schemas import PREDICTIONS as PREDICTIONS
from benchmarks.contract.schemas import PROMOTIONS as PROMOTIONS
from benchmarks.contract.schemas import QUERIES as QUERIES
from benchmarks.contract.schemas import SPLIT as SPLIT
from benchmarks.contract.schemas import SPLIT_CODED as SPLIT_CODED
from benchmarks.contract.schemas import USERS as USERS

_GROUP = 1 << 20  # rows that Parquet stores together

Add = Callable[[pa.Table], None]


def require(table: pa.Table, schema: pa.Schema, where: str) -> pa.Table:
    """Return the columns of `schema`, in its order and types.

    Raises UserError when a column is missing or cannot take its type.
    """
    missing = [name for name in schema.names if name not in table.column_names]
    if missing:
        raise UserError(
            f"{where}: missing column {', '.join(missing)}; has {', '.join(table.column_names)}."
        )
    columns = []
    for field in schema:
        try:
            columns.append(table[field.name].cast(field.type))
        except (pa.ArrowException, ValueError, TypeError) as error:
            raise UserError(f"{where}: column {field.name}: {error}") from error
    return pa.table(columns, schema=schema)


def write(path: Path, table: pa.Table, schema: pa.Schema) -> None:
    """Write a table as Parquet after checking it against its schema."""
    with writing(path, schema) as add:
        add(table)


@contextmanager
def writing(path: Path, schema: pa.Schema) -> Iterator[Add]:
    """Write a table of which some rows are handed over after others; the file is that of `write`.

    No more than a group of rows is kept in memory, beside those that were handed over last.
    """
    waiting, is_empty = schema.empty_table(), True
    with (
        whole_file(path) as temporary,
        pq.ParquetWriter(temporary, schema, compression="zstd") as file,
    ):

        def add(some: pa.Table) -> None:
            nonlocal waiting, is_empty
            waiting = pa.concat_tables([waiting, require(some, schema, str(path))])
            while waiting.num_rows >= _GROUP:
                file.write_table(waiting.slice(0, _GROUP).combine_chunks())
                waiting, is_empty = waiting.slice(_GROUP), False

        yield add
        if waiting.num_rows or is_empty:
            file.write_table(waiting.combine_chunks())


def read(path: Path, schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a Parquet file and check it against its schema; each column is in one piece.

    columns : the names of those to read, by default all
    """
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    coded = [field.name for field in wanted if pa.types.is_dictionary(field.type)]
    with _opened(path, coded) as file:
        names = [name for name in file.schema_arrow.names if columns is None or name in columns]
        pieces = {name: _column(file, name) for name in names}
    return require(pa.table(pieces), wanted, str(path))


def blocks(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    """Read a Parquet file, a group of rows after another."""
    with _opened(path) as file:
        for group in range(file.num_row_groups):
            yield require(file.read_row_group(group), schema, str(path))


def _column(file: pq.ParquetFile, name: str) -> pa.Array | pa.ChunkedArray:
    """Read a column in one piece, if anything is in it: nulls are not held one by one."""
    if all(_holds_nothing(file.metadata.row_group(i), name) for i in range(file.num_row_groups)):
        return nothing(file.metadata.num_rows, file.schema_arrow.field(name).type)
    return file.read([name])[name].combine_chunks()


def _holds_nothing(group: pq.RowGroupMetaData, name: str) -> bool:
    columns = [group.column(place) for place in range(group.num_columns)]
    told = [column.statistics for column in columns if column.path_in_schema == name]
    return bool(told and told[0] and told[0].null_count == group.num_rows)


@contextmanager
def _opened(path: Path, coded: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file; columns of few words can be read as codes."""
    if not path.exists():
        raise UserError(f"{path}: no such file; run `make repro` to make it.")
    try:
        with pq.ParquetFile(path, read_dictionary=list(coded)) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise UserError(
            f"{path}: cannot be read: {reason(error, 'parquet')}; delete it and run `make repro`."
        ) from error


def column(table: pa.Table, name: str) -> NDArray[Any]:
    """Return one column as a numpy array; nulls of a float column are NaN."""
    values: NDArray[Any] = table[name].to_numpy()
    return values


def having(table: pa.Table, name: str, words: Sequence[str]) -> pa.Table:
    """Return the rows that have one of these words in a column, coded or not; no copy of all."""
    chosen = _is_one_of(table[name], words)
    return table if chosen.all() else table.filter(pa.array(chosen))


def _is_one_of(column: pa.ChunkedArray, words: Sequence[str]) -> BoolArray:
    """Tell which rows have one of these words, coded or not, (n_rows,)."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    chunks = [np.zeros(0, dtype=bool)]
    for chunk in coded.chunks:
        is_wanted = np.array([word in words for word in chunk.dictionary.to_pylist()], dtype=bool)
        chunks.append(is_wanted[chunk.indices.to_numpy()])
    return np.concatenate(chunks)


def nothing(n_rows: int, of_type: pa.DataType) -> pa.ChunkedArray:
    """Return a column that holds nothing: empty lists, nulls otherwise.

    It takes the memory of a group of rows at most, as the same nulls stand in it again and again.
    """
    if pa.types.is_list(of_type):
        ends = pa.array(np.zeros(n_rows + 1, dtype=np.int32))
        no_lists = pa.ListArray.from_arrays(ends, pa.array([], of_type.value_type))
        return pa.chunked_array([no_lists], of_type)
    group = pa.nulls(min(n_rows, _GROUP), of_type)
    whole, rest = divmod(n_rows, _GROUP)
    return pa.chunked_array([*[group] * whole, group.slice(0, rest)], of_type)


def digest(table: pa.Table) -> str:
    """Return a sha256 of a table's content that does not depend on how Parquet stores it."""
    state = hashlib.sha256()
    for name in table.column_names:
        _feed_column(state, name, table[name])
    return state.hexdigest()


def digest_of(path: Path, schema: pa.Schema) -> str:
    """Return the digest of the table in a Parquet file, with one column at a time in memory."""
    state = hashlib.sha256()
    for name in schema.names:
        _feed_column(state, name, read(path, schema, [name])[name])
    return state.hexdigest()


def _feed_column(state: "hashlib._Hash", name: str, values: pa.ChunkedArray) -> None:
    _feed(state, _as_bytes(json.dumps([name, str(values.type), len(values)])))
    chunks = values.chunks
    if pa.types.is_list(values.type):
        _feed(state, *(np.asarray(chunk.value_lengths().fill_null(-1)) for chunk in chunks))
        chunks = [chunk.flatten() for chunk in chunks]
        values = pa.chunked_array(chunks, values.type.value_type)
    if pa.types.is_string(values.type):
        _feed(state, *(np.asarray(pc.binary_length(chunk).fill_null(-1)) for chunk in chunks))
        _feed(state, *(_as_bytes("".join(filter(None, chunk.to_pylist()))) for chunk in chunks))
        return
    nothing = False if pa.types.is_boolean(values.type) else 0
    _feed(state, *(np.asarray(chunk.is_null()) for chunk in chunks))
    _feed(state, *(np.asarray(chunk.fill_null(nothing)) for chunk in chunks))


def _as_bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _feed(state: "hashlib._Hash", *pieces: NDArray[Any]) -> None:
    """Add a part, in pieces, with its length, so that no two sequences of parts are alike."""
    state.update(sum(piece.nbytes for piece in pieces).to_bytes(8, "little"))
    for piece in pieces:
        state.update(piece.data)
