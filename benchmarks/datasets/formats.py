"""Read the wanted columns of a table from a file of any format that a card can name.

Columns of text files come as text, an empty field as null; those of other formats as they are.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any
from zlib import error as ZlibError  # noqa: N812  it is an exception

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from benchmarks.contract import json_lines
from benchmarks.contract.damage import reason
from benchmarks.contract.errors import UserError, one_line
from benchmarks.contract.files import file_digest
from benchmarks.datasets import pickled
from benchmarks.datasets.card_tables import TableFile
from benchmarks.datasets.text_files import STAND_IN, opened, unpacked

_BLOCK_BYTES = 1 << 24  # no row is longer
_ROWS = 1 << 19  # of Parquet, at a time
_EXACT = 2**53  # whole numbers below it have a float of their own
# What goes wrong in files: none of it is a fault of this program.
_DAMAGES = (OSError, EOFError, ValueError, LZMAError, ZlibError, pa.ArrowException, RecursionError)


def read_table(folder: Path, table: TableFile, columns: Iterable[str]) -> pa.Table:
    """Return these columns of a table, in this order.

    Raises UserError that names the file for one that is missing, damaged or lacks a column.
    """
    return pa.concat_tables(pieces(folder, table, columns))


def pieces(folder: Path, table: TableFile, columns: Iterable[str]) -> Iterator[pa.Table]:
    """Yield the same, some rows after others where the format lets one; at least one piece."""
    path, wanted = folder / table.file, list(dict.fromkeys(columns))
    if not path.is_file():
        raise DamagedError(path, "it is not there")
    for algorithm, expected in (("md5", table.md5), ("sha256", table.sha256)):
        if expected and file_digest(path, algorithm) != expected:
            raise DamagedError(path, f"its {algorithm} is not {expected}")
    read = {"parquet": _parquet, "jsonl": _jsonl, "recbole": _recbole, "pickle": _pickle}
    try:
        yield from read.get(table.format, _delimited)(path, table, wanted)
    except _DAMAGES as error:
        raise DamagedError(path, reason(error, table.format)) from error


def column_names(path: Path, table: TableFile) -> list[str]:
    """Return the names of all columns of a file."""
    try:
        if table.format == "parquet":
            return list(pq.read_schema(path).names)
        if table.format == "pickle":
            return list(_frame(path, table))
        if table.format == "jsonl":
            with _stream(path, table, ",") as stream:
                objects = next(json_lines.blocks(islice(stream, 1000)), {})
                return list(dict.fromkeys(name for each in objects.values() for name in each))
        return [name.partition(":")[0] for name in _header(path, table)]
    except _DAMAGES as error:
        raise DamagedError(path, reason(error, table.format)) from error


class DamagedError(UserError):
    """A file that cannot be read as its card says.

    what : what is wrong with it
    """

    def __init__(self, path: Path, what: str) -> None:
        self.what = one_line(what).rstrip(".")
        super().__init__(
            f"{path}: {self.what}; if it was downloaded, it is not as published: delete "
            f"{path.parent} and run `make repro`; else mend the file, or say in the card what it "
            "is."
        )


def missing(path: Path, wanted: Sequence[str], names: Sequence[str]) -> UserError:
    """Make the error for a column that is not there."""
    absent = ", ".join(name for name in wanted if name not in names)
    has = ", ".join(names)
    return UserError(one_line(f"{path}: missing column {absent}; has {has}.", 1000))


def _require_each_once(path: Path, wanted: list[str], names: list[str]) -> None:
    if not set(wanted) <= set(names):
        raise missing(path, wanted, names)
    twice = next((name for name in wanted if names.count(name) > 1), None)
    if twice is not None:
        raise DamagedError(path, f"two columns are called '{twice}'")


def separator(table: TableFile) -> str:
    """Return what stands between the fields of a line."""
    return table.separator or ("," if table.format == "csv" else "\t")


def _delimited(path: Path, table: TableFile, wanted: list[str]) -> Iterator[pa.Table]:
    names = table.names if not table.header else _header(path, table)
    yield from _csv(path, table, names, wanted)


def _recbole(path: Path, table: TableFile, wanted: list[str]) -> Iterator[pa.Table]:
    """Read an atomic file: names with types in its header, words of a sequence with spaces."""
    typed = [name.partition(":") for name in _header(path, table)]
    names = [name for name, _, _ in typed]
    sequences = [name for name, _, kind in typed if kind == "token_seq" and name in wanted]
    for piece in _csv(path, table, names, wanted):
        divided = piece
        for name in sequences:
            words = _split(piece[name])
            divided = divided.set_column(piece.column_names.index(name), name, words)
        yield divided


def _split(words: pa.ChunkedArray) -> pa.Array:
    return pa.array(
        [[] if word is None else str(word).split(" ") for word in words.to_pylist()],
        pa.list_(pa.string()),
    )


def _stream(path: Path, table: TableFile, between: str) -> IO[bytes]:
    return opened(path, table, between)


def _parsing(table: TableFile) -> pacsv.ParseOptions:
    between = separator(table)
    one_byte = between if len(between.encode()) == 1 else STAND_IN
    quoted = table.quoted if table.quoted is not None else table.format == "csv"
    quoted = quoted and len(between) == 1
    return pacsv.ParseOptions(
        delimiter=one_byte, quote_char='"' if quoted else False, newlines_in_values=quoted
    )


def _header(path: Path, table: TableFile) -> list[str]:
    """Return what the first line says, whatever the others do."""
    with _stream(path, table, separator(table)) as stream:
        first = stream.readline(_BLOCK_BYTES)
    if not first.strip():
        raise ValueError("it is empty: the first line would name the columns")
    return list(pacsv.read_csv(io.BytesIO(first), parse_options=_parsing(table)).column_names)


def _csv(path: Path, table: TableFile, names: list[str], wanted: list[str]) -> Iterator[pa.Table]:
    _require_each_once(path, wanted, names)
    reading = pacsv.ReadOptions(
        column_names=names, skip_rows=int(table.header), block_size=_BLOCK_BYTES
    )
    converting = pacsv.ConvertOptions(
        column_types=dict.fromkeys(wanted, pa.string()),
        include_columns=wanted,
        null_values=[""],
        strings_can_be_null=True,
    )
    with _stream(path, table, separator(table)) as stream:
        batches = pacsv.open_csv(stream, reading, _parsing(table), converting)
        yield from _tables(batches, batches.schema)


def _parquet(path: Path, table: TableFile, wanted: list[str]) -> Iterator[pa.Table]:  # noqa: ARG001
    _require_each_once(path, wanted, pq.read_schema(path).names)
    with pq.ParquetFile(path) as file:
        for piece in _tables(file.iter_batches(_ROWS, columns=wanted), file.schema_arrow):
            yield piece.select(wanted)


def _tables(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield a table for each batch; an empty one where there is none."""
    is_empty = True
    for batch in batches:
        is_empty = False
        yield pa.Table.from_batches([batch])
    if is_empty:
        yield schema.empty_table()


def _pickle(path: Path, table: TableFile, wanted: list[str]) -> Iterator[pa.Table]:
    frame = _frame(path, table)
    if not set(wanted) <= set(frame):
        raise missing(path, wanted, list(frame))
    yield pa.table({name: pickled.as_arrow(frame[name]) for name in wanted})


def _frame(path: Path, table: TableFile) -> dict[str, Any]:
    with unpacked(path, table.compression) as stream:
        return pickled.read_frame(stream)


def _jsonl(path: Path, table: TableFile, wanted: list[str]) -> Iterator[pa.Table]:
    """Read a line at a time, so that identifiers stay what they are: no dates, no rounding."""
    made = []
    with _stream(path, table, ",") as stream:
        for objects in json_lines.blocks(stream):
            columns = {name: _texts(objects.values(), name) for name in wanted}
            made.append(pa.table(columns))
    if not made:
        yield pa.table({name: pa.array([], pa.string()) for name in wanted})
        return
    seen = {name for piece in made for name in piece.column_names if _has(piece, name)}
    if not set(wanted) <= seen:
        raise missing(path, wanted, sorted(seen))
    yield pa.concat_tables(made, promote_options="permissive")


def _has(piece: pa.Table, name: str) -> bool:
    return bool(piece[name].null_count < piece.num_rows)


def _texts(objects: Iterable[dict[str, Any]], name: str) -> pa.Array:
    values = [each.get(name) for each in objects]
    if any(isinstance(value, list) for value in values):
        texts = [[_text(word, name) for word in value] for value in _lists(values, name)]
        said = [[text for text in texts_of if text is not None] for texts_of in texts]
        return pa.array(said, pa.list_(pa.string()))
    return pa.array([_text(value, name) for value in values], pa.string())


def _lists(values: list[Any], name: str) -> Iterator[list[Any]]:
    for value in values:
        if value is not None and not isinstance(value, list):
            raise ValueError(f"'{name}' is a list in some lines and {value!r} in another")
        yield value or []


def _text(value: object, name: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, dict):
        raise ValueError(f"'{name}' is an object and not a value")  # noqa: TRY004
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)  # 12.0 names who 12 names
    return json.dumps(value) if not isinstance(value, str) else value
